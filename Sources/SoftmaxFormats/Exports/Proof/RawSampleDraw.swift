// Inputs for a proof, drawn within what training had.

import SoftmaxRegression

/// Draws raw inputs: the same for the same model.
///
/// Numbers of a table lie within two standard deviations of their means where the model's file has those, else around their
/// means; categories come in turn; where the model takes missing cells and unseen categories, an eighth of the cells are
/// such. Texts are put together by `RawTextDraw`. Pictures are noise of any contrast; vectors have the scale at which the model's logits differ.
struct RawSampleDraw {
  let samples: RawSamples
  /// Samples of which the model tells no class, each with one cell that it refuses; nil where it refuses none.
  let refused: RawSamples?

  /// The most multiplications that scoring the inputs may take, and the fewest and most inputs.
  private static let mostOperations = 1.6e8
  private static let counts = 8...200
  /// The most features of all inputs together.
  private static let mostValues = 8_000_000

  init(_ model: PortableModel, seed: UInt64) {
    let cost = Double(max(model.weights.count, 1))
    // Enough that each category of a table comes, where that is not too much work.
    let categories = model.input.table?.columns.map { $0.categories?.count ?? 0 }.max() ?? 0
    let wanted = max(Self.counts.upperBound, categories * 3 / 2 + 8)
    let possible = min(Int(Self.mostOperations / cost), Self.mostValues / max(model.featureCount, 1))
    let count = min(max(possible, Self.counts.lowerBound), wanted)
    var random = RandomGenerator(seed: seed, stream: .proof)
    switch model.input {
    case .image(let shape, let maximum):
      refused = nil
      let width = shape.reduce(1, *)
      var values: [Double] = []
      values.reserveCapacity(count * width)
      for _ in 0..<count {
        let contrast = random.uniform()
        for _ in 0..<width {
          let value = random.uniform() * contrast * maximum
          // Bytes are whole numbers.
          values.append(maximum > 1 ? value.rounded() : value)
        }
      }
      samples = RawSamples(count: count, .dense(values, width: width))
    case .vector(let width, let origins):
      refused = nil
      let training = model.file.card.training?.standardization
      let scale = Self.scale(of: model)
      var values: [Double] = []
      values.reserveCapacity(count * width)
      for _ in 0..<count {
        for j in 0..<width {
          let place = 4 * random.uniform() - 2
          let value =
            training.map { $0.means[j] + place * $0.standardDeviations[j] } ?? place * scale
          values.append(value + (origins?[j] ?? 0))
        }
      }
      samples = RawSamples(count: count, .dense(values, width: width))
    case .table(let table):
      let training = model.file.card.training?.standardization
      samples = RawSamples(
        count: count,
        .table(
          table.columns.map { column in
            Self.cells(of: column, table, training, count, &random)
          }))
      refused = samples.withRefusedCells(table)
    }
  }

  private static func cells(
    of column: PortableColumn, _ table: PortableTable, _ training: TrainingRecord.Standardized?, _ count: Int,
    _ random: inout RandomGenerator
  ) -> RawSamples.Column {
    func isOdd() -> Bool { random.index(below: 8) == 0 }
    if let text = column.text { return .words(RawTextDraw(text, count: count).texts(&random)) }
    if let categories = column.categories {
      // Each in its turn, from one of chance on, so that none is left out.
      var next = categories.isEmpty ? 0 : Int(random.index(below: UInt64(categories.count)))
      return .words(
        (0..<count).map { _ in
          if !table.refusesMissing, isOdd() { return nil }
          if !table.refusesUnseen, isOdd() { return "unseen \(random.index(below: 1000))" }
          guard !categories.isEmpty else { return nil }
          next = (next + 1) % categories.count
          return categories[next]
        })
    }
    let mean = column.prepared.means.first ?? 0
    let deviation = training?.standardDeviations[column.firstFeature] ?? max(abs(mean), 1)
    return .numbers(
      (0..<count).map { _ in
        if !table.refusesMissing, isOdd() { return .nan }
        if column.isBoolean { return Double(random.index(below: 2)) }
        return column.origin + mean + (4 * random.uniform() - 2) * deviation
      })
  }

  /// The magnitude of features for which logits differ by a few units.
  private static func scale(of model: PortableModel) -> Double {
    var squares = 0.0
    for weight in model.weights { squares += Double(weight) * Double(weight) }
    let deviation = (squares / Double(max(model.rowCount, 1))).squareRoot()
    return deviation > 0 ? min(max(3 / deviation, 1e-3), 1e3) : 1
  }
}
