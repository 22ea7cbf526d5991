// What can be wrong with texts and with what is to be made of them.

/// Why texts cannot become features. Documents are counted from 1, bytes from 0.
package enum TextError: Error, Sendable, Hashable, CustomStringConvertible {
  /// Bytes that are no UTF-8.
  case invalidUTF8(document: Int?, offset: Int, byte: UInt8)
  /// No document has a feature.
  case emptyVocabulary(documentCount: Int)
  /// The limits on how many documents have a feature, or how many features there are, leave none.
  case nothingLeft(distinctCount: Int)
  /// The most documents that may have a feature are fewer than the least.
  case crossedLimits(minimum: Double, maximum: Double)
  /// More distinct features than an index can name.
  case tooManyFeatures
  /// Settings that mean nothing.
  case badSettings(String)
  /// Parts that do not fit together, as a file may state them.
  case badParts(String)

  /// The same with the document in which it was found.
  func inDocument(_ number: Int) -> TextError {
    guard case .invalidUTF8(nil, let offset, let byte) = self else { return self }
    return .invalidUTF8(document: number, offset: offset, byte: byte)
  }

  /// One line: what is wrong and what to do.
  package var description: String {
    switch self {
    case .invalidUTF8(let document, let offset, let byte):
      (document.map { "document \($0): " } ?? "")
        + "byte \(offset) (0x\(String(byte, radix: 16))) begins no character of UTF-8; write the text anew as UTF-8"
    case .emptyVocabulary(let count):
      "none of the \(count) documents has a feature; they may be empty, or have nothing but stop words and words of one "
        + "character"
    case .nothingLeft(let count):
      "none of the \(count) distinct features is left; lower the minimum document frequency, or raise the maximum"
    case .crossedLimits(let minimum, let maximum):
      "a feature must be in at least \(minimum) documents and in at most \(maximum), which none can be; lower the first or "
        + "raise the second"
    case .tooManyFeatures:
      "there are more than 2^31 - 1 distinct features; use shorter n-grams, or hashed features"
    case .badSettings(let problem), .badParts(let problem): problem
    }
  }
}
