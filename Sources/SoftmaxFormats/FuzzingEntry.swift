// What the fuzz tests run of this module: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// The readers of files that are not trusted, each with all that is done with what it reads.
///
/// Every function throws `FileError`, `DatasetError` or `PreparationError` for bytes that its reader refuses. Anything else
/// that happens is a fault.
@_spi(Fuzzing) public enum FuzzingEntry {
  /// A model card alone, in a file whose tensors have the shapes that it asks for, up to 64 weights.
  public static func card(_ bytes: [UInt8]) throws {
    let card = try StrictJSON.parse(bytes, path: "fuzz")
    func elements(_ value: StrictJSON?) -> [StrictJSON] {
      if case .array(let elements) = value { elements } else { [] }
    }
    let classCount = min(elements(card["classes"]).count, 8)
    let featureCount = elements(card["input"]?["shape"]).reduce(1) {
      min($0 * min(max($1.integer ?? 0, 0), 8), 8)
    }
    let file = SafetensorsFile(
      tensors: [
        SafetensorsTensor(
          name: "weight", shape: [classCount, featureCount],
          values: (0..<classCount * featureCount).map { Float($0 * 7 % 5) / 4 - 0.5 }),
        SafetensorsTensor(
          name: "bias", shape: [classCount],
          values: (0..<classCount).map { card["training"]?["hasBias"] == .bool(false) ? 0 : Float($0) }),
      ], metadata: ["softmax": String(decoding: bytes, as: UTF8.self)])
    try model(file.encoded())
  }

  /// A model file: read, written and read again, used to predict, and verified on two samples.
  public static func model(_ bytes: [UInt8]) throws {
    let file = try ModelFile(SharedStorage(bytes), path: "fuzz")
    precondition(
      (try? ModelFile(SharedStorage(file.encoded()), path: "fuzz")) == file,
      "what was written is not what is read")
    precondition(file.model.nonzeroWeightCount <= file.model.weights.count)
    _ = file.card.training?.stochastic?.summary
    if let statistics = file.statistics {
      let rows = try statistics.coefficients()
      precondition(rows.count == statistics.parameterCount, "another number of coefficients")
      _ = (statistics.likelihoodRatioTest.pValue, statistics.aic, statistics.bic, statistics.pseudoRSquared)
      for row in rows { _ = (row.pValue, row.interval) }
      for effect in try statistics.marginalEffects?.effects() ?? [] { _ = (effect.pValue, effect.interval) }
    }
    if let preparation = file.preparation { try prepare(with: preparation) }
    // Zeros of the first class and ones of the last: the samples that the seeds' hashes are of.
    let featureCount = file.model.featureCount
    let plain = try Dataset(
      name: "fuzz",
      features: Features(
        [Float](repeating: 0, count: featureCount) + [Float](repeating: 1, count: featureCount),
        input: .vector(featureCount: featureCount)),
      classIndices: [0, UInt32(file.model.layerClasses.count - 1)], classes: file.model.layerClasses)
    // And an offset of 1 for the first class of both.
    let data =
      file.model.needsOffsets
      ? try plain.offset(by: SampleOffsets([1, 1], classNames: [file.model.layerClasses.names[0]])) : plain
    let execution = try Execution(threads: 1)
    _ = try file.verification(on: data, execution: execution)
    for row in try file.model.topClasses(
      for: data.features, offsets: data.offsets, execution: execution)
    {
      precondition((0..<file.model.classCount).contains(row.classIndex))
      precondition(row.probability >= 0 && row.probability <= 1.001, "no probability")
    }
    precondition(
      file.replacing(with: file.model).model == file.model, "a model that nobody changed is another one")
    let probabilities = try file.model.probabilities(
      for: data.features, offsets: data.offsets, execution: execution)
    let count = file.model.classCount
    precondition(probabilities.count == 2 * count, "not a probability for each class")
    if let sets = file.model.outputs?.sets {
      for sample in 0..<2 {
        let members = sets.members(of: Array(probabilities[sample * count..<(sample + 1) * count]))
        precondition(Set(members).count == members.count, "a class stands twice in a set")
      }
    }
    _ = try file.model.evaluate(data, execution: execution)
  }

  /// Prepares a row of ordinary cells, one of the largest numbers, and one without values.
  private static func prepare(with preparation: Preparation) throws {
    let columns = preparation.tableColumns
    let numberCount = columns.count { !$0.kind.isCategory }
    let table = Table(
      name: "fuzz", columns: columns, rowCount: 3,
      numbers: SharedStorage(
        [0, Float.greatestFiniteMagnitude, .nan].flatMap { [Float](repeating: $0, count: numberCount) }),
      codes: columns.compactMap { column in
        guard case .category(let names) = column.kind else { return nil }
        return [names.isEmpty ? Table.unseenCode : 0, Table.unseenCode, Table.missingCode]
      })
    let features = try preparation.features(of: table)
    for sample in 0..<3 {
      precondition(features.row(sample).allSatisfy(\.isFinite), "a feature that is not finite")
    }
  }
}
