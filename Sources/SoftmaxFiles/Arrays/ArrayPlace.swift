// Where an array, or its header, stands.

/// A file, and perhaps an array in it by name.
package struct ArrayPlace: Sendable, Hashable {
  package let path: String
  /// The array's name, where the file has several.
  package let name: String?
  /// Where its bytes begin.
  package let start: Start

  /// A beginning in a file, or in what comes out of compressed data.
  package enum Start: Sendable, Hashable {
    case file(Int)
    case unpacked(Int)
    /// Not known.
    case somewhere
  }

  package init(path: String, name: String?, start: Start) {
    (self.path, self.name, self.start) = (path, name, start)
  }

  /// The place so many bytes further on.
  package func advanced(by count: Int) -> ArrayPlace {
    switch start {
    case .file(let byte): ArrayPlace(path: path, name: name, start: .file(byte + count))
    case .unpacked(let byte): ArrayPlace(path: path, name: name, start: .unpacked(byte + count))
    case .somewhere: self
    }
  }

  /// What is wrong at a byte, counted from the beginning; nil: with the whole.
  package func error(at byte: Int?, _ problem: String, remedy: String? = nil) -> FileError {
    var text = problem
    if let name { text = "in the array '\(name.prefix(80))': \(text)" }
    var position: FileError.Position?
    if let byte {
      switch start {
      case .file(let start): position = .byte(start + byte)
      case .unpacked(let start): text += " (byte \(start + byte) of what was compressed)"
      case .somewhere: break
      }
    }
    return FileError(.badData, path: path, position: position, problem: text, remedy: remedy)
  }
}
