// Columns of texts become sparse features of their words, beside numbers and categories.

import SoftmaxKernels
@testable import SoftmaxRegression
import Testing

@Suite struct TextPreparationTests {
  private let reviews = [
    "Good value, good service", "Never again: bad service", "good", "bad bad value", "", "again and again",
  ]

  private func table(_ texts: [String]? = nil) throws -> Table {
    try Table(
      columns: [
        Table.Column("stars", [5.0, 1, 4, 2, 3, 1]),
        Table.Column("review", texts: texts ?? reviews),
        Table.Column("plan", ["basic", "plus", "plus", "basic", "basic", "plus"]),
        Table.Column("stays", ["yes", "no", "yes", "no", "yes", "no"]),
      ], label: "stays")
  }

  @Test func numbersWordsAndCategoriesStandInTheOrderOfTheirColumns() throws {
    let preparation = try Preparation(learnedOn: table())
    let words = ["again", "and", "bad", "good", "never", "service", "value"]
    #expect(
      preparation.input.featureNames == ["stars"] + words.map { "review: \($0)" } + ["plan=basic", "plan=plus"])
    #expect(preparation.input.terms == [1..<8])
    let features = try preparation.features(of: table())
    #expect(features.rows.isSparse)
    // Of "Good value, good service" by hand: idf of good and value ln(7 / 3) + 1, of service the same; tf 2, 1, 1.
    let rarity = 1.8472978603872037
    let norm = (4 * rarity * rarity + 2 * rarity * rarity).squareRoot()
    let expected: [Double] = [5, 0, 0, 0, 2 * rarity / norm, 0, rarity / norm, rarity / norm, 1, 0]
    for (found, number) in zip(features.row(0), expected) { #expect(abs(Double(found) - number) < 1e-6) }
    // A text without words is a row without any.
    #expect(features.row(4) == [3, 0, 0, 0, 0, 0, 0, 0, 1, 0])
  }

  @Test func wordsThatTrainingDidNotHaveArePassedOver() throws {
    let preparation = try Preparation(learnedOn: table())
    let new = try Table(
      columns: [
        Table.Column("plan", ["plus"]), Table.Column("review", ["Superb GOOD superb"]),
        Table.Column("stars", [5.0]),
      ], for: preparation)
    #expect(try preparation.features(of: new).row(0) == [5, 0, 0, 0, 1, 0, 0, 0, 0, 1])
  }

  @Test func aVocabularyIsThatOfTheTrainingRows() throws {
    let preparation = try Preparation(learnedOn: table(), rows: [0, 2])
    #expect(preparation.columns[1].termNames == ["good", "service", "value"])
  }

  @Test func settingsDecideWhichWordsAreKept() throws {
    var settings = TextSettings()
    settings.lengths = 1...2
    settings.minimumDocumentFrequency = .count(2)
    let preparation = try Preparation(learnedOn: table(), text: settings)
    #expect(preparation.columns[1].termNames == ["again", "bad", "good", "service", "value"])
    settings.minimumDocumentFrequency = .count(7)
    #expect(throws: PreparationError.self) { try Preparation(learnedOn: table(), text: settings) }
  }

  @Test func hashedWordsNeedNoVocabulary() throws {
    var settings = TextSettings()
    settings.hashBits = 10
    let preparation = try Preparation(learnedOn: table(), text: settings)
    #expect(preparation.featureCount == 1 + 1024 + 2)
    #expect(preparation.input.featureNames == nil)
    let data = try preparation.dataset(of: table())
    let fit = try SoftmaxClassifier().fit(data)
    #expect(fit.report.certificate.relativeGap ?? 1 < 1e-6)
  }

  @Test func textsAreNotStandardisedAndNumbersAre() throws {
    let data = try Preparation(learnedOn: table()).dataset(of: table())
    let report = try SoftmaxClassifier().fit(data).report
    let deviations = try #require(report.standardization).standardDeviations
    #expect(deviations[1..<8].allSatisfy { $0 == 1 })
    #expect(abs(deviations[0] - 1.4907119849998598) < 1e-12)
    // Centred rows would be dense.
    #expect(report.standardization?.means.allSatisfy { $0 == 0 } == true)
  }

  @Test func brokenTextIsRefusedWithItsRow() throws {
    var texts = TextCells(Array(reviews.dropLast()))
    let broken: [UInt8] = [103, 111, 0xff]
    texts.append(broken.span)
    let table = Table(
      name: "t.csv", columns: [TableColumn(name: "review", kind: .text)], rowCount: 6,
      numbers: SharedStorage([]),
      codes: [], texts: [texts])
    let problem = #expect(throws: PreparationError.self) { try Preparation(learnedOn: table) }
    #expect(
      problem?.description
        == "t.csv: column 'review': document 6: byte 2 (0xff) begins no character of UTF-8; write the text anew as UTF-8"
    )
  }

  @Test func rowsAreKeptWithTheirTexts() throws {
    let kept = try table().keeping(rows: [3, 0])
    #expect(kept.texts[0].text(of: 0) == "bad bad value")
    #expect(kept.texts[0].text(of: 1) == reviews[0])
  }

  @Test func textsAreNoPartOfProducts() throws {
    #expect(throws: PreparationError.self) {
      try Preparation(learnedOn: table(), interactions: [Interaction("stars", "review")])
    }
  }

  @Test func categoriesStoredSparselyGiveTheSameOptimum() throws {
    let table = try Table(
      columns: [
        Table.Column("x", (0..<60).map { Double($0 % 7) }),
        Table.Column("c", (0..<60).map { "c\($0 * 5 % 13)" }),
        Table.Column("d", (0..<60).map { $0 % 11 == 0 ? nil : "d\($0 * 7 % 9)" }),
        Table.Column("y", (0..<60).map { "k\(($0 * $0 + $0 / 3) % 3)" }),
      ], label: "y")
    let preparation = try Preparation(
      learnedOn: table, missing: .indicator, interactions: [Interaction("x", "c")])
    let dense = try preparation.dataset(of: table)
    let sparse = try Dataset(
      features: preparation.sparseFeatures(of: table), classIndices: dense.classIndices, classes: dense.classes)
    #expect(sparse.features.rows.isSparse && !dense.features.rows.isSparse)
    for row in 0..<60 { #expect(sparse.features.row(row) == dense.features.row(row)) }
    let classifier = try SoftmaxClassifier(l2Penalty: 0.01)
    let (a, b) = (try classifier.fit(dense), try classifier.fit(sparse))
    // Both are certified to their tolerance of 1e-8; the optimum is the same.
    #expect(abs(a.report.certificate.objective - b.report.certificate.objective) < 2e-8)
    let (p, q) = (
      try a.model.topClasses(for: dense.features), try b.model.topClasses(for: sparse.features)
    )
    for (x, y) in zip(p, q) {
      #expect(x.classIndex == y.classIndex && abs(x.probability - y.probability) < 1e-4)
    }
  }
}
