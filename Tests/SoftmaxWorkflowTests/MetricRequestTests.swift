// Metrics and comparisons as jobs: what they find, what they refuse, without a command.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct MetricRequestTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  /// A trained model's file. `columns` of the table are left out.
  private func model(_ name: String, on table: String, without columns: String? = nil) throws -> String {
    var data = TrainingDataRequest(try files.source(table))
    if let columns { data.table.ignored = [columns] }
    let path = files.folder.file(name)
    try TrainingRequest(data).run().file.write(to: path)
    return path
  }

  private func scoring(_ model: String, _ table: String) throws -> ScoringRequest {
    try ScoringRequest(model: model, data: files.source(table))
  }

  private func pair(_ first: String, _ second: String, _ table: String) throws -> ComparisonRequest {
    try ComparisonRequest(
      scoring(first, table), scoring(second, table),
      metrics: MetricRequest(bootstrap: BootstrapSettings(resampleCount: 50)))
  }

  @Test func metricsStandInTheDocumentUnderTheirStableNames() throws {
    let table = try files.table()
    let request = try scoring(try model("m.safetensors", on: table), table)
    let plain = try object(request.evaluate().document)
    #expect(plain["metrics"] == nil && plain["topK"] == nil)
    let result = try request.evaluate(MetricRequest())
    let metrics = try #require(try object(result.document)["metrics"] as? [String: Any])
    #expect(Set(metrics.keys) == Set(Metric.all.map(\.name)))
    for name in [
      "balancedAccuracy", "topKAccuracy", "brierScore", "cohenKappa", "matthewsCorrelation", "rocAucMacro",
      "rocAucWeighted", "averagePrecisionMacro", "microF1", "weightedF1", "classwiseCalibrationError",
    ] { #expect(metrics[name] is Double, "\(name)") }
    // Foundation's parser of JSON may be off in a number's last digit.
    #expect(abs(try #require(metrics["accuracy"] as? Double) - result.evaluation.accuracy) < 1e-15)
    #expect(abs(try #require(metrics["macroF1"] as? Double) - result.evaluation.macroF1) < 1e-15)
    let classes = try #require(try object(result.document)["classes"] as? [[String: Any]])
    #expect(classes.allSatisfy { $0["rocAuc"] is Double && $0["calibrationError"] is Double })
    #expect(result.text().contains("Brier score") && result.text().contains("top-2 accuracy"))
  }

  @Test func intervalsHoldTheirValue() throws {
    let table = try files.table()
    let request = try scoring(try model("m.safetensors", on: table), table)
    let settings = try BootstrapSettings(resampleCount: 60, confidence: 0.9, seed: 4)
    let result = try request.evaluate(MetricRequest([.accuracy, .rocAucMacro], topK: 3, bootstrap: settings))
    let document = try object(result.document)
    let metrics = try #require(document["metrics"] as? [String: [String: Double]])
    for figure in metrics.values {
      let (value, low, high) = (figure["value"] ?? -1, figure["low"] ?? -1, figure["high"] ?? -1)
      #expect(low <= value && value <= high && low > 0)
    }
    #expect((document["intervals"] as? [String: Any])?["confidence"] as? Double == 0.9)
    #expect(document["topK"] as? Int == 3)
    #expect(result.text().contains("90 % intervals: percentiles of 60 bootstrap resamples, seed 4"))
  }

  @Test func whatIsUndefinedIsNullWithItsReason() throws {
    let model = try model("m.safetensors", on: files.table())
    let one = try files.write(
      "age,plan,part,group,stays\n30,pro,test,g1,yes\n50,plus,test,g2,yes\n", to: "one.csv")
    let result = try scoring(model, one).evaluate(MetricRequest())
    let document = try object(result.document)
    #expect((document["metrics"] as? [String: Any])?["rocAucMacro"] is NSNull)
    let reasons = try #require(document["undefinedMetrics"] as? [String: String])
    #expect(reasons["rocAucMacro"] == "all samples are of one class")
    #expect(result.text().contains("undefined, because all samples are of one class: ROC-AUC, macro and"))
  }

  @Test func twoModelsAreComparedRowByRow() throws {
    let table = try files.table()
    let (first, second) = (
      try model("a.safetensors", on: table), try model("b.safetensors", on: table, without: "age")
    )
    let result = try pair(first, second, table).run()
    let scores = (try scoring(first, table).evaluate(), try scoring(second, table).evaluate())
    let accuracy = try #require(result.figures.first { $0.metric == .accuracy })
    #expect(accuracy.first == .number(scores.0.evaluation.accuracy))
    #expect(accuracy.second == .number(scores.1.evaluation.accuracy))
    let test = result.pair.mcNemar
    #expect(test.bothRight + test.onlyFirstRight + test.onlySecondRight + test.bothWrong == 90)
    #expect(
      test.onlySecondRight - test.onlyFirstRight
        == Int(
          (90 * (scores.1.evaluation.accuracy - scores.0.evaluation.accuracy)).rounded()))
    let kinds = result.pair.disagreements
    #expect(kinds.reduce(0) { $0 + $1.count } == result.pair.disagreeingSamples.count && !kinds.isEmpty)
    #expect(zip(kinds, kinds.dropFirst()).allSatisfy { $0.count >= $1.count })
    let shown = result.disagreements(limit: 3)
    #expect(shown.count == 3 && shown.allSatisfy { $0.firstName != $0.secondName })
    let document = try object(result.document(limit: 3))
    #expect((document["samples"] as? [Any])?.count == 3 && document["comparison"] as? String == "paired")
    let figure = try #require((document["metrics"] as? [String: [String: [String: Any]]])?["logLoss"])
    #expect(Set(figure["difference"]?.keys.map(\.self) ?? []) == ["value", "low", "high"])
    #expect(result.text(limit: 3).contains("McNemar's test: A alone is right on"))
  }

  @Test func aModelComparedWithItselfNeverDisagrees() throws {
    let table = try files.table()
    let model = try model("m.safetensors", on: table)
    let result = try pair(model, model, table).run()
    #expect(result.figures.allSatisfy { $0.difference == 0 })
    #expect(result.pair.mcNemar.pValue == 1)
    #expect(result.text().contains("The models never disagree."))
  }

  @Test func classesInAnotherOrderAreTheSameClasses() throws {
    let table = try files.table()
    let path = try model("a.safetensors", on: table)
    let file = try ModelFile(contentsOf: path)
    // Rows the other way round: the same probabilities under the same names.
    let order = file.model.classes.names.indices.reversed().map(\.self)
    let width = file.model.featureCount
    let turned = files.folder.file("b.safetensors")
    let other = SoftmaxModel(
      parameters: Parameters(
        weights: order.flatMap { file.model.weights[$0 * width..<($0 + 1) * width] },
        bias: order.map { file.model.bias[$0] }),
      classes: try ClassVocabulary(names: order.map { file.model.classes.names[$0] }), input: file.model.input)
    try ModelFile(other, preparation: file.preparation).write(to: turned)
    let result = try pair(path, turned, table).run()
    #expect(result.pair.disagreeingSamples.isEmpty)
    for figure in result.figures {
      #expect(abs(try #require(figure.difference)) < 1e-6, "\(figure.metric.name)")
    }
  }

  @Test func whatCannotBePairedIsRefusedWithWhatToDo() throws {
    let table = try files.table()
    let first = try model("a.safetensors", on: table)
    let fewer = try String(contentsOfFile: table, encoding: .utf8).replacing(",maybe\n", with: ",perhaps\n")
    let second = try model("b.safetensors", on: files.write(fewer, to: "other.csv"))
    #expect(
      throws: WorkflowError.comparison(
        .otherClasses(first: first, onlyFirst: ["maybe"], second: second, onlySecond: ["perhaps"]))
    ) { try pair(first, second, table) }
    let error = #expect(throws: WorkflowError.self) { try pair(first, first, "-") }
    #expect(error?.description.contains("can be read once") == true)
  }

  @Test func namesThatSteerATerminalAreMadeSafe() throws {
    let rows = (0..<40).map { "\($0 % 7),\($0 * 3 % 5),\($0 % 7 > 3 ? "\u{1b}[31mred" : "<b>x</b>")" }
    let table = try files.write("a,b,y\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
    let (first, second) = (
      try model("a.safetensors", on: table), try model("b.safetensors", on: table, without: "a")
    )
    let text = try pair(first, second, table).run().text()
    #expect(!text.contains("\u{1b}") && text.contains("<b>x</b>"))
  }
}
