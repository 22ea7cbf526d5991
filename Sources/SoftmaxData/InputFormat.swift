// The formats of data files.

/// A format that samples can be read from.
public enum InputFormat: String, Sendable, Hashable, CaseIterable {
  /// MNIST's: pictures or vectors, labels in a file beside.
  case idx
  /// Delimited text, with commas unless another character is more frequent.
  case csv
  /// Delimited text with tabs.
  case tsv
  /// One array of NumPy.
  case npy
  /// Named arrays of NumPy, or a sparse matrix of SciPy.
  case npz
  /// Named tensors.
  case safetensors
  /// A sheet of an Excel workbook.
  case xlsx
  /// Tables as one object of JSON on each line.
  case jsonl
  /// Texts as fastText reads them: a line each, its class as `__label__CLASS` before it.
  case fasttext
  /// Texts as files: a folder for each class.
  case texts
  /// LIBSVM's and svmlight's text: a label and `index:value` on each line.
  case libsvm
  /// A Matrix Market file.
  case mtx

  /// The format that a file's name says; nil where it says none.
  public init?(ending path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = String(name[name.index(after: dot)...])
    guard let format = Self.otherEndings[ending] ?? InputFormat(rawValue: ending), format != .idx,
      format != .texts
    else {
      return nil
    }
    self = format
  }

  /// Endings beside the formats' own names: a workbook with macros, which are not run, is a workbook.
  private static let otherEndings: [String: InputFormat] = [
    "ndjson": .jsonl, "xlsm": .xlsx, "svm": .libsvm, "svmlight": .libsvm,
  ]

  /// Whether it has a table: rows of cells, in columns with names.
  public var isTable: Bool {
    switch self {
    case .csv, .tsv, .xlsx, .jsonl, .fasttext, .texts: true
    case .idx, .npy, .npz, .safetensors, .libsvm, .mtx: false
    }
  }

  /// Whether it has nothing but texts and their classes.
  public var isTexts: Bool { self == .fasttext || self == .texts }

  /// Whether it is text that lists the entries of sparse rows.
  public var isSparseText: Bool { self == .libsvm || self == .mtx }

  /// Whether it is delimited text.
  public var isDelimitedText: Bool { self == .csv || self == .tsv }
}
