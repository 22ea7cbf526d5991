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
  private let progress: softmax_progress?
  private let context: UnsafeMutableRawPointer?

  /// Classes times features at most, as everywhere in the package.
  private static let weightLimit = 1 << 31

  /// - Throws: `Failure` for what is wrong with it.
  init(
    _ samples: UnsafePointer<softmax_matrix>?, _ labels: UnsafePointer<UInt32>?, _ classCount: Int64,
    _ sampleWeights: UnsafePointer<Double>?, _ settings: UnsafePointer<softmax_settings>?
  ) throws {
    let matrix = try CallerMatrix(samples)
    rows = matrix.rows
    guard classCount > 0, classCount < 1 << 31 else {
      throw Failure.argument("class_count is \(classCount): at least 1 is needed, and fewer than 2^31")
    }
    self.classCount = Int(classCount)
    let (weightCount, overflow) = self.classCount.multipliedReportingOverflow(by: matrix.rows.featureCount)
    guard !overflow, weightCount <= Self.weightLimit else {
      throw DatasetError.tooManyParameters(classCount: self.classCount, featureCount: matrix.rows.featureCount)
    }
    let count = matrix.rows.sampleCount
    guard let labels = labels else { throw Failure.argument("labels is NULL") }
    let own = Array(UnsafeBufferPointer(start: labels, count: count))
    if let sample = own.firstIndex(where: { Int($0) >= Int(classCount) }) {
      throw DatasetError.classIndexOutOfRange(
        index: Int(own[sample]), sample: sample, classCount: Int(classCount))
    }
    self.labels = own
    let weights = sampleWeights.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
    if let weights, let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw DatasetError.invalidWeight(sample: sample, value: "\(weights[sample])")
    }
    self.sampleWeights = weights

    guard let settings = settings?.pointee else { throw Failure.argument("settings is NULL") }
    guard settings.size >= MemoryLayout<softmax_settings>.size else {
      throw Failure.argument(
        "softmax_settings.size is \(settings.size), but must be \(MemoryLayout<softmax_settings>.size): sizeof(softmax_settings)"
      )
    }
    try Self.check(l1: settings.l1, l2: settings.l2)
    guard settings.max_iterations >= 0, settings.max_iterations <= Int64(Int32.max) else {
      throw Failure.argument("max_iterations is \(settings.max_iterations): it must be from 0 to 2^31 - 1")
    }
    guard settings.threads >= 0 else {
      throw Failure.argument("threads is \(settings.threads): it must be at least 0")
    }
    execution = try Execution(threads: settings.threads == 0 ? nil : Int(settings.threads))
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
  }

  /// Refuses what is no penalty.
  static func check(l1: Double, l2: Double) throws {
    for (name, penalty) in [("l1", l1), ("l2", l2)] where !(penalty >= 0 && penalty.isFinite) {
      throw Failure.argument("\(name) is \(penalty): a penalty must be a finite number from 0 on")
    }
  }

  /// The samples, ready for fits; with `rounding` many of them are made Float32 once, and not in each pass.
  func problem(isPenalised: Bool, rounding: Bool = false) throws(DatasetError) -> UnroundedProblem {
    try UnroundedProblem(
      rows: rounding && rows.sampleCount * rows.featureCount > 10_000 ? rows.rounded : rows, labels: labels,
      classCount: classCount, weights: sampleWeights, hasBias: hasBias,
      isPenalised: isPenalised, execution: execution)
  }

  var zeros: UnroundedParameters {
    UnroundedParameters(classCount: classCount, featureCount: rows.featureCount)
  }

  /// Asks the caller whether to go on.
  func beforePass(_ place: UnroundedProgress) -> Bool {
    guard let progress else { return true }
    return progress(
      context, Int64(place.passCount), Int64(place.iterationCount), place.objective, place.gradientMax) == 0
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
