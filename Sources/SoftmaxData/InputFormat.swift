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
  /// Named arrays of NumPy.
  case npz
  /// Named tensors.
  case safetensors
  /// A sheet of an Excel workbook.
  case xlsx
  /// Tables as one object of JSON on each line.
  case jsonl

  /// The format that a file's name says; nil where it says none.
  public init?(ending path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = String(name[name.index(after: dot)...])
    guard let format = Self.otherEndings[ending] ?? InputFormat(rawValue: ending), format != .idx else {
      return nil
    }
    self = format
  }

  /// Endings beside the formats' own names: a workbook with macros, which are not run, is a workbook.
  private static let otherEndings: [String: InputFormat] = ["ndjson": .jsonl, "xlsm": .xlsx]

  /// Whether it has a table: rows of cells, in columns with names.
  public var isTable: Bool { self == .csv || self == .tsv || self == .xlsx || self == .jsonl }

  /// Whether it is delimited text.
  public var isDelimitedText: Bool { self == .csv || self == .tsv }
}
