// Every code point, held against Python's str.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxText

@Suite struct CharacterTableTests {
  static let golden = GoldenFile("characters.json").required(as: GoldenCharacters.self)
  let table = CharacterTable.shared

  /// The code points, surrogates left out, of which `ours` says something else than ranges do.
  private func differences(_ ranges: [UInt32], _ ours: (UInt32) -> Bool) -> [UInt32] {
    var (place, holds) = (0, false)
    var result: [UInt32] = []
    for scalar in 0..<CharacterTable.codePointCount {
      if place < ranges.count, ranges[place] == scalar {
        holds.toggle()
        place += 1
      }
      if ours(scalar) != holds { result.append(scalar) }
    }
    return result
  }

  @Test func theVersionIsThatOfTheFacts() { #expect(CharacterTable.unicodeVersion == Self.golden.unicode) }

  @Test func wordCharactersAreThoseOfPython() {
    #expect(differences(Self.golden.word) { table.kind(of: $0).isWord } == [])
  }

  @Test func whiteSpaceIsThatOfPython() {
    #expect(differences(Self.golden.space) { table.kind(of: $0).isSpace } == [])
  }

  @Test func rangesSayOfEveryCharacterWhatTheTableDoes() {
    let ranges = CharacterRanges.shared
    #expect(differences(ranges.words) { table.kind(of: $0).isWord } == [])
    #expect(differences(ranges.spaces) { table.kind(of: $0).isSpace } == [])
    #expect(differences(ranges.cased) { table.kind(of: $0).isCased } == [])
    #expect(differences(ranges.ignorable) { table.kind(of: $0).isCaseIgnorable } == [])
    var steps: [UInt32: Int32] = [:]
    for shift in ranges.shifts {
      for scalar in Swift.stride(from: shift.first, through: shift.last, by: Int(shift.stride)) {
        steps[scalar] = shift.step
      }
    }
    let other = (0..<CharacterTable.codePointCount).filter {
      table.kind(of: $0).lowerCaseStep != steps[$0] ?? 0
    }
    #expect(other == [])
    #expect(zip(ranges.shifts, ranges.shifts.dropFirst()).allSatisfy { $0.last < $1.first })
  }

  @Test func lettersHaveScriptsAndNothingElseHas() {
    #expect(differences(Self.golden.letter) { table.kind(of: $0).script != 0 } == [])
  }

  @Test func everyLowerCaseIsThatOfPython() {
    var lower: [UInt32: UInt32] = [:]
    for run in Self.golden.lower {
      for scalar in stride(from: run[0], to: run[1], by: run[2]) {
        lower[UInt32(scalar)] = UInt32(scalar + run[3])
      }
    }
    let wrong = (0..<CharacterTable.codePointCount).filter { table.lowerCase(of: $0) != lower[$0] ?? $0 }
    #expect(wrong == [])
    #expect(lower.count > 1400)
    #expect(Self.golden.longLower == [[CharacterTable.dottedCapitalI, 0x69, CharacterTable.dotAbove]])
  }

  /// Two neighbours of each character decide whether the sigma behind it is final: so do its being cased and being looked
  /// through.
  @Test(arguments: ["A", "."])
  func aSigmaIsFinalBehindTheCharactersOfPython(first: String) {
    let facts = first == "A" ? Self.golden.finalBehindLetter : Self.golden.finalBehindStop
    var text = Array("\(first)0000Σ".utf8)
    let wrong = differences(facts) { scalar in
      if (0xD800...0xDFFF).contains(scalar) { return false }
      // The character stands right ahead of the sigma, and the first one ahead of it; no letter stands ahead of both.
      var place = 5 - UTF8Text.length(of: scalar)
      text[place - 1] = text[0]
      var target = text.mutableSpan
      UTF8Text.write(scalar, to: &target, at: &place)
      let written = try? LowerCase.scalar(of: CharacterTable.capitalSigma, in: text.span, at: place, table)
      return written == CharacterTable.finalSigma
    }
    #expect(wrong == [])
  }

  @Test func everyCodePointIsWrittenAndRead() throws {
    var bytes = [UInt8](repeating: 0, count: 4)
    for scalar in 0..<CharacterTable.codePointCount where !(0xD800...0xDFFF).contains(scalar) {
      var end = 0
      var target = bytes.mutableSpan
      UTF8Text.write(scalar, to: &target, at: &end)
      let isSame = try UTF8Text.scalar(of: bytes.span, at: 0) == scalar && end == UTF8Text.length(of: scalar)
      if !isSame || scalar % 0x1001 == 0 {
        let expected = Unicode.Scalar(scalar).map { Array(String($0).utf8) }
        #expect(isSame && Array(bytes[..<end]) == expected, "\(scalar)")
      }
    }
  }

  @Test func scriptsAreCounted() throws {
    var counts = ScriptCounts()
    let text = "Latin ñ, Кирилл, ελ, عربي, אב, हिन्दी, ไทย, 한국, ひら, カタ, 漢字, ქა 123 !"
    try counts.add(Array(text.utf8).span)
    let expected: [(Script, Int)] = [
      (.latin, 6), (.cyrillic, 6), (.greek, 2), (.arabic, 4), (.hebrew, 2), (.devanagari, 3), (.thai, 3),
      (.hangul, 2), (.hiragana, 2), (.katakana, 2), (.han, 2), (.other, 2),
    ]
    for (script, count) in expected { #expect(counts[script] == count, "\(script.name)") }
    #expect(counts.total == 36)
    #expect(counts.met.prefix(3) == [.latin, .cyrillic, .arabic])
    #expect(ScriptCounts().met.isEmpty)
  }
}
