// The last functions of a tokenizer in Swift: n-grams, and what their counts become.

import SoftmaxText

extension SwiftTokenizer {
  /// The features of a text.
  var features: String {
    """

      /// The features of a text that are not 0: their places, ascending, and their values.
      private static func features(of text: String, _ settings: Settings) -> [(place: Int, value: Float)] {
        let characters = text.unicodeScalars.map { Int($0.value) }
        var counts: [Int: Double] = [:]
    \(groups)\
          let unitCount = units.starts.count
          guard unitCount > 0 else { \(isLoop ? "continue" : "return []") }
          /// Counts the n-gram of some units.
          func count(_ first: Int, _ end: Int) {
            let byteEnd = end < unitCount ? units.starts[end] : units.bytes.count
            let range = (start: units.starts[first], end: byteEnd\(gap))
    \(counting)\
          }
          var length = settings.least
          while length <= settings.most, length < unitCount {
            for first in 0...(unitCount - length) { count(first, first + length) }
            length += 1
          }
          if \(takesGroup) { count(0, unitCount) }
    \(isLoop ? "    }\n" : "")\
        var found: [(place: Int, value: Double)] = []
        for place in counts.keys.sorted() {
          \(needs.binary || needs.sublinear || needs.rarities ? "var" : "let") value = counts[place] ?? 0
    \(weighting)\
          found.append((place, value))
        }
    \(norm)\
        return found.map { ($0.place, Float($0.value\(needs.norms == [.none] ? "" : " / norm"))) }
      }

    """
  }

  /// Whether a text may have several groups of units.
  private var isLoop: Bool { needs.units.contains(.charactersInWords) }

  private var groups: String {
    let readers: [(TextAnalysis.Unit, String)] = [
      (.words, "words(characters, settings)"), (.characters, "allCharacters(characters, settings)"),
      (.charactersInWords, "pieces(characters, settings)"),
    ]
    let own = readers.enumerated().filter { needs.units.contains($0.element.0) }
    let choice = own.map { index, reader in
      let call = isLoop && reader.0 != .charactersInWords ? "[\(reader.1)]" : reader.1
      return index == own[own.count - 1].offset ? call : "settings.unit == \(index) ? \(call) : "
    }.joined()
    return isLoop ? "    for units in \(choice) {\n" : "    let units = \(choice)\n"
  }

  /// The space behind a word, which is no part of an n-gram.
  private var gap: String {
    needs.units == [.words] ? " - 1" : needs.units.contains(.words) ? " - (settings.unit == 0 ? 1 : 0)" : ""
  }

  private var counting: String {
    let hash = """
            let hash = hash(units.bytes, range)
            let place = Int(hash < 0x8000_0000 ? hash : 0 &- hash) % settings.hashedColumns
            counts[place, default: 0] += \(needs.signs ? "settings.signs == 1 && hash >= 0x8000_0000 ? -1 : 1" : "1")

      """
    let search = """
            if let place = wordPlace(of: units.bytes, range, in: vocabulary, settings.firstWord, settings.wordCount) {
              counts[place, default: 0] += 1
            }

      """
    switch (needs.hashes, needs.vocabulary) {
    case (true, true):
      return "        if settings.hashedColumns > 0 {\n" + hash + "        } else {\n" + search + "        }\n"
    case (true, false): return hash
    default: return search
    }
  }

  /// When a group that has no more units than an n-gram is one.
  private var takesGroup: String {
    if needs.units == [.charactersInWords] { return "length <= settings.most" }
    return "length <= settings.most, length == unitCount"
      + (isLoop ? " || settings.unit == 2" : "")
  }

  private var weighting: String {
    (needs.binary ? "      if settings.binary == 1 { value = 1 }\n" : "")
      + (needs.signs ? "      if value == 0 { continue }\n" : "")
      + (needs.sublinear ? "      if settings.sublinear == 1 { value = logarithm(value) + 1 }\n" : "")
      + (needs.rarities
        ? "      if settings.rarityCount > 0 { value *= rarities[settings.firstRarity + place] }\n" : "")
  }

  private var norm: String {
    guard needs.norms != [.none] else { return "" }
    let (l1, l2) = (needs.norms.contains(.l1), needs.norms.contains(.l2))
    let square = "      norm += value * value\n"
    let magnitude = "      norm += value < 0 ? -value : value\n"
    let sum =
      l1 && l2
      ? "      norm += settings.norm == 2 ? value * value : value < 0 ? -value : value\n"
      : l1 ? magnitude : square
    return """
          var norm = 0.0
          for (_, value) in found {
      \(sum)\
          }
      \(l2 ? "    if settings.norm == 2 { norm = root(norm) }\n" : "")\
      \(needs.norms.contains(.none) ? "    if settings.norm == 0 { norm = 1 }\n" : "")
      """
  }

  /// Without the library of C, which `squareRoot()` may want.
  static let root = """

      /// The square root of a number.
      private static func root(_ x: Double) -> Double {
        guard x > 0 else { return x }
        // At most twice too small or too large, so that Newton's steps end at the last digit.
        var root = Double(sign: .plus, exponent: x.exponent / 2, significand: 1)
        for _ in 0..<7 { root = (root + x / root) / 2 }
        return root
      }

    """

  static let logarithm = """

      /// The natural logarithm of a number of at least 1.
      private static func logarithm(_ x: Double) -> Double {
        let (fraction, exponent) =
          x.significand > 1.4142135623730951
          ? (x.significand / 2, Double(x.exponent) + 1) : (x.significand, Double(x.exponent))
        // ln m = 2 artanh((m - 1) / (m + 1)), whose argument is at most 0.172.
        let ratio = (fraction - 1) / (fraction + 1)
        var (sum, divisor) = (0.0, 23.0)
        while divisor > 0 {
          sum = sum * ratio * ratio + 1 / divisor
          divisor -= 2
        }
        return exponent * 0.6931471805599453 + 2 * ratio * sum
      }

    """
}
