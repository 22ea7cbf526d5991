// What can be wrong with a request for data, beyond a single file's content.

public import SoftmaxFiles
public import SoftmaxRemedies

/// Why data cannot be found or used.
public enum DataError: Error, AdvisingError, Hashable {
  /// There is no dataset or file of this name.
  case unknownName(String, nearest: String?, known: [String])
  /// A dataset of the catalogue has no part of this name.
  case unknownSplit(String, known: [String])
  /// The file's format cannot be read.
  case unsupportedFormat(path: String)
  /// A folder has no images with labels in it.
  case noPair(folder: String, found: [String])
  /// A folder has more than one pair, and none is called train or test.
  case severalPairs(folder: String, found: [String])
  /// A folder does not have the part that was asked for.
  case noSuchSplit(name: String, split: DataSplit)
  /// A file of labels was named for data that has its own.
  case labelsBeside(name: String, labels: String)
  /// The samples have no labels.
  case noLabels(name: String, hint: Advice)

  /// One line: what is wrong and what to do.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// What to try, as values.
  public var remedies: [Remedy] { text.settings }

  private var text: Advice {
    switch self {
    case .unknownName(let name, let nearest, let known):
      "'\(name)' is neither a dataset nor a file"
        + Advice(
          nearest.map { "; did you mean '\($0)'?" } ?? "; the datasets are \(known.joined(separator: ", "))")
    case .unknownSplit(let text, let known):
      "'\(text)' names no part of the dataset: the parts are \(known.joined(separator: ", "))"
    case .unsupportedFormat(let path):
      "\(path): the format of this file is not known: expected a table (delimited text, an .xlsx workbook, "
        + ".jsonl or fastText's lines), NumPy's .npy or .npz, .safetensors, sparse rows (.libsvm, .mtx, SciPy's .npz), or IDX, plain or "
        + "gzip; \(.nameFormat("csv")) where it is a table all "
        + "the same"
    case .noPair(let folder, let found):
      "\(folder): no images with labels in this folder: expected files such as train-images-idx3-ubyte and "
        + "train-labels-idx1-ubyte (plain or .gz), or a folder of .txt files for each class, found "
        + Advice(found.isEmpty ? "nothing" : found.prefix(5).joined(separator: ", "))
    case .severalPairs(let folder, let found):
      "\(folder): several sets of images in this folder (\(found.prefix(5).joined(separator: ", "))), "
        + "none of them named train or test: name one file"
    case .noSuchSplit(let name, let split):
      "\(name) has no '\(split.rawValue)' part"
    case .labelsBeside(let name, let labels):
      "\(name) has its own labels: the file of labels \(labels) is for .npy, .npz, .safetensors, .mtx and .libsvm"
    case .noLabels(let name, let hint):
      "\(name) has no labels, which training and scoring need; \(hint)"
    }
  }
}
