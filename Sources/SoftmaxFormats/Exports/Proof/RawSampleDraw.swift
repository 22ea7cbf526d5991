// Inputs for a proof, drawn within what training had.

import SoftmaxRegression

/// Draws raw inputs: the same for the same model.
///
/// Numbers of a table lie within two standard deviations of their means where the model's file has those, else around their
/// means; categories are drawn evenly; where the model takes missing cells and unseen categories, an eighth of the cells are
/// such. Pictures are noise of any contrast; vectors have the scale at which the model's logits differ.
struct RawSampleDraw {
  let samples: RawSamples

  /// The most multiplications that scoring the inputs may take, and the fewest and most inputs.
  private static let mostOperations = 1.6e8
  private static let counts = 8...200

  init(_ model: PortableModel, seed: UInt64) {
    let cost = Double(max(model.weights.count, 1))
    let count = min(max(Int(Self.mostOperations / cost), Self.counts.lowerBound), Self.counts.upperBound)
    var random = RandomGenerator(seed: seed, stream: .proof)
    switch model.input {
    case .image(let shape, let maximum):
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
    }
  }

  private static func cells(
    of column: PortableColumn, _ table: PortableTable, _ training: TrainingRecord.Standardized?, _ count: Int,
    _ random: inout RandomGenerator
  ) -> RawSamples.Column {
    func isOdd() -> Bool { random.index(below: 8) == 0 }
    if let categories = column.categories {
      return .words(
        (0..<count).map { _ in
          if !table.refusesMissing, isOdd() { return nil }
          if !table.refusesUnseen, isOdd() { return "unseen \(random.index(below: 1000))" }
          guard !categories.isEmpty else { return nil }
          return categories[Int(random.index(below: UInt64(categories.count)))]
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
