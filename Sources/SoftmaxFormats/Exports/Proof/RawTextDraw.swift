// Texts for a proof.

import SoftmaxRegression
import SoftmaxText

/// Draws texts of words that a model knows and of others: in any case, of many scripts, with and without marks between them.
///
/// The words of a vocabulary come in turn, so that all are met where the texts have room for them. Some texts are empty, and
/// some have words that training did not have, or characters that case and words are odd about.
struct RawTextDraw {
  private let text: TextFeatures
  private let count: Int
  /// The known words of each text.
  private let wordCount: Int

  private static let wordCounts = 6...60

  init(_ text: TextFeatures, count: Int) {
    (self.text, self.count) = (text, count)
    // Half as many again as would be needed, since some texts have none.
    let needed = (text.vocabulary?.count ?? 0) * 3 / 2 / max(count, 1)
    wordCount = min(max(needed, Self.wordCounts.lowerBound), Self.wordCounts.upperBound)
  }

  /// Words that no vocabulary need have: ASCII, other scripts, and what lower case is odd about (İ, a final sigma, a sigma
  /// before a mark, titlecase, letters outside the first 65,536).
  private static let others = [
    "a", "to", "offer", "Reply_42", "no.", "don't", "Größe", "ÉTÉ", "naïve", "İstanbul", "ΟΔΟΣ", "ΣΑΣ", "ΑΣ'Σ.",
    "ǅungla",
    "ПРИВЕТ", "שלום", "नमस्ते", "สวัสดี", "안녕하세요", "こんにちは", "東京", "𐐀𐐁𐐂", "𝒳yz", "🙂🙂", "e\u{301}te\u{301}", "½x",
    "x²",
    "ß", "ẞß", "a\u{200d}b", "\u{feff}ab",
  ]
  private static let spaces = [" ", " ", " ", "  ", "\t", "\n", "\u{a0}", " \u{3000}", ", ", " - ", "/"]

  /// The texts. The character 0 is in none of them, as it ends a text in some languages.
  func texts(_ random: inout RandomGenerator) -> [String] {
    var next = text.vocabulary.map { Int(random.index(below: UInt64($0.count))) } ?? 0
    return (0..<count).map { place in
      if place % 16 == 3 { return "" }
      var text = random.index(below: 8) == 0 ? " " : ""
      for _ in 0..<1 + Int(random.index(below: UInt64(2 * wordCount))) {
        text += word(&next, &random) + Self.spaces[Int(random.index(below: UInt64(Self.spaces.count)))]
      }
      return text
    }
  }

  /// A word, in one of three cases.
  private func word(_ next: inout Int, _ random: inout RandomGenerator) -> String {
    var word = Self.others[Int(random.index(below: UInt64(Self.others.count)))]
    if let words = text.vocabulary, random.index(below: 6) > 0 {
      next = (next + 1) % words.count
      word = words[next]
    }
    switch random.index(below: 6) {
    case 0: return word.uppercased()
    case 1: return word.prefix(1).uppercased() + word.dropFirst()
    default: return word
    }
  }
}
