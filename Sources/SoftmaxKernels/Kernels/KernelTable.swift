// Swift over the C table: every size checked before a pointer is taken.
//
// Buffers and not arrays or spans, because the members of a team write to different parts of one buffer.

internal import CSoftmaxKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The inner loops of one instruction set. Shapes are those of softmax_kernels.h.
///
/// A size that does not fit is a defect of the caller and traps; input from outside is validated before it
/// gets here. Sendable because the C table is a constant.
@safe package struct KernelTable: @unchecked Sendable {
  let table: UnsafePointer<smk_table>

  /// The tables that this machine can run, the fastest first, the scalar reference last.
  package static let supported: [KernelTable] = {
    var pointers = unsafe [UnsafePointer<smk_table>?](repeating: nil, count: Int(SMK_TABLE_LIMIT))
    let count = unsafe smk_supported_tables(&pointers)
    return unsafe pointers.prefix(count).compactMap { unsafe $0.map(KernelTable.init(table:)) }
  }()

  /// The reference that every table must equal: plain C, even where `supported` has something faster by its
  /// name.
  package static let reference = unsafe KernelTable(table: smk_reference_table())

  /// The name that the environment asks for (SOFTMAX_KERNELS); nil where it leaves the choice to us.
  package static var requestedName: String? {
    let value = unsafe getenv("SOFTMAX_KERNELS").map { unsafe String(cString: $0) } ?? ""
    return value.isEmpty ? nil : value
  }

  /// The table in use: the one that SOFTMAX_KERNELS names, else the one that this machine runs best. A name that
  /// this machine cannot run is for the caller to refuse; here it counts as none.
  package static let best = supported.first { $0.name == requestedName } ?? supported[0]

  /// The table of that name, where this machine runs it.
  package static func named(_ name: String) -> KernelTable? { supported.first { $0.name == name } }

  /// What users call it: "scalar", "avx2", "avx512", "neon".
  package var name: String { unsafe String(cString: table.pointee.name) }

  /// Lays out the columns `features` of `weights` [classes x features] in the order in which `logits` reads them.
  /// The range starts at a multiple of 16.
  package func prepare(
    _ weights: WorkBuffer<Float>, _ shape: LayerShape, features: Range<Int>, into prepared: WorkBuffer<Float>
  ) {
    precondition(weights.count == shape.weightCount, "weights' shape")
    precondition(prepared.count >= shape.preparedCount, "prepared weights' shape")
    checkColumns(features, shape)
    unsafe table.pointee.prepare(
      weights.start, shape.classCount, shape.featureCount, features.lowerBound, features.upperBound,
      prepared.start)
  }

  /// The same of all features of an array, which is not copied.
  package func prepare(_ weights: [Float], _ shape: LayerShape, into prepared: WorkBuffer<Float>) {
    precondition(weights.count == shape.weightCount, "weights' shape")
    precondition(prepared.count >= shape.preparedCount, "prepared weights' shape")
    unsafe weights.withUnsafeBufferPointer { source in
      guard let start = source.baseAddress else { return }
      unsafe table.pointee.prepare(
        start, shape.classCount, shape.featureCount, 0, shape.featureCount, prepared.start)
    }
  }

  /// Turns `rowCount` rows of logits into probabilities, from the tile's row `firstRow` on.
  package func softmax(_ tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int = 0, rowCount: Int) {
    unsafe table.pointee.softmax(
      part(of: tile, shape, firstRow: firstRow, rowCount: rowCount), rowCount, shape.classCount)
  }

  /// Turns `rowCount` rows of logits into log-probabilities.
  package func logSoftmax(_ tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int) {
    unsafe table.pointee.log_softmax(
      part(of: tile, shape, firstRow: 0, rowCount: rowCount), rowCount, shape.classCount)
  }

  /// Turns logits into `softmax(logits) - y`; also each row's cross-entropy and predicted class, from `position` on.
  /// `labels` holds the class of every row of the matrix, not only of the selected ones.
  package func residuals(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int = 0, labels: ClassLabels, rows: RowSelection,
    logLosses: WorkBuffer<Float>, predictions: WorkBuffer<UInt32>, at position: Int
  ) {
    precondition(labels.classCount == shape.classCount, "labels' classes")
    let target = unsafe part(of: tile, shape, firstRow: firstRow, rowCount: rows.count)
    logLosses.check(position..<position + rows.count)
    predictions.check(position..<position + rows.count)
    let losses = unsafe logLosses.start + position
    let predicted = unsafe predictions.start + position
    switch rows {
    case .range(let range):
      labels.indices.check(range)
      unsafe table.pointee.residuals(
        target, shape.classCount, labels.indices.start + range.lowerBound, nil, rows.count, losses, predicted)
    case .order(let order, let range):
      precondition(order.rowCount <= labels.count, "a label for each row")
      order.indices.check(range)
      unsafe table.pointee.residuals(
        target, shape.classCount, labels.indices.start, order.indices.start + range.lowerBound, rows.count,
        losses,
        predicted)
    }
  }

  /// The most probable class of each row of logits and its probability, written from `position` on.
  package func topClasses(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int, classes: WorkBuffer<UInt32>,
    probabilities: WorkBuffer<Float>, at position: Int
  ) {
    classes.check(position..<position + rowCount)
    probabilities.check(position..<position + rowCount)
    unsafe table.pointee.top_classes(
      part(of: tile, shape, firstRow: 0, rowCount: rowCount), rowCount, shape.classCount,
      classes.start + position,
      probabilities.start + position)
  }

  /// Adds the columns of a tile to `sums` [classes].
  package func addColumnSums(
    of tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int, into sums: WorkBuffer<Float>
  ) {
    precondition(sums.count == shape.classCount, "sums' shape")
    unsafe table.pointee.column_sums(
      part(of: tile, shape, firstRow: 0, rowCount: rowCount), rowCount, shape.classCount, sums.start)
  }

  /// Copies a tile, from its row `firstRow` on, to the rows of `matrix` [any x classes] from `row` on.
  package func copyTile(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int = 0, rowCount: Int,
    to matrix: WorkBuffer<Float>, row: Int
  ) {
    let first = row * shape.classCount
    matrix.check(first..<first + rowCount * shape.classCount)
    unsafe table.pointee.matrix_from_tile(
      part(of: tile, shape, firstRow: firstRow, rowCount: rowCount), rowCount, shape.classCount,
      matrix.start + first)
  }

  /// The first row of a tile with a value beyond +-limit or a NaN.
  package func firstRow(of tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int, beyond limit: Float)
    -> Int?
  {
    let row = unsafe table.pointee.first_row_beyond(
      part(of: tile, shape, firstRow: 0, rowCount: rowCount), rowCount, shape.classCount, limit)
    return row < rowCount ? row : nil
  }

  /// Adds the values at `range` to the sums at the same places, moved by `offset`, in Float64.
  package func accumulate(
    _ values: WorkBuffer<Float>, _ range: Range<Int>, into sums: WorkBuffer<Double>, offset: Int = 0
  ) {
    values.check(range)
    sums.check(range.lowerBound + offset..<range.upperBound + offset)
    unsafe table.pointee.accumulate(
      values.start + range.lowerBound, range.count, sums.start + range.lowerBound + offset)
  }

  /// What one descent step multiplies by.
  package struct DescentFactors: Sendable {
    package var gradientScale: Float
    package var l2Penalty: Float
    package var momentum: Float
    package var learningRate: Float

    package init(gradientScale: Float, l2Penalty: Float, momentum: Float, learningRate: Float) {
      self.gradientScale = gradientScale
      self.l2Penalty = l2Penalty
      self.momentum = momentum
      self.learningRate = learningRate
    }
  }

  /// One step of gradient descent on the parameters at `range`. Without momentum there is no `velocity`.
  package func descend(
    _ parameters: WorkBuffer<Float>, _ range: Range<Int>, gradient: WorkBuffer<Float>,
    velocity: WorkBuffer<Float>?, _ factors: DescentFactors
  ) {
    parameters.check(range)
    gradient.check(range)
    velocity?.check(range)
    unsafe table.pointee.descend(
      parameters.start + range.lowerBound, gradient.start + range.lowerBound,
      velocity.map { unsafe $0.start + range.lowerBound }, range.count, factors.gradientScale,
      factors.l2Penalty,
      factors.momentum, factors.learningRate)
  }

  /// e^x of each argument, as the kernels compute it.
  package func exponentials(of arguments: [Float]) -> [Float] {
    unsafe mapEach(arguments, with: table.pointee.exp_each)
  }

  /// log x of each argument, as the kernels compute it.
  package func logarithms(of arguments: [Float]) -> [Float] {
    unsafe mapEach(arguments, with: table.pointee.log_each)
  }

  func mapEach<Number>(
    _ arguments: [Number],
    with function: (UnsafePointer<Number>?, Int, UnsafeMutablePointer<Number>?) -> Void
  ) -> [Number] {
    unsafe [Number](unsafeUninitializedCapacity: arguments.count) { results, count in
      unsafe arguments.withUnsafeBufferPointer { arguments in
        unsafe function(arguments.baseAddress, arguments.count, results.baseAddress)
      }
      count = arguments.count
    }
  }
}

// MARK: - From values to pointers

extension KernelTable {
  /// The tile's rows from `firstRow` on; a group of rows is not split.
  func part(
    of tile: WorkBuffer<Float>, _ shape: LayerShape, firstRow: Int, rowCount: Int
  ) -> UnsafeMutablePointer<Float> {
    precondition(firstRow % LayerShape.rowUnit == 0, "a tile is split between groups of rows")
    let first = shape.tileCount(rowCount: firstRow)
    tile.check(first..<first + shape.tileCount(rowCount: rowCount))
    return unsafe tile.start + first
  }

  func checkColumns(_ columns: Range<Int>, _ shape: LayerShape) {
    precondition(
      columns.lowerBound % 16 == 0 && columns.lowerBound >= 0 && columns.upperBound <= shape.featureCount,
      "columns out of bounds")
  }
}
