// What an optimizer does to one array of parameters.

import SoftmaxKernels

/// Parameters and what the optimizer remembers of each: elementwise, so that threads may work on different parts.
struct ParameterUpdate: Sendable {
  let parameters: WorkBuffer<Float>
  private let optimizer: StochasticOptimizer
  /// The velocity, or the gradient's running mean.
  private let firstMoments: WorkBuffer<Float>?
  /// The running mean of its square.
  private let secondMoments: WorkBuffer<Float>?
  /// The parameters' sums over the averaged steps.
  private let sums: WorkBuffer<Double>?
  private let kernels: KernelTable

  init(_ initial: [Float], _ settings: StochasticSettings, kernels: KernelTable) {
    parameters = WorkBuffer(initial, default: 0)
    optimizer = settings.optimizer
    let (hasFirst, hasSecond) =
      switch settings.optimizer {
      case .sgd(let momentum): (momentum > 0, false)
      case .adam: (true, true)
      }
    firstMoments = hasFirst ? WorkBuffer(count: initial.count, repeating: 0) : nil
    secondMoments = hasSecond ? WorkBuffer(count: initial.count, repeating: 0) : nil
    sums = settings.averagesWeights ? WorkBuffer(count: initial.count, repeating: 0) : nil
    self.kernels = kernels
  }

  /// The means of the parameters over `count` averaged steps; the parameters as they are where there was none.
  func values(averagedOver count: Int) -> [Float] {
    guard let sums, count > 0 else { return parameters.array }
    return sums.array.map { Float($0 / Double(count)) }
  }

  /// Moves the parameters at `range` by the gradient times `gradientScale`.
  func apply(
    _ range: Range<Int>, gradient: WorkBuffer<Float>, gradientScale: Float, l2Penalty: Float,
    _ step: StepSizes.Step
  ) {
    switch optimizer {
    case .sgd(let momentum):
      kernels.descend(
        parameters, range, gradient: gradient, velocity: firstMoments,
        .init(
          gradientScale: gradientScale, l2Penalty: l2Penalty, momentum: Float(momentum),
          learningRate: step.rate))
    case .adam(let beta1, let beta2, let epsilon):
      guard let firstMoments, let secondMoments else { return }
      kernels.adapt(
        parameters, range, gradient: gradient, firstMoments: firstMoments, secondMoments: secondMoments,
        .init(
          gradientScale: gradientScale, l2Penalty: l2Penalty, beta1: beta1, beta2: beta2, epsilon: epsilon,
          rate: step.rate, rootScale: step.rootScale))
    }
    if step.isAveraged, let sums { kernels.accumulate(parameters, range, into: sums) }
  }
}

extension ParameterUpdate {
  /// The parameters and all that the optimizer remembers.
  struct State {
    let parameters: [Float]
    let firstMoments: [Float]?
    let secondMoments: [Float]?
    let sums: [Double]?

    /// - Throws: `StateError` where it is of another shape or optimizer than `own`; `what` the parameters are is for the
    ///   error.
    func check(fits own: State, _ what: String) throws(StateError) {
      guard parameters.count == own.parameters.count, firstMoments?.count == own.firstMoments?.count,
        secondMoments?.count == own.secondMoments?.count, sums?.count == own.sums?.count
      else {
        throw StateError("the \(what), or what is remembered of them, are those of another fit or optimizer")
      }
    }
  }

  /// A copy of everything, between two steps.
  var state: State {
    State(
      parameters: parameters.array, firstMoments: firstMoments?.array, secondMoments: secondMoments?.array,
      sums: sums?.array)
  }

  /// Goes back to a copy. `what` the parameters are is for the error.
  ///
  /// - Throws: `StateError` for a copy of another shape or optimizer.
  func restore(_ state: State, _ what: String) throws(StateError) {
    try state.check(fits: self.state, what)
    parameters.replace(with: state.parameters)
    if let values = state.firstMoments { firstMoments?.replace(with: values) }
    if let values = state.secondMoments { secondMoments?.replace(with: values) }
    if let values = state.sums { sums?.replace(with: values) }
  }
}

extension ParameterUpdate.State {
  /// The same of weights that are moved lazily.
  init(_ memory: LazyWeights.Memory) {
    self.init(
      parameters: memory.weights, firstMoments: memory.firstMoments, secondMoments: memory.secondMoments,
      sums: memory.sums)
  }

  var memory: LazyWeights.Memory {
    LazyWeights.Memory(
      weights: parameters, firstMoments: firstMoments, secondMoments: secondMoments, sums: sums)
  }
}

extension ParameterUpdate.State: SavedState {
  func write(to state: inout StateWriter) {
    parameters.write(to: &state)
    firstMoments.write(to: &state)
    secondMoments.write(to: &state)
    sums.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    parameters = try [Float](reading: &state)
    firstMoments = try [Float]?(reading: &state)
    secondMoments = try [Float]?(reading: &state)
    sums = try [Double]?(reading: &state)
  }
}
