// The arguments that the functions of fits share, checked.

import CSoftmax
import SoftmaxKernels
import SoftmaxRegression

/// What a caller has handed over for a fit.
struct FitCall {
  let rows: Rows
  let labels: [UInt32]
  let classCount: Int
  let sampleWeights: [Double]?
  let request: UnroundedRequest
  let hasBias: Bool
  let isWarm: Bool
  let isForComparison: Bool
  let execution: Execution
  let learningRate: Double
  let batchSize: Int
  /// The processes that make this call.
  let communicator: any Communicator
  /// The parts of all samples; nil: one that is all here.
  private let sharing: RowSharing?
  /// Whether some process asks its caller before each pass.
  private let isAsked: Bool
  private let progress: softmax_progress?
  private let context: UnsafeMutableRawPointer?

  /// Does a call's work with its arguments.
  ///
  /// - Throws: `Failure` for what is wrong with them, on this process or on another one that the caller's communicator
  ///   reaches.
  static func run(
    _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
    _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?,
    work: (FitCall) throws -> Void
  ) throws {
    let settings = try CallerSettings(settings).values
    guard let communicator = settings.communicator else {
      return try work(FitCall(samples, labels, classCount, sampleWeights, settings, LocalCommunicator()))
    }
    let processes = try CallerCommunicator(communicator.pointee)
    try processes.whileReachable {
      try work(FitCall(samples, labels, classCount, sampleWeights, settings, processes))
    }
  }

  private init(
    _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
    _ sampleWeights: UnsafePointer<Double>?, _ settings: softmax_settings, _ communicator: any Communicator
  ) throws {
    self.communicator = communicator
    let isShared = communicator.size > 1
    let wholeRowCount =
      isShared
      ? communicator.gather([Double(samples?.pointee.row_count ?? 0)]).joined().reduce(0, +) : nil
    let own = try communicator.together {
      try OwnArguments(
        samples, labels, classCount, sampleWeights, settings,
        wholeRowCount: wholeRowCount.map { Int64(exactly: $0) ?? -1 })
    }
    (rows, self.labels, self.sampleWeights) = (own.rows, own.labels, own.sampleWeights)
    (self.classCount, execution) = (Int(classCount), own.execution)
    var request = UnroundedRequest()
    request.l1Penalty = settings.l1
    request.l2Penalty = settings.l2
    request.tolerance = settings.tolerance
    request.maxIterations = Int(settings.max_iterations)
    if let name = settings.solver { request.method = String(cString: name) }
    self.request = request
    hasBias = settings.has_bias != 0
    isWarm = settings.is_warm != 0
    isForComparison = settings.for_comparison != 0
    learningRate = settings.learning_rate
    batchSize = Int(settings.batch_size)
    progress = settings.progress
    context = settings.context
    try communicator.agree(
      [
        ("the version of the interface", Double(SOFTMAX_INTERFACE_VERSION)),
        ("softmax_matrix.column_count", Double(own.rows.featureCount)),
        ("softmax_matrix.storage", Double(samples?.pointee.storage ?? 0)), ("class_count", Double(classCount)),
        ("whether there are sample_weights", sampleWeights == nil ? 0 : 1), ("l1", settings.l1),
        ("l2", settings.l2), ("tolerance", settings.tolerance),
        ("max_iterations", Double(settings.max_iterations)),
        ("has_bias", hasBias ? 1 : 0), ("is_warm", isWarm ? 1 : 0), ("for_comparison", isForComparison ? 1 : 0),
      ], solver: request.method)
    sharing =
      isShared || own.partRows.count > 1 ? RowSharing(ownCounts: own.partRows, among: communicator) : nil
    isAsked = isShared && communicator.gather([progress == nil ? 0 : 1]).joined().contains(1)
  }

  /// Refuses what is no penalty.
  static func check(l1: Double, l2: Double) throws {
    for (name, penalty) in [("l1", l1), ("l2", l2)] where !(penalty >= 0 && penalty.isFinite) {
      throw Failure.argument("\(name) is \(penalty): a penalty must be a finite number from 0 on")
    }
  }

  /// The samples, ready for fits; with `rounding` many of them are made Float32 once, and not in each pass.
  func problem(isPenalised: Bool, rounding: Bool = false) throws -> UnroundedProblem {
    let isLarge = (sharing?.rowCount ?? rows.sampleCount) * rows.featureCount > 10_000
    return try UnroundedProblem(
      rows: rounding && isLarge ? rows.rounded : rows, labels: labels,
      classCount: classCount, weights: sampleWeights, hasBias: hasBias,
      isPenalised: isPenalised, execution: execution, sharing: sharing)
  }

  /// The parameters of the first process, to start from or to certify.
  func parameters(at target: CallerParameters) -> UnroundedParameters {
    let own = target.parameters(at: 0)
    guard communicator.size > 1 else { return own }
    let moved = communicator.broadcast(own.weights + own.bias, from: 0)
    return UnroundedParameters(
      weights: Array(moved[..<own.weights.count]), bias: Array(moved[own.weights.count...]))
  }

  var zeros: UnroundedParameters {
    UnroundedParameters(classCount: classCount, featureCount: rows.featureCount)
  }

  /// Asks the caller whether to go on, and those of other processes.
  func beforePass(_ place: UnroundedProgress) -> Bool {
    var goesOn = true
    if let progress {
      goesOn =
        progress(
          context, Int64(place.passCount), Int64(place.iterationCount), place.objective, place.gradientMax) == 0
    }
    // All processes end after the same pass.
    return isAsked ? communicator.gather([goesOn ? 1 : 0]).joined().allSatisfy { $0 == 1 } : goesOn
  }
}

/// The caller's arrays of weights and bias.
struct CallerParameters {
  private let weights: UnsafeMutablePointer<Double>
  private let bias: UnsafeMutablePointer<Double>
  private let classCount: Int
  private let featureCount: Int

  /// - Throws: `Failure` where one is missing.
  init(
    _ weights: UnsafeMutablePointer<Double>?, _ bias: UnsafeMutablePointer<Double>?, _ caller: FitCall,
    count: Int = 1
  ) throws {
    guard let weights = weights, let bias = bias else {
      throw Failure.argument("weights or bias is NULL")
    }
    self.weights = weights
    self.bias = bias
    classCount = caller.classCount
    featureCount = caller.rows.featureCount
  }

  /// Those of a fit of several.
  func parameters(at index: Int) -> UnroundedParameters {
    let width = classCount * featureCount
    return UnroundedParameters(
      weights: Array(UnsafeBufferPointer(start: weights + index * width, count: width)),
      bias: Array(UnsafeBufferPointer(start: bias + index * classCount, count: classCount)))
  }

  func write(_ parameters: UnroundedParameters, at index: Int) {
    let width = classCount * featureCount
    for i in 0..<width { weights[index * width + i] = parameters.weights[i] }
    for k in 0..<classCount { bias[index * classCount + k] = parameters.bias[k] }
  }
}
