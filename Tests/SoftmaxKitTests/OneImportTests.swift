// One import is enough to divide, fit, score, predict, save, load and draw.

import Foundation
import SoftmaxKit
import SoftmaxTestSupport
import Testing

@Suite struct OneImportTests {
  @Test func aProgramNeedsOneImport() async throws {
    let folder = try TemporaryDirectory()
    let irises = try Catalogue.iris.load(.all)
    let parts = try irises.split(testFraction: 0.2, seed: 1)
    let classifier = try SoftmaxClassifier()
    let fit = try await classifier.fit(parts.training)
    let scores = try fit.model.evaluate(#require(parts.test))
    #expect(scores.accuracy > 0.9)
    let path = folder.file("irises.safetensors")
    try fit.write(to: path, trainedOn: parts.training, evaluation: scores)
    let model = try SoftmaxModel(contentsOf: path)
    #expect(model == fit.model)
    #expect(try model.predict([5.1, 3.5, 1.4, 0.2]).label == "setosa")
  }

  @Test func aSavedModelOfATablePredictsNamedValues() async throws {
    let folder = try TemporaryDirectory()
    let table = try Table(
      columns: [
        Table.Column("age", [31, 44, 52, 27, 60, 38]),
        Table.Column("plan", ["basic", "plus", "plus", "basic", "basic", "plus"]),
        Table.Column("stays", [true, false, true, false, true, false]),
      ], label: "stays")
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    let data = try preparation.dataset(of: table)
    let fit = try await SoftmaxClassifier().fit(data)
    let path = folder.file("customers.safetensors")
    try fit.write(to: path, trainedOn: data, preparation: preparation)
    let file = try ModelFile(contentsOf: path)
    let expected = try fit.model.predict(data)
    #expect(try file.predict(["age": 52, "plan": "plus"]) == expected[2])
    #expect(try file.predict(table) == expected)
    let plain = ModelFile(fit.model)
    #expect(throws: DatasetError.self) { try plain.predict(["age": 52, "plan": "plus"]) }
  }
}
