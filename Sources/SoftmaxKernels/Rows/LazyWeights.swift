// Weights of sparse rows that minibatches move, as kernels do it.

internal import CSoftmaxKernels

/// The weights of a layer over sparse rows, of which a step moves the columns in which its rows have entries.
///
/// The other columns owe that step: they take it as it would have been, with a gradient of 0, when they are next read. All
/// operations on a weight are then those of a step that moves every column, in the same order, and so are its bits,
/// as long as it is a finite number.
///
/// A member of a team works on columns of its own (`shares`).
package final class LazyWeights: Sendable {
  /// What a gradient does to the weights.
  package enum Update: Sendable {
    case descent
    case momentum(Float)
    case adam(beta1: Double, beta2: Double, epsilon: Double)
  }

  package let shape: LayerShape
  private let rows: SparseRows
  private let update: Update
  private let l2Penalty: Float
  private let kernels: KernelTable

  /// All [features x classes], with room that kernels may read behind the weights.
  private let parameters: WorkBuffer<Float>
  private let gradient: WorkBuffer<Float>
  private let firstMoments: WorkBuffer<Float>?
  private let secondMoments: WorkBuffer<Float>?
  private let sums: WorkBuffer<Double>?
  /// Weights times their columns' factors, where rows have such.
  private let scaled: WorkBuffer<Float>?
  /// How many of the epoch's steps each column has taken.
  private let taken: WorkBuffer<UInt32>
  /// Of each step of the epoch.
  private let rates: WorkBuffer<Float>
  private let rootScales: WorkBuffer<Float>
  /// Whether the epoch's steps are averaged.
  private let isAveraging = WorkBuffer<Bool>(count: 1, repeating: false)

  /// Nil where rows are not sparse. Complexity: O(weights).
  ///
  /// - Parameters:
  ///   - rows: The features.
  ///   - weights: Where they start [classes x features].
  ///   - classCount: The classes.
  ///   - update: What a gradient does to them.
  ///   - l2Penalty: The penalty, which is part of each step's gradient.
  ///   - hasSums: Whether steps may be averaged.
  ///   - stepCount: The steps of an epoch.
  ///   - kernels: What computes.
  package init?(
    of rows: Rows, weights: [Float], classCount: Int, update: Update, l2Penalty: Float, hasSums: Bool,
    stepCount: Int, kernels: KernelTable
  ) {
    guard let sparse = rows.storage as? SparseRows else { return nil }
    shape = LayerShape(classCount: classCount, featureCount: sparse.featureCount)
    precondition(weights.count == shape.weightCount, "weights' shape")
    self.rows = sparse
    self.update = update
    self.l2Penalty = l2Penalty
    self.kernels = kernels
    let shape = shape
    func zeros() -> WorkBuffer<Float> { WorkBuffer(count: shape.weightCount, repeating: 0) }
    let (hasFirst, hasSecond) =
      switch update {
      case .descent: (false, false)
      case .momentum: (true, false)
      case .adam: (true, true)
      }
    parameters = WorkBuffer(count: shape.turnedCount, repeating: 0)
    gradient = zeros()
    firstMoments = hasFirst ? zeros() : nil
    secondMoments = hasSecond ? zeros() : nil
    sums = hasSums ? WorkBuffer(count: shape.weightCount, repeating: 0) : nil
    scaled = sparse.factors.map { _ in WorkBuffer(count: shape.turnedCount, repeating: 0) }
    taken = WorkBuffer(count: shape.featureCount, repeating: 0)
    rates = WorkBuffer(count: stepCount, repeating: 0)
    rootScales = WorkBuffer(count: stepCount, repeating: 0)
    replace(weights: weights)
  }

  /// The weights as the rows' kernels read them: those of the columns that have caught up.
  package var prepared: WorkBuffer<Float> { scaled ?? parameters }

  /// Whether columns have to catch up before they are read.
  package var mustCatchUp: Bool {
    if case .descent = update { return l2Penalty != 0 }
    return true
  }

  /// One range of columns for each of so many members, with about equally many entries. Complexity: O(entries).
  package func shares(_ count: Int) -> [Range<Int>] {
    var ends = [Int](repeating: 0, count: shape.featureCount)
    rows.entries.indices.withSpan { indices in
      for r in 0..<rows.rowCount { for e in rows.row(r) { ends[Int(indices[e])] += 1 } }
    }
    // A column costs something even where it is empty.
    let total = ends.reduce(0, +) + ends.count
    var (shares, first, done): ([Range<Int>], Int, Int) = ([], 0, 0)
    for (column, entryCount) in ends.enumerated() where shares.count < count - 1 {
      done += entryCount + 1
      guard done * count >= total * (shares.count + 1) else { continue }
      shares.append(first..<column + 1)
      first = column + 1
    }
    while shares.count < count - 1 { shares.append(first..<first) }
    return shares + [first..<shape.featureCount]
  }

  // MARK: Steps

  /// Begins an epoch of which all columns have taken the first steps.
  ///
  /// - Parameters:
  ///   - rates: The learning rate of each step; for Adam / (1 - beta1^t).
  ///   - rootScales: For Adam 1 / sqrt(1 - beta2^t) of each step.
  ///   - isAveraging: Whether the weights after each step are added to the sums.
  ///   - taken: The number of those steps.
  package func beginEpoch(rates: [Float], rootScales: [Float], isAveraging: Bool, taken: Int) {
    precondition(taken <= rates.count, "steps of the epoch")
    self.rates.replace(with: rates)
    self.rootScales.replace(with: rootScales)
    self.isAveraging[0] = isAveraging
    self.taken.fill(0..<shape.featureCount, with: UInt32(taken))
  }

  /// Has those of some columns in which the rows at `positions` of the order have entries take all steps up to `step`.
  /// Complexity: O(entries of the rows + steps owed x classes).
  package func catchUp(_ order: RowOrder, _ positions: Range<Int>, columns: Range<Int>, to step: Int) {
    check(order, positions, columns, step)
    unsafe withLazy { lazy in
      unsafe kernels.table.pointee.lazy_catch_up(
        lazy, order.indices.start + positions.lowerBound, positions.count, columns.lowerBound,
        columns.upperBound, step)
    }
  }

  /// Step `step` of those of some columns in which the rows at `positions` of the order have entries.
  /// Complexity: O((entries of the rows + steps owed) x classes).
  ///
  /// - Parameters:
  ///   - order: Rows.
  ///   - positions: Which of them are the step's.
  ///   - columns: The columns.
  ///   - residuals: softmax - y of these rows [rows x classes].
  ///   - gradientScale: What the sum of residual x element is multiplied by.
  ///   - step: Its number in the epoch, from 1 on.
  package func take(
    _ order: RowOrder, _ positions: Range<Int>, columns: Range<Int>, residuals: WorkBuffer<Float>,
    gradientScale: Float, step: Int
  ) {
    check(order, positions, columns, step)
    precondition(residuals.count >= positions.count * shape.classCount, "a residual for each row and class")
    unsafe withLazy { lazy in
      unsafe kernels.table.pointee.lazy_step(
        lazy, order.indices.start + positions.lowerBound, positions.count, columns.lowerBound,
        columns.upperBound, residuals.start, gradientScale, step)
    }
  }

  /// Has these columns take all steps up to `step`. Complexity: O(columns + steps owed x classes).
  package func settle(columns: Range<Int>, to step: Int) {
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= shape.featureCount && step <= rates.count,
      "columns and steps out of bounds")
    unsafe withLazy { lazy in
      unsafe kernels.table.pointee.lazy_settle(lazy, columns.lowerBound, columns.upperBound, step)
    }
  }

  private func check(_ order: RowOrder, _ positions: Range<Int>, _ columns: Range<Int>, _ step: Int) {
    precondition(order.rowCount <= rows.rowCount, "row index out of bounds")
    order.indices.check(positions)
    precondition(
      columns.lowerBound >= 0 && columns.upperBound <= shape.featureCount, "columns out of bounds")
    precondition(step <= rates.count, "steps of the epoch")
  }

  private func withLazy(_ body: (UnsafePointer<smk_lazy>) -> Void) {
    defer { withExtendedLifetime(self) {} }
    unsafe rows.withLines(.range(0..<rows.rowCount)) { starts, _ in
      unsafe rows.entries.withEntries { entries in
        var lazy = unsafe smk_lazy()
        unsafe lazy.entries = entries
        unsafe lazy.starts = starts
        unsafe lazy.column_factors = rows.factors.map { unsafe UnsafePointer($0.single.start) }
        unsafe lazy.class_count = shape.classCount
        unsafe lazy.l2_penalty = l2Penalty
        unsafe lazy.kind = Int32(SMK_LAZY_DESCENT)
        switch update {
        case .descent: break
        case .momentum(let momentum):
          unsafe lazy.kind = Int32(SMK_LAZY_MOMENTUM)
          unsafe lazy.momentum = momentum
        case .adam(let beta1, let beta2, let epsilon):
          unsafe lazy.kind = Int32(SMK_LAZY_ADAM)
          unsafe lazy.beta1 = Float(beta1)
          unsafe lazy.gradient_share = Float(1 - beta1)
          unsafe lazy.beta2 = Float(beta2)
          unsafe lazy.square_share = Float(1 - beta2)
          unsafe lazy.epsilon = Float(epsilon)
        }
        unsafe lazy.rates = UnsafePointer(rates.start)
        unsafe lazy.root_scales = UnsafePointer(rootScales.start)
        unsafe lazy.taken = taken.start
        unsafe lazy.parameters = parameters.start
        unsafe lazy.scaled = scaled.map { unsafe $0.start }
        unsafe lazy.gradient = gradient.start
        unsafe lazy.first_moments = firstMoments.map { unsafe $0.start }
        unsafe lazy.second_moments = secondMoments.map { unsafe $0.start }
        unsafe lazy.sums = isAveraging[0] ? sums.map { unsafe $0.start } : nil
        unsafe body(&lazy)
      }
    }
  }

  // MARK: Weights class by class

  /// The weights and all that is remembered of them, class by class [classes x features].
  package struct Memory: Sendable {
    package var weights: [Float]
    package var firstMoments: [Float]?
    package var secondMoments: [Float]?
    package var sums: [Double]?

    package init(weights: [Float], firstMoments: [Float]?, secondMoments: [Float]?, sums: [Double]?) {
      self.weights = weights
      self.firstMoments = firstMoments
      self.secondMoments = secondMoments
      self.sums = sums
    }
  }

  /// The weights [classes x features] of columns that have settled. Complexity: O(weights).
  package var weights: [Float] { byClass(parameters) }

  /// Their sums over the averaged steps. Complexity: O(weights).
  package var weightSums: [Double]? { sums.map { byClass($0) } }

  /// A copy of everything, of columns that have settled; what is set has the shape of what is there. Complexity: O(weights).
  package var memory: Memory {
    get {
      Memory(
        weights: weights, firstMoments: firstMoments.map { byClass($0) },
        secondMoments: secondMoments.map { byClass($0) }, sums: weightSums)
    }
    set {
      replace(weights: newValue.weights)
      if let firstMoments, let values = newValue.firstMoments { turn(values, into: firstMoments) }
      if let secondMoments, let values = newValue.secondMoments { turn(values, into: secondMoments) }
      if let sums, let values = newValue.sums { turn(values, into: sums) }
    }
  }

  private func replace(weights: [Float]) {
    turn(weights, into: parameters)
    guard let scaled, let factors = rows.factors?.single else { return }
    for j in 0..<shape.featureCount {
      for k in 0..<shape.classCount {
        let place = j * shape.classCount + k
        scaled[place] = parameters[place] * factors[j]
      }
    }
  }

  /// Columns that are written at once, so that what is read stays in the first cache.
  private static let turnedColumns = 16

  private func turn<Number: BitwiseCopyable & Sendable>(_ values: [Number], into buffer: WorkBuffer<Number>) {
    precondition(values.count == shape.weightCount, "weights' shape")
    let (classCount, featureCount) = (shape.classCount, shape.featureCount)
    buffer.withMutableSpan { target in
      for first in stride(from: 0, to: featureCount, by: Self.turnedColumns) {
        for k in 0..<classCount {
          for j in first..<min(first + Self.turnedColumns, featureCount) {
            target[j * classCount + k] = values[k * featureCount + j]
          }
        }
      }
    }
  }

  private func byClass<Number: Numeric & BitwiseCopyable & Sendable>(
    _ buffer: WorkBuffer<Number>
  ) -> [Number] {
    let (classCount, featureCount) = (shape.classCount, shape.featureCount)
    var values = [Number](repeating: 0, count: shape.weightCount)
    buffer.withSpan(0..<shape.weightCount) { source in
      var target = values.mutableSpan
      for first in stride(from: 0, to: featureCount, by: Self.turnedColumns) {
        for k in 0..<classCount {
          for j in first..<min(first + Self.turnedColumns, featureCount) {
            target[k * featureCount + j] = source[j * classCount + k]
          }
        }
      }
    }
    return values
  }
}
