// Which pieces of texts speak for a class: what features add, dealt out to where they stand.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct MarkedTextTests {
  private func table(_ texts: [String]) throws -> Table {
    try Table(
      columns: [
        Table.Column("stars", texts.indices.map { Double($0) }), Table.Column("review", texts: texts),
        Table.Column("stays", texts.indices.map { $0 % 2 == 0 ? "yes" : "no" }),
      ], label: "stays")
  }

  /// The marks of a row's only text, as words and numbers.
  private func marks(
    _ table: Table, row: Int, _ preparation: Preparation, _ contribution: (Int) -> Double
  ) throws -> [(word: String, value: Double)] {
    let texts = preparation.markedTexts(of: table, row: row, contribution: contribution)
    let text = try #require(texts.first)
    #expect(texts.count == 1 && text.column == "review")
    return text.marks.map { (String(decoding: text.bytes[$0.range], as: UTF8.self), $0.contribution) }
  }

  @Test func aFeatureIsDealtOutToItsPlaces() throws {
    let table = try table(["Good value, good service", "bad"])
    let preparation = try Preparation(learnedOn: table)
    // stars, then bad, good, service, value.
    let added = [9.0, 5, 1, -0.25, 0]
    let found = try marks(table, row: 0, preparation) { added[$0] }
    #expect(found.map(\.word) == ["Good", "good", "service"])
    // A word's bytes are summed: each is a seventh of what it adds, rounded.
    for (mark, value) in zip(found, [0.5, 0.5, -0.25]) { #expect(abs(mark.value - value) < 1e-15) }
  }

  @Test func aPairIsDealtOutToTheBytesOfItsWords() throws {
    let table = try table(["Good value", "bad"])
    var settings = TextSettings()
    settings.lengths = 2...2
    settings.minimumDocumentFrequency = .count(1)
    let preparation = try Preparation(learnedOn: table, text: settings)
    let found = try marks(table, row: 0, preparation) { $0 == 1 ? 0.9 : 0 }
    #expect(found.map(\.word) == ["Good", "value"])
    for (mark, value) in zip(found, [0.4, 0.5]) { #expect(abs(mark.value - value) < 1e-15) }
  }

  @Test(arguments: [TextSettings.Unit.words, .charactersInWords], [nil, 4, 16])
  func marksAddUpToWhatFeaturesAdd(unit: TextSettings.Unit, hashBits: Int?) throws {
    let texts = ["Größe and straße, AND größe again", "再见 再见 and now", "never again"]
    let table = try table(texts)
    var settings = TextSettings()
    settings.unit = unit
    // A padding space alone stands on no byte.
    settings.lengths = unit == .words ? 1...2 : 2...4
    settings.hashBits = hashBits
    let preparation = try Preparation(learnedOn: table, text: settings)
    let features = try preparation.features(of: table)
    for row in texts.indices {
      let entries = Dictionary(
        uniqueKeysWithValues: features.rows.entries(ofRow: row).map { ($0.column, $0.value) })
      let added = { (feature: Int) in (entries[feature] ?? 0) * (Double(feature % 7) - 3) }
      let sum = try marks(table, row: row, preparation, added).reduce(0) { $0 + $1.value }
      let expected = entries.keys.filter { $0 > 0 }.reduce(0) { $0 + added($1) }
      // Of some dozens of terms below 3, each rounded a few times.
      #expect(abs(sum - expected) < 1e-12, "\(row)")
    }
  }

  @Test func longPiecesOfCharactersFallApartWhereTheyChangeSides() throws {
    let text = String(repeating: "好", count: 8) + String(repeating: "坏", count: 8)
    let table = try table([text, "x"])
    var settings = TextSettings()
    settings.unit = .characters
    let preparation = try Preparation(learnedOn: table, text: settings)
    let names = preparation.input.featureNames ?? []
    let found = try marks(table, row: 0, preparation) {
      names[$0] == "review: 好" ? 1 : names[$0] == "review: 坏" ? -2 : 0
    }
    #expect(found.map(\.word) == [String(text.prefix(8)), String(text.suffix(8))])
    for (mark, value) in zip(found, [1.0, -2]) { #expect(abs(mark.value - value) < 1e-12) }
  }

  @Test func entriesAddWhatAnExplanationTells() throws {
    let table = try table(["good good value", "bad value", "good service", "bad and bad"])
    let preparation = try Preparation(learnedOn: table)
    let data = try preparation.dataset(of: table)
    let model = try SoftmaxClassifier().fit(data).model
    let why = try model.explanation(of: data.features, sample: 0, ContrastQuestion("yes", against: "no"))
    let entries = data.features.rows.entries(ofRow: 0)
    let (own, other) = (
      try #require(model.classIndex(ofLabel: "yes")), try #require(model.classIndex(ofLabel: "no"))
    )
    let added = model.contributions(of: entries, to: own, against: other)
    for (feature, contribution) in why.contributions.enumerated() {
      #expect(abs((added[feature] ?? 0) - contribution) < 1e-12)
    }
  }

  @Test func wordsThatShareTheirHashesAreCounted() throws {
    let table = try table(["one two three four", "five six seven"])
    var settings = TextSettings()
    settings.hashBits = 1
    let few = try #require(
      try Preparation(learnedOn: table, text: settings).sharedHashes(in: table, rows: nil).first)
    #expect(few.column == "review" && few.wordCount == 7 && few.isComplete && few.example.count == 2)
    // Of seven words in two features at most one has its own.
    #expect(few.sharingCount >= 6 && few.featureCount <= 2)
    #expect(
      try Preparation(learnedOn: table, text: settings).sharedHashes(in: table, rows: [1])[0].wordCount == 3)
    settings.hashBits = 20
    #expect(
      try Preparation(learnedOn: table, text: settings).sharedHashes(in: table, rows: nil)[0].sharingCount == 0)
    #expect(try Preparation(learnedOn: table).sharedHashes(in: table, rows: nil).isEmpty)
  }
}
