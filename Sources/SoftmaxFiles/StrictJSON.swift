// JSON from files that are not trusted: exactly RFC 8259, within a depth, no name twice.

/// A JSON value whose objects keep their members' order.
package indirect enum StrictJSON: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The digits as they stand, so that no whole number is rounded.
  case number(String)
  case string(String)
  case array([StrictJSON])
  case object([Member])

  package struct Member: Sendable, Hashable {
    package let name: String
    package let value: StrictJSON

    package init(name: String, value: StrictJSON) {
      self.name = name
      self.value = value
    }
  }

  /// How deep arrays and objects may be nested.
  package static let depthLimit = 64

  /// The first member with this name.
  package subscript(name: String) -> StrictJSON? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The value as a whole number, where it is one that Int holds.
  package var integer: Int? {
    guard case .number(let digits) = self else { return nil }
    return Int(digits)
  }

  /// The value as text.
  package var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// Reads a whole document; `offset` is where `bytes` begins in the file, for the error's position.
  ///
  /// - Throws: `FileError` with the byte at which the text stops being JSON.
  package static func parse(
    _ bytes: [UInt8], path: String, offset: Int = 0
  ) throws(FileError) -> StrictJSON {
    var parser = StrictJSONParser(bytes: bytes, path: path, offset: offset)
    return try parser.document()
  }
}
