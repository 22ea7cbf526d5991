// Gram matrices of features, over weighted rows.

import SoftmaxKernels

/// Sums of w x x^T in Float32, with a 1 at x's end where there is a bias.
struct WeightedGram: Sendable {
  private let features: Rows
  private let hasBias: Bool
  private let pass: RowPass
  private let shape: LayerShape

  /// The order of the matrix.
  let size: Int

  /// Rows of the matrix that are one piece of work.
  private static let bandHeight = 208

  init(_ objective: MultinomialObjective) {
    features = objective.features
    hasBias = objective.hasBias
    pass = objective.pass
    shape = LayerShape(classCount: objective.classCount, featureCount: objective.featureCount)
    size = objective.featureCount + (objective.hasBias ? 1 : 0)
  }

  /// The matrix's rows in pieces of work; only what is right of the diagonal is computed.
  var bands: [Range<Int>] {
    stride(from: 0, to: size, by: Self.bandHeight).map { $0..<min($0 + Self.bandHeight, size) }
  }

  /// Adds scale x sum w x x^T, over a chunk's rows of the list, to the upper triangle of `target` [size x size], in the
  /// rows of one band.
  private func add(
    _ sample: WeightedRows, _ chunk: RowChunk, scale: Float, band: Range<Int>, to target: MatrixBlock<Float>,
    _ room: GramRoom
  ) {
    let positions = sample.positions(in: chunk.rows)
    features.addGram(
      of: .order(sample.rows, positions),
      GramCall(
        weights: sample.weights, at: positions.lowerBound, scale: scale, hasOne: hasBias, band: band,
        into: target, by: pass.engine.kernels, room, isStopped: { pass.engine.isStopped }))
  }

  /// For each list its scale x sum w x x^T over all samples: bands of rows, of each what is right of the diagonal and a
  /// little more. `finish` gets the list's index, the band, and [band x (size - first row of the band)] numbers; different
  /// bands come at once.
  func sum(
    _ lists: [WeightedRows], order: [Int], scales: [Float],
    finish: @escaping @Sendable (Int, Range<Int>, MatrixBlock<Float>) -> Void
  ) {
    let bands = bands
    let shapes = bands.map { (height: $0.count, width: size - $0.lowerBound) }
    @Sendable func block(_ buffer: WorkBuffer<Float>, _ band: Int) -> MatrixBlock<Float> {
      MatrixBlock(
        buffer, stride: shapes[band].width, rowCount: shapes[band].height, columnCount: shapes[band].width)
    }
    let count = lists.reduce(0) { $0 + $1.count }
    pass.reduceUnits(
      order.flatMap { list in bands.indices.map { list * bands.count + $0 } },
      counts: lists.indices.flatMap { _ in shapes.map { $0.height * $0.width } },
      chunkLength: shape.pairChunkRowCount, work: count * size * size / 2
    ) {
      GramRoom(order: size, bandHeight: Self.bandHeight)
    } add: { unit, chunk, room, sums in
      let (list, band) = unit.quotientAndRemainder(dividingBy: bands.count)
      add(lists[list], chunk, scale: scales[list], band: bands[band], to: block(sums, band), room)
    } finish: { unit, sums in
      let (list, band) = unit.quotientAndRemainder(dividingBy: bands.count)
      finish(list, bands[band], block(sums, band))
    }
  }

  /// One list's whole upper triangle, its rows `stride` apart.
  func matrix(of sample: WeightedRows, scale: Float, stride: Int) -> WorkBuffer<Float> {
    let matrix = WorkBuffer<Float>(count: size * stride, repeating: 0)
    let target = MatrixBlock(matrix, stride: stride, rowCount: size, columnCount: size)
    let size = size
    sum([sample], order: [0], scales: [scale]) { _, band, sums in
      sums.copy(to: target.part(band, band.lowerBound..<size))
    }
    return matrix
  }
}
