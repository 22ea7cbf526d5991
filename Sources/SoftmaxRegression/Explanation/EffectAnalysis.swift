// The probabilities of samples with one column set to each of some values.

import SoftmaxKernels

/// Sums of probabilities over samples, for each setting of a column.
///
/// A linear model needs each sample's logits once: without the column's features and the products that it is in, which every
/// setting then adds. Where the column is in no product, what a setting adds is the same for all samples.
///
/// Complexity: O(samples x classes x (features + settings)), and for products O(samples x classes x products) more. Memory
/// beside the features: settings x classes numbers for each part of the samples that a thread works on.
struct EffectAnalysis {
  private let column: EffectColumn
  private let settings: [EffectSetting]
  /// The number of the layer's classes.
  private let classCount: Int
  private let featureCount: Int
  /// [features x classes], 0 for those that settings change.
  private let rest: [Double]
  private let bias: [Double]
  /// What each of the layer's classes has its offsets multiplied by.
  private let scales: [Double]
  /// For each class of the model the layer's classes that it holds.
  private let groups: [[Int]]
  /// [settings x classes]: what a setting adds in every sample.
  private let added: [Double]
  /// [products x classes]: the weights of products with other features.
  private let productWeights: [Double]
  private let products: [EffectColumn.Product]

  /// Numbers of a tile of logits, and rows that are widened at once.
  private static let tileCount = 1 << 16
  private static let mostRows = 64
  private static let chunkLength = 4096

  init(_ column: EffectColumn, _ settings: [EffectSetting], of model: SoftmaxModel) {
    self.column = column
    self.settings = settings
    let map = model.outputs?.map
    let rows = model.layerClasses.names.indices.map { LogitRow($0, of: model, map) }
    (classCount, featureCount) = (rows.count, model.featureCount)
    (scales, groups) = (rows.map(\.scale), map?.groups ?? rows.indices.map { [$0] })
    let products = column.products.filter { $0.partner != nil }
    self.products = products
    bias = rows.map(\.bias)
    var rest = [Double](repeating: 0, count: featureCount * classCount)
    let changed = Set(column.features).union(column.products.map(\.feature))
    for j in 0..<model.featureCount where !changed.contains(j) {
      for k in rows.indices { rest[j * rows.count + k] = rows[k].weights[j] }
    }
    self.rest = rest
    productWeights = products.flatMap { product in rows.map { $0.weights[product.feature] } }
    added = settings.flatMap { setting in
      rows.map { row in
        var sum = setting.isMissing ? row.weights[column.first + column.prepared.valueCount] : 0
        for (place, value) in setting.features { sum += row.weights[column.first + place] * value }
        for square in column.products where square.partner == nil {
          for (place, value) in setting.features where place == square.own {
            sum += row.weights[square.feature] * value * value
          }
        }
        return sum
      }
    }
  }

  /// The mean probabilities, [settings x classes]: the same bits for any number of threads.
  func means(over features: Features, offsets: LogitOffsets?, engine: Engine) -> [Double] {
    let (rows, width) = (features.rows, settings.count * classCount)
    let shape = LayerShape(classCount: classCount, featureCount: featureCount)
    let rowCount = max(1, min(Self.mostRows, Self.tileCount / width))
    let work = Double(rows.sampleCount) * Double(classCount) * Double(featureCount + 8 * settings.count)
    let pass = RowPass(rowCount: rows.sampleCount, engine: engine)
    let sums: WorkBuffer<Double> = pass.reduce(
      count: width, chunkLength: Self.chunkLength, work: Int(min(work, 1e18))
    ) { [featureCount] in
      (
        widened: WorkBuffer<Double>(uninitializedCount: rowCount * featureCount),
        tile: WorkBuffer<Double>(uninitializedCount: rowCount * width)
      )
    } add: { [self] chunk, room, sums in
      var own = [Double](repeating: 0, count: classCount)
      for first in stride(from: chunk.rows.lowerBound, to: chunk.rows.upperBound, by: rowCount) {
        let part = first..<min(first + rowCount, chunk.rows.upperBound)
        rows.widen(
          .range(part), by: engine.kernels,
          into: MatrixBlock(
            room.widened, stride: featureCount, rowCount: part.count, columnCount: featureCount))
        for (r, row) in part.enumerated() {
          room.widened.withSpan(r * featureCount..<(r + 1) * featureCount) { values in
            logits(of: values, offsets, row: row, into: &own)
            room.tile.withMutableSpan { tile in fill(&tile, at: r * width, own, values) }
          }
        }
        engine.kernels.softmax64(room.tile, shape, rowCount: part.count * settings.count)
        room.tile.withSpan(0..<part.count * width) { tile in
          sums.withMutableSpan { sums in
            for r in 0..<part.count {
              for i in 0..<width { sums[i] += tile[r * width + i] }
            }
          }
        }
      }
    }
    let layerMeans = sums.array.map { $0 / Double(rows.sampleCount) }
    return settings.indices.flatMap { s in
      groups.map { $0.reduce(0) { $0 + layerMeans[s * classCount + $1] } }
    }
  }

  /// A sample's logits without what settings change.
  private func logits(of values: Span<Double>, _ offsets: LogitOffsets?, row: Int, into own: inout [Double]) {
    for k in 0..<classCount { own[k] = bias[k] + scales[k] * (offsets?[row, k] ?? 0) }
    for j in values.indices {
      let value = values[j]
      if value == 0 { continue }
      for k in 0..<classCount { own[k] += value * rest[j * classCount + k] }
    }
  }

  /// A sample's logits at each setting.
  private func fill(
    _ tile: inout MutableSpan<Double>, at first: Int, _ own: [Double], _ values: Span<Double>
  ) {
    var place = first
    for (s, setting) in settings.enumerated() {
      for k in 0..<classCount { tile[place + k] = own[k] + added[s * classCount + k] }
      if !products.isEmpty {
        for (feature, value) in setting.features {
          for (p, product) in products.enumerated() where product.own == feature {
            let factor = value * values[product.partner ?? 0]
            if factor == 0 { continue }
            for k in 0..<classCount { tile[place + k] += factor * productWeights[p * classCount + k] }
          }
        }
      }
      place += classCount
    }
  }
}
