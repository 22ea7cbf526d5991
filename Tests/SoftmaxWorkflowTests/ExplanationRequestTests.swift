// Explanations and effects as jobs: on tables, pictures and arrays.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct ExplanationRequestTests {
  private let files: JobFiles
  private let table: String
  private let model: String

  init() throws {
    files = try JobFiles()
    table = try files.table()
    model = files.folder.file("m.safetensors")
    var request = TrainingRequest(TrainingDataRequest(try files.source(table)))
    request.data.table.ignored = ["part", "group"]
    try request.run().file.write(to: model)
  }

  private func scoring(_ path: String? = nil) throws -> ScoringRequest {
    try ScoringRequest(model: model, data: files.source(path ?? table))
  }

  /// The means of the model's features that the table has: those of training.
  private func means(_ file: ModelFile) throws -> [Double] {
    try #require(file.card.training?.standardization?.means)
  }

  @Test func aRowIsExplainedInItsColumnsAgainstTheMeansOfTraining() throws {
    let file = try ModelFile(contentsOf: model)
    let means = try means(file)
    for sample in [0, 17, 89] {
      let result = try ExplanationRequest(scoring(), sample: sample).run()
      let explanation = result.explanation
      #expect(result.baseline == .mean && explanation.baseline == means)
      // 90 rows: age = 20 + row * 7 % 41.
      let age = 20 + sample * 7 % 41
      #expect(explanation.columns.map(\.column) == ["age", "plan"] && explanation.columns[0].value == "\(age)")
      let (k, l) = (
        try #require(file.model.classes.index(of: explanation.className)),
        try #require(file.model.classes.index(of: explanation.opponent))
      )
      let width = file.model.featureCount
      let difference = Double(file.model.weights[k * width]) - Double(file.model.weights[l * width])
      #expect(explanation.columns[0].contribution == difference * (Double(age) - means[0]))
      let logits = explanation.prediction.logits.map { Double($0) }
      // A few terms of at most 60 in Float32.
      #expect(abs(explanation.gap - (logits[k] - logits[l])) < 1e-4)
      if let truth = explanation.trueClass, truth != explanation.prediction.label {
        #expect(explanation.opponent == truth)
      }
    }
  }

  @Test func theDocumentHasAllContributionsAndTheTextTheStrongest() throws {
    var request = ExplanationRequest(try scoring(), sample: 3)
    (request.className, request.opponent, request.baseline) = ("yes", "no", .zero)
    let result = try request.run()
    let document = try object(result.document)
    #expect(document["class"] as? String == "yes" && document["against"] as? String == "no")
    #expect(document["baseline"] as? String == "zero" && document["sample"] as? Int == 3)
    let features = try #require(document["features"] as? [[String: Any]])
    #expect(features.map { $0["feature"] as? String } == ["age", "plan=basic", "plan=plus", "plan=pro"])
    #expect(features[1]["column"] as? String == "plan" && features[1]["category"] as? String == "basic")
    let terms = features.compactMap { $0["contribution"] as? Double }
    let gap = try #require(document["logitGap"] as? Double)
    let bias = try #require(document["baselineGap"] as? Double)
    #expect(abs(terms.reduce(bias, +) - gap) < 1e-12)
    let columns = try #require(document["columns"] as? [[String: Any]])
    // row * 5 % 7 % 3 of row 3.
    #expect(columns.count == 2 && columns[1]["value"] as? String == "plus")
    let probabilities = try #require(document["probabilities"] as? [String: Double])
    #expect(abs(probabilities.values.reduce(0, +) - 1) < 1e-6)
    let lines = result.text(count: 1).split(separator: "\n").map(String.init)
    #expect(lines[0].contains("sample 3: predicted "))
    #expect(lines.contains { $0.hasPrefix("other 1 column ") } && lines.contains { $0.hasPrefix("bias ") })
    #expect(lines.contains { $0.hasPrefix("sum: the logit gap") })
    #expect(result.text(count: 0).contains("all 2 columns"))
  }

  @Test func aTableIsReadNoFurtherThanTheSample() throws {
    let lines = try String(contentsOfFile: table, encoding: .utf8) + "old,basic,train,g,yes\n"
    let bad = try files.write(lines, to: "bad.csv")
    #expect(try ExplanationRequest(scoring(bad), sample: 89).run().sample == 89)
    #expect(throws: FileError.self) { try ExplanationRequest(scoring(bad), sample: 90).run() }
  }

  @Test func samplesAndClassesThatAreNotThereAreRefused() throws {
    for sample in [-1, 90, 1_000_000, Int.max] {
      let error = try #require(
        #expect(throws: ExplanationError.self) { try ExplanationRequest(scoring(), sample: sample).run() })
      guard case .noSuchSample(sample, _, let data) = error else { return #expect(Bool(false), "\(error)") }
      #expect(data == table)
    }
    var request = ExplanationRequest(try scoring(), sample: 0)
    request.className = "yess"
    #expect(throws: ExplanationError.unknownClass("yess", nearest: "yes")) { try request.run() }
    (request.className, request.opponent) = ("no", "no")
    #expect(throws: ExplanationError.sameClass("no")) { try request.run() }
  }

  @Test func aModelWithoutMeansHasNoBaselineOfThem() throws {
    let plain = files.folder.file("p.safetensors")
    var training = TrainingRequest(TrainingDataRequest(try files.source(table)))
    training.data.table.ignored = ["part", "group"]
    training.standardize = .never
    try training.run().file.write(to: plain)
    let scoring = try ScoringRequest(model: plain, data: files.source(table))
    var request = ExplanationRequest(scoring, sample: 0)
    #expect(try request.run().baseline == .zero)
    request.baseline = .mean
    let error = try #require(#expect(throws: WorkflowError.self) { try request.run() })
    #expect("\(error)".contains("does not know the means of its features"))
  }

  @Test func picturesAreExplainedPixelByPixel() throws {
    let digits = files.folder.file("d.safetensors")
    var training = TrainingRequest(TrainingDataRequest(try files.source("digits")))
    training.solver = .stochastic(epochs: 1)
    try training.run().file.write(to: digits)
    let scoring = try ScoringRequest(model: digits, data: files.source("digits"))
    let result = try ExplanationRequest(scoring, sample: 17).run()
    #expect(result.baseline == .zero && result.explanation.columns.count == 64)
    #expect(result.text().contains("other 49 pixels"))
    let document = try object(result.document)
    #expect(document["columns"] == nil)
    let features = try #require(document["features"] as? [[String: Any]])
    #expect(features[9]["pixel"] as? [Int] == [1, 1])
    #expect(throws: ExplanationError.noColumns) { try EffectRequest(scoring, column: "age").run() }
    let error = try #require(
      #expect(throws: ExplanationError.self) { try ExplanationRequest(scoring, sample: 100_000).run() })
    #expect("\(error)".hasPrefix("digits:test has no sample 100000: there are "))
  }

  @Test func aCatalogueTableHasEffectsOfItsColumns() throws {
    let iris = files.folder.file("i.safetensors")
    try TrainingRequest(TrainingDataRequest(try files.source("iris"))).run().file.write(to: iris)
    let file = try ModelFile(contentsOf: iris)
    let names = try #require(file.model.input.featureNames)
    let scoring = try ScoringRequest(model: iris, data: files.source("iris:all"))
    let result = try EffectRequest(scoring, column: names[2]).run()
    #expect(result.curve.points.count > 10 && result.curve.sampleCount == 150)
    #expect(throws: ExplanationError.unknownColumn("zz", nearest: names)) {
      try EffectRequest(scoring, column: "zz").run()
    }
  }

  @Test func anEffectIsTheMeanOverAllRowsOrThatOfOne() throws {
    let all = try EffectRequest(scoring(), column: "age").run()
    #expect(all.curve.points.count == 41 && all.curve.points[0].value == 20 && all.sample == nil)
    var request = EffectRequest(try scoring(), column: "plan")
    request.sample = 4
    let one = try request.run()
    #expect(one.curve.points.map(\.value) == ["basic", "plus", "pro"] && one.curve.sampleCount == 1)
    let own = try #require(one.ownValue)
    let point = try #require(one.curve.points.first { $0.value == own })
    let explained = try ExplanationRequest(scoring(), sample: 4).run().explanation
    for (k, probability) in explained.prediction.probabilities.values.enumerated() {
      // Float32.
      #expect(abs(Double(probability) - point.probabilities[k]) < 1e-5)
    }
    let document = try object(one.document)
    #expect(document["sampleValue"] as? String == own.text && document["column"] as? String == "plan")
    let points = try #require(document["points"] as? [[String: Any]])
    #expect(points.count == 3 && (points[0]["probabilities"] as? [Double])?.count == 3)
    #expect(
      all.text().contains("the mean over 90 rows") && one.text().contains("sample 4, which has \(own.text)"))
    request.sample = 90
    #expect(throws: ExplanationError.noSuchSample(90, count: 90, data: table)) { try request.run() }
    request = EffectRequest(try scoring(), column: "age")
    request.pointCount = 1
    #expect(throws: ExplanationError.pointCount(1)) { try request.run() }
    request.pointCount = 5
    #expect(try request.run().curve.points.count < 8)
  }

  @Test func namesFromDataDoNotSteerATerminal() throws {
    let evil = "a\u{1b}[31m<b>&"
    let rows = (0..<30).map { "\($0 % 7),\($0 % 3 == 0 ? evil : "b"),\($0 % 2 == 0 ? evil : "no")" }
    let path = try files.write("x\u{1b}[1m,word,label\n" + rows.joined(separator: "\n") + "\n", to: "e.csv")
    let evilModel = files.folder.file("e.safetensors")
    try TrainingRequest(TrainingDataRequest(try files.source(path))).run().file.write(to: evilModel)
    let scoring = try ScoringRequest(model: evilModel, data: files.source(path))
    let texts = [
      try ExplanationRequest(scoring, sample: 0).run().text(),
      try EffectRequest(scoring, column: "word").run().text(),
      try EffectRequest(scoring, column: "x\u{1b}[1m").run().text(),
    ]
    for text in texts { #expect(!text.contains("\u{1b}") && text.contains("<b>&"), "\(text)") }
  }
}
