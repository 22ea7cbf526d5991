// Scoring as a job: what it finds, what it tells, and what it refuses, without a command.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization
import Testing

@Suite struct ScoringRequestTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func source(_ text: String) throws -> DataSource { DataSource(try DataReference(parsing: text)) }

  private func write(_ text: String, to name: String) throws -> String {
    try folder.write(Array(text.utf8), to: name)
  }

  /// A model of two columns, with its table.
  private func tableModel() throws -> (model: String, table: String) {
    let rows = (0..<40).map { "\($0 % 7),\($0 % 5),\($0 % 7 > 3 ? "high" : "low")" }
    let table = try write("a,b,size\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
    let read = try Table(contentsOf: table)
    let preparation = try Preparation(learnedOn: read)
    let fit = try SoftmaxClassifier().fit(preparation.dataset(of: read))
    let model = folder.file("m.safetensors")
    try ModelFile(fit.model, preparation: preparation).write(to: model)
    return (model, table)
  }

  @Test func aModelIsScoredOnATestPartAndTheDocumentHasTheContractsNames() throws {
    let fit = try SoftmaxClassifier().fit(Catalogue.iris.load().train)
    let model = folder.file("iris.safetensors")
    try ModelFile(fit.model).write(to: model)
    let result = try ScoringRequest(model: model, data: source("iris")).evaluate()
    let expected = try fit.model.evaluate(Catalogue.iris.load().test)
    #expect(result.dataName == "iris:test" && result.evaluation.accuracy == expected.accuracy)
    let json = try #require(
      try JSONSerialization.jsonObject(with: JSONEncoder().encode(result.document)) as? [String: Any])
    #expect(json["sampleCount"] as? Int == expected.sampleCount)
    // Foundation's parser of JSON may be off in a number's last digit.
    #expect(abs(try #require(json["logLoss"] as? Double) - expected.logLoss) < 1e-15)
    #expect((json["confusionMatrix"] as? [[Double]]) == expected.confusionMatrix.counts)
    #expect(((json["classes"] as? [[String: Any]])?.first?["name"] as? String) == result.classNames.first)
  }

  @Test func scoresOfRowsThatTheModelWasTrainedOnAreSaidToBeSo() throws {
    func rows(_ range: Range<Int>) -> String {
      range.map { "\($0 * 37 % 101),\($0 * 53 % 89),\(["a", "b"][$0 % 2])\n" }.joined()
    }
    let trained = try write("x,z,y\n" + rows(0..<80), to: "trained.csv")
    let mixed = try write("x,z,y\n" + rows(60..<100), to: "mixed.csv")
    let fresh = try write("x,z,y\n" + rows(80..<100), to: "fresh.csv")
    let model = folder.file("m.safetensors")
    try TrainingRequest(TrainingDataRequest(source(trained))).run().file.write(to: model)
    let notes = Notes()
    for path in [fresh, mixed] {
      _ = try ScoringRequest(model: model, data: source(path), onNote: { notes.add($0) }).evaluate()
    }
    #expect(
      notes.all == [.scoredOnTrainingRows(.init(lookedUpCount: 40, knownCount: 20, rowCount: 40), data: mixed)])
    #expect(
      notes.all.first?.description
        == "\(mixed) has rows that the model was trained on, 20 of 40: scores of such rows are "
        + "better than those of new data")
    // They are a part of what is verified.
    let verification = try VerificationRequest(model, data: source(trained)).run()
    #expect(verification.isConfirmed, "\(verification.lines())")
  }

  @Test func aTableIsScoredByTheNamesOfItsColumns() throws {
    let (model, table) = try tableModel()
    let lines = try String(contentsOfFile: table, encoding: .utf8).split(separator: "\n")
    let swapped = lines.map { line in
      let cells = line.split(separator: ",")
      return "\(cells[2]),\(cells[1]),9,\(cells[0])"
    }
    let other = try write(
      swapped.joined(separator: "\n").replacing("9,a", with: "x,a") + "\n", to: "other.csv")
    let found = try ScoringRequest(model: model, data: source(other)).evaluate()
    let expected = try ScoringRequest(model: model, data: source(table)).evaluate()
    #expect(found.evaluation.confusionMatrix.counts == expected.evaluation.confusionMatrix.counts)
    #expect(found.evaluation.logLoss == expected.evaluation.logLoss)
  }

  @Test func labelsThatAreCodesAreReadAsPositionsAndSaid() throws {
    let fit = try SoftmaxClassifier().fit(Catalogue.iris.load().train)
    let model = folder.file("iris.safetensors")
    try ModelFile(fit.model).write(to: model)
    let iris = try Catalogue.iris.load().test
    let rows = (0..<iris.sampleCount).map { sample in
      iris.features.row(sample).map { "\($0)" }.joined(separator: ",") + ",\(iris.classIndices[sample])"
    }
    let names = try #require(iris.features.input.featureNames)
    let table = try write(
      names.joined(separator: ",") + ",species\n" + rows.joined(separator: "\n") + "\n", to: "coded.csv")
    let notes = Mutex<[WorkflowNote]>([])
    let result = try ScoringRequest(
      model: model, data: source(table), label: "species",
      onNote: { note in notes.withLock { $0.append(note) } }
    ).evaluate()
    #expect(result.evaluation.accuracy == (try fit.model.evaluate(iris).accuracy))
    let expected = WorkflowNote.labelsAreCodes(
      data: table, first: iris.classes.names[0], last: iris.classes.names[2], count: 3)
    #expect(notes.withLock { $0 } == [expected])
  }

  @Test func whatCannotBeDoneIsSaidWithoutTheCommandsFlags() throws {
    let (model, table) = try tableModel()
    let nameless = folder.file("nameless.safetensors")
    try ModelFile(try ModelFile(contentsOf: model).model).write(to: nameless)
    let attempts: [(WorkflowError, () throws -> ScoringRequest)] = [
      (
        .onlyForTables(.label, data: "iris"),
        { try ScoringRequest(model: model, data: source("iris"), label: "x") }
      ),
      (
        .onlyForTables(.keptColumns, data: "iris"),
        { try ScoringRequest(model: model, data: source("iris"), keys: ["x"]) }
      ),
      (
        .onlyForTables(.delimiter, data: "iris"),
        {
          try ScoringRequest(
            model: model, data: DataSource(try DataReference(parsing: "iris"), delimiter: ";"))
        }
      ),
      (
        .labelsAreAColumn,
        {
          try ScoringRequest(
            model: model, data: DataSource(try DataReference(parsing: table), labelsPath: "l.txt"))
        }
      ),
      (
        .offsets(.unexpected(model: model)),
        {
          try ScoringRequest(
            model: model, data: source(table),
            offsets: OffsetRequest(columns: [OffsetColumn(className: "low", column: "a")]))
        }
      ),
      (
        .labelColumnUnknown(model: nameless, data: table),
        {
          let request = try ScoringRequest(model: nameless, data: source(table))
          _ = try request.evaluate()
          return request
        }
      ),
    ]
    for (expected, attempt) in attempts {
      let error = #expect(throws: WorkflowError.self) { try attempt() }
      #expect(error == expected)
      #expect(error?.description.contains("--") == false, "\(expected)")
    }
  }
}
