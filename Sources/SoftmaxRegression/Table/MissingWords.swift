// Which texts in a table's cells mean that there is no value.

/// The texts that stand for a missing value, beside the empty cell. The case of ASCII letters does not matter.
///
///     MissingWords(["NA", "None", "-999"])
///
/// A text is compared as it is written: `-999` is not `-999.0`.
public struct MissingWords: Sendable, Hashable {
  /// The texts, their ASCII letters small, none twice.
  public let words: [String]

  /// These texts. Spaces around them do not count, and texts of nothing else are left out.
  public init(_ words: [String]) {
    var seen: Set<String> = []
    self.words = words.map(Self.folded).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  /// What is missing where nothing else is said: NA, N/A, NaN, null and ?.
  public static let usual = MissingWords(["NA", "N/A", "NaN", "null", "?"])

  /// What model files mean that have no list: they were written when None was missing too.
  package static let ofOlderModels = MissingWords(["NA", "N/A", "NaN", "null", "None", "?"])

  private static func folded(_ word: String) -> String {
    let bytes = Array(word.utf8)
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
    let first = bytes.firstIndex { !isSpace($0) } ?? bytes.count
    let end = bytes.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? first
    return String(decoding: bytes[first..<end].map { (65...90).contains($0) ? $0 | 0x20 : $0 }, as: UTF8.self)
  }
}
