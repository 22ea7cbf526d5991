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

  /// The format that a file's name says; nil where it says none.
  public init?(ending path: String) {
    var name = path.lowercased()
    if name.hasSuffix(".gz") { name.removeLast(3) }
    guard let dot = name.lastIndex(of: ".") else { return nil }
    let ending = String(name[name.index(after: dot)...])
    guard let format = InputFormat(rawValue: ending), format != .idx else { return nil }
    self = format
  }

  /// Whether it is delimited text.
  public var isTable: Bool { self == .csv || self == .tsv }
}
