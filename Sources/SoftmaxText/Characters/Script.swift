// Which scripts a text is written in, coarsely.

/// A script, as a summary of data tells them apart.
package enum Script: UInt8, Sendable, Hashable, CaseIterable {
  // The numbers are those of Tests/Text/character_table.py.
  case latin = 1
  case cyrillic, greek, arabic, hebrew, devanagari, thai, hangul, hiragana, katakana, han
  /// Letters of all other scripts, and letters of none.
  case other

  /// What it is called.
  package var name: String {
    switch self {
    case .latin: "Latin"
    case .cyrillic: "Cyrillic"
    case .greek: "Greek"
    case .arabic: "Arabic"
    case .hebrew: "Hebrew"
    case .devanagari: "Devanagari"
    case .thai: "Thai"
    case .hangul: "Hangul"
    case .hiragana: "Hiragana"
    case .katakana: "Katakana"
    case .han: "Han"
    case .other: "other"
    }
  }
}

/// How many letters of each script texts have. Digits, marks, signs and spaces are not counted.
package struct ScriptCounts: Sendable, Hashable {
  private var counts = [Int](repeating: 0, count: Script.allCases.count + 1)

  /// No letters yet.
  package init() {}

  /// The letters of a script so far.
  package subscript(script: Script) -> Int { counts[Int(script.rawValue)] }

  /// The letters so far.
  package var total: Int { counts.reduce(0, +) - counts[0] }

  /// The scripts that were met, the one with the most letters first; of equals the one that is listed first.
  package var met: [Script] {
    Script.allCases.filter { self[$0] > 0 }.enumerated()
      .sorted { (-self[$0.element], $0.offset) < (-self[$1.element], $1.offset) }.map(\.element)
  }

  /// Counts the letters of a text in UTF-8.
  ///
  /// - Throws: `TextError.invalidUTF8`; letters ahead of that byte are counted.
  package mutating func add(_ text: Span<UInt8>) throws(TextError) {
    let table = CharacterTable.shared
    var place = 0
    while place < text.count {
      let scalar = try UTF8Text.scalar(of: text, at: place)
      counts[Int(table.kind(of: scalar).script)] += 1
      place += UTF8Text.length(of: scalar)
    }
  }
}
