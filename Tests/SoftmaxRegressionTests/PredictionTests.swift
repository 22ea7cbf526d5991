// Predictions say what the model's matrices say, for a row, a table's row, and many samples.

import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct PredictionTests {
  private func irises() throws -> (data: Dataset, model: SoftmaxModel) {
    let numbered = try IrisRows.dataset()
    let data = try Dataset(
      features: numbered.features,
      labels: numbered.classIndices.map { ["setosa", "versicolor", "virginica"][Int($0)] }
    )
    return (data, try SoftmaxClassifier().fit(data).model)
  }

  @Test func aReadyModelTellsTheSameBitsAndRefusesTheSameSamples() throws {
    let (data, model) = try irises()
    let ready = ReadyModel(model, execution: .automatic)
    let expected = try model.probabilities(for: data.features)
    for _ in 0..<2 {
      #expect(try ready.probabilities(for: data.features).map(\.bitPattern) == expected.map(\.bitPattern))
    }
    let short = try Features([1, 2], input: .vector(featureCount: 2))
    let error = DatasetError.featureCountMismatch(expected: 4, found: 2)
    #expect(throws: error) { try model.probabilities(for: short) }
    #expect(throws: error) { try ready.probabilities(for: short) }
    let far = try Features([Float](repeating: 3e38, count: 4), input: .vector(featureCount: 4))
    #expect(throws: DatasetError.logitsOverflow(sample: 0)) { try ready.probabilities(for: far) }
  }

  @Test func predictionsAreTheModelsMatricesRowByRow() throws {
    let (data, model) = try irises()
    let predictions = try model.predict(data.features)
    let (probabilities, logits) = (
      try model.probabilities(for: data.features), try model.logits(for: data.features)
    )
    #expect(predictions.count == 150)
    #expect(predictions.labels == (try model.predictions(for: data.features)))
    for sample in [0, 77, 149] {
      let one = predictions[sample]
      #expect(one.probabilities.values == Array(probabilities[sample * 3..<sample * 3 + 3]))
      #expect(one.logits == Array(logits[sample * 3..<sample * 3 + 3]))
      #expect(one.label == predictions.labels[sample])
      #expect(one.probability == one.probabilities[one.label])
      #expect(one.probability == one.probabilities.values.max())
    }
    #expect(try model.predict(data) == predictions)
    let virginica = (0..<150).map { (sample: Int) -> Float in probabilities[sample * 3 + 2] }
    #expect(predictions.probabilities(of: "virginica") == virginica)
    #expect(predictions.probabilities(of: "rose") == nil)
  }

  @Test func oneRowIsPredictedLikeTheSampleItIs() throws {
    let (data, model) = try irises()
    let predictions = try model.predict(data)
    for sample in [3, 60, 120] {
      let row = data.features.row(sample)
      #expect(try model.predict(row) == predictions[sample])
      #expect(try model.predict(row.map(Double.init)) == predictions[sample])
    }
    #expect(try model.predict([5.1, 3.5, 1.4, 0.2]).label == "setosa")
    #expect(throws: DatasetError.featureCountMismatch(expected: 4, found: 2)) { try model.predict([1, 2]) }
    #expect(throws: DatasetError.notFinite(sample: 0, feature: 1, value: "nan")) {
      try model.predict([1, .nan, 1, 1])
    }
  }

  @Test func probabilitiesAreFoundByNameByIndexAndInOrder() throws {
    let (_, model) = try irises()
    let prediction = try model.predict([6.3, 2.9, 5.0, 1.7])
    let probabilities = prediction.probabilities
    #expect(probabilities.map(\.label) == ["setosa", "versicolor", "virginica"])
    #expect(probabilities["virginica"] == probabilities[2].probability)
    #expect(probabilities["rose"] == nil)
    let sum = probabilities.map(\.probability).reduce(0, +)
    #expect(abs(sum - 1) < 1e-6)
    let top = prediction.top(2)
    #expect(top.count == 2 && top[0].label == prediction.label && top[0].probability >= top[1].probability)
    #expect(prediction.top(9).count == 3 && prediction.top(0).isEmpty && prediction.top(-1).isEmpty)
    #expect(
      try model.predict(Features(rows: [[6.3, 2.9, 5, 1.7]] as [[Float]], input: model.input)).top(2) == [top])
    #expect(prediction.description.hasPrefix(prediction.label + " 0."))
  }

  @Test func ofEqualClassesTheFirstIsTold() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [0, 0, 0], bias: [1, 2, 2]),
      classes: try ClassVocabulary(names: ["a", "b", "c"]),
      input: .vector(featureCount: 1))
    let prediction = try model.predict([1])
    #expect(prediction.label == "b" && prediction.top(3).map(\.label) == ["b", "c", "a"])
  }

  @Test func originsAreSubtractedFromARow() throws {
    let model = SoftmaxModel(
      parameters: Parameters(weights: [1, -1], bias: [0, 0]), classes: try ClassVocabulary(names: ["a", "b"]),
      input: .vector(featureCount: 1, origins: [1_700_000_000]))
    #expect(try model.predict([1_700_000_002]).logits == [2, -2])
  }

  @Test func offsetsAreAddedWhereTheModelNeedsThem() throws {
    let data = try IrisRows.dataset()
    let offsets = try SampleOffsets((0..<150).map { Double($0 % 5) / 4 }, classNames: ["1"])
    let offset = try data.offset(by: offsets)
    let model = try SoftmaxClassifier().fit(offset).model
    let predictions = try model.predict(offset)
    #expect(predictions.labels == (try model.predictions(for: data.features, offsets: offsets)))
    #expect(
      try model.predict(data.features.row(9), offsets: SampleOffsets([1], classNames: ["1"])) == predictions[9])
    #expect(throws: DatasetError.missingOffsets) { try model.predict(data.features) }
  }

  @Test func aRowOfNamedValuesIsPreparedAsItsTableWas() throws {
    let table = try Table(
      columns: [
        Table.Column("age", [31, 44, 52, 27, 60, 38]),
        Table.Column("plan", ["basic", "plus", "plus", "basic", "basic", "plus"]),
        Table.Column("letter", [true, false, nil, true, false, false] as [Bool?]),
        Table.Column("stays", ["yes", "no", "yes", "no", "yes", "no"]),
      ], label: "stays")
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    let model = try SoftmaxClassifier().fit(preparation.dataset(of: table)).model
    let all = try model.predict(table, preparedBy: preparation)
    #expect(
      try model.predict(["letter": true, "plan": "basic", "age": 31, "colour": "red"], preparedBy: preparation)
        == all[0])
    #expect(try model.predict(["letter": nil, "plan": "plus", "age": 52.0], preparedBy: preparation) == all[2])
    #expect(throws: PreparationError.missingColumn(table: "row", name: "plan", nearest: "plans")) {
      try model.predict(["letter": true, "plans": "basic", "age": 31], preparedBy: preparation)
    }
    #expect(throws: PreparationError.self) {
      try model.predict(["letter": true, "plan": "gold", "age": 31], preparedBy: preparation)
    }
    #expect(throws: PreparationError.self) {
      try model.predict(["letter": true, "plan": 3, "age": 31], preparedBy: preparation)
    }
    #expect(throws: TableError.noColumns) {
      try model.predict([:] as [String: TableValue], preparedBy: preparation)
    }
  }
}
