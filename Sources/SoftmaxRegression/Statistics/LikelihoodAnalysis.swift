// From a fit without penalty to the maximum of its likelihood in Float64, and the errors of the estimates there.

import SoftmaxKernels

/// Newton's method in Float64 from weights that a fit has left in Float32, with all second derivatives: the observed
/// information.
///
/// Columns are standardised while they are summed (without a bias only scaled), which changes neither the estimates nor
/// their errors, as the likelihood has the same maximum in any units, and keeps the digits of columns far from zero.
///
/// Memory: 16 bytes x parameters^2, and 8 x pairs of classes x features^2. Complexity: O(samples x parameters^2 / 2)
/// for each of two or three steps.
struct LikelihoodAnalysis {
  private let data: Dataset
  private let classNames: [String]
  private let columnNames: [String]
  private let objective: MultinomialObjective
  private let layout: FreeParameterLayout
  private let scaling: Standardization
  /// The largest magnitude of each standardised column, and of the bias's.
  private let reach: [Double]
  private let pairs: [(Int, Int)]
  /// Beyond so many errors only those against the reference are kept.
  private let keptCount: Int
  private let memoryLimit: Int
  /// Gradients of marginal effects in memory at once.
  private let effectColumnCount: Int

  /// Steps that the method may take; near the maximum it needs one or two.
  private static let stepLimit = 8
  /// The distance from the maximum, in standard errors, that is near enough.
  private static let distanceLimit = 1e-8
  /// A step that moves a logit by so much is no end, however flat the likelihood is there.
  private static let logitLimit = 1e-3

  /// Data of which every class has samples, all of one weight. `pass` sums over rows of
  /// which others may be elsewhere; nil where all are here.
  ///
  /// - Throws: `StatisticsError` for samples of different weights, too many free parameters, and columns
  ///   without coefficients of their own.
  init(
    _ data: Dataset, hasBias: Bool = true, engine: Engine, pass: RowPass? = nil,
    memoryLimit: Int = 1 << 30, keptCount: Int = PairwiseErrors.keptCount,
    effectColumnCount: Int = MarginalEffectsAnalysis.columnCount
  ) throws(StatisticsError) {
    let data = try data.countedAlike()
    self.data = data
    self.keptCount = keptCount
    self.memoryLimit = memoryLimit
    self.effectColumnCount = effectColumnCount
    classNames = data.classes.names
    let (featureCount, classCount) = (data.featureCount, data.classes.count)
    let names = ModelStatistics.terms(of: data.features.input, hasIntercept: false)
    columnNames = names
    let bytes = Self.byteCount(classCount: classCount, featureCount: featureCount, hasBias: hasBias)
    guard bytes <= memoryLimit else {
      throw .tooManyParameters(count: (classCount - 1) * (featureCount + (hasBias ? 1 : 0)), memoryBytes: bytes)
    }
    let samples = FitSamples(data, pass ?? data.sharing.pass(engine))
    objective = MultinomialObjective(
      samples, penalties: [Double](repeating: 0, count: featureCount), hasBias: hasBias)
    layout = FreeParameterLayout(objective)
    pairs = PairwiseErrors.pairs(only: nil, classCount: classCount)
    let (least, most) = samples.bounds()
    if hasBias {
      let constant = (0..<featureCount).filter { least[$0] == most[$0] }
      guard constant.isEmpty else { throw .constantColumns(constant.map { names[$0] }) }
    }
    let scaling = Standardization.unit(of: samples, isWeighted: false, isCentred: hasBias)
    self.scaling = scaling
    var reach = (0..<featureCount).map { j -> Double in
      let farthest = max(most[j] - scaling.means[j], scaling.means[j] - least[j])
      return farthest / scaling.standardDeviations[j]
    }
    if hasBias { reach.append(1) }
    self.reach = reach
    let columns = names + (hasBias ? [ModelStatistics.interceptName] : [])
    if let found = ColumnDependence(of: objective, scaling).first() {
      throw .dependentColumn(columns[found.column], on: found.others.map { columns[$0] })
    }
  }

  /// The bytes that it takes.
  static func byteCount(classCount: Int, featureCount: Int, hasBias: Bool) -> Int {
    let order = Double(classCount - 1) * Double(featureCount + (hasBias ? 1 : 0))
    let exact = ExactPreconditioner.byteCount(
      classCount: classCount, featureCount: featureCount, hasBias: hasBias)
    return Int(min(Double(exact) + 8 * order * order, 1e18))
  }

  /// The statistics of the maximum that is found from these parameters.
  ///
  /// - Throws: `StatisticsError` where there is no maximum, or none is found.
  func run(
    from parameters: Parameters, stopReason: StopReason, reference: Int, confidence: Double,
    _ request: StatisticsRequest = StatisticsRequest()
  ) throws(StatisticsError) -> ModelStatistics {
    try check(request)
    var point = parameters.weights.map(Double.init) + parameters.bias.map(Double.init)
    if !objective.hasBias { point.removeLast(objective.classCount) }
    var lastChange = Double.infinity
    for count in 1...Self.stepLimit {
      let sums = Float64Pass(objective.samples).losses(
        at: objective.samples.parameters(at: point))
      guard let factor = factor(at: point) else { break }
      let slopes = slopes(sums)
      let solution = WorkBuffer<Double>(slopes, default: 0)
      factor.solve(solution)
      let step = solution.array.map { -$0 }
      guard step.allSatisfy(\.isFinite) else { break }
      let distance = max(0, -objective.totalWeight * VectorArithmetic.dot(slopes, step)).squareRoot()
      let change = step.enumerated().reduce(0) { max($0, abs($1.1) * reach[$1.0 % layout.blockSize]) }
      point = moved(point, by: step)
      if distance <= Self.distanceLimit, change <= Self.logitLimit {
        return try statistics(
          at: point, logLoss: sums.logLoss, factor, reference: reference, confidence: confidence, request)
      }
      // Near a maximum each step is far shorter than the last; away from all of them they stay as long.
      if count > 3, change > Self.logitLimit, change > lastChange / 2 {
        throw divergence(along: step) ?? .notConverged(stopReason)
      }
      lastChange = change
    }
    throw divergence(along: freeParameters(of: point)) ?? .notConverged(stopReason)
  }

  private func divergence(along direction: [Double]) -> StatisticsError? {
    EstimateDivergence(
      samples: objective.samples, classNames: classNames, columnNames: columnNames, scaling: scaling,
      hasBias: objective.hasBias
    ).find(along: direction)
  }

  private func factor(at point: [Double]) -> CholeskyFactor<Double>? {
    let sums = ExactPreconditioner.pairSums(
      objective, at: point, pairs: pairs, size: layout.blockSize, standardization: scaling)
    let stride = CholeskyFactor<Double>.stride(order: layout.order)
    let matrix = ExactPreconditioner.matrix(sums, objective, layout, pairs, stride: stride)
    return try? CholeskyFactor(
      factoring: matrix, order: layout.order, stride: stride, engine: objective.engine)
  }

  /// Refuses what takes too much memory, or groups that there are not.
  private func check(_ request: StatisticsRequest) throws(StatisticsError) {
    // The matrices of a sandwich, or of the covariance: as many times that of all free parameters.
    let count = (request.standardErrors == .classical ? 0 : 5) + (request.keepsCovariance ? 4 : 0)
    let own = Self.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
    let bytes = Double(own) + 8 * Double(count) * Double(layout.order) * Double(layout.order)
    guard count == 0 || bytes <= Double(memoryLimit) else {
      throw .tooLarge(
        request.standardErrors == .classical
          ? "the covariance of \(layout.order) estimates"
          : "\(request.standardErrors.rawValue) errors of \(layout.order) estimates",
        memoryBytes: Int(min(bytes, 1e18)))
    }
    if request.standardErrors == .clustered {
      guard let groups = data.groups else { throw .noGroups }
      let count = Set(groups).count
      guard count > 1 else { throw .singleGroup }
      let bytes = Int(min(8 * Double(count) * Double(layout.order + 16), 1e18))
      guard bytes <= memoryLimit else {
        throw .tooLarge("the scores of \(count) groups", memoryBytes: bytes)
      }
    }
    if request.marginalEffects != nil {
      guard data.offsets == nil else { throw .effectsWithOffsets }
      let bytes = MarginalEffectsAnalysis.byteCount(
        classCount: objective.classCount, featureCount: objective.featureCount, groups: request.indicators,
        products: request.products)
      guard bytes <= memoryLimit else { throw .tooLarge("the sums for marginal effects", memoryBytes: bytes) }
    }
  }

  private func statistics(
    at point: [Double], logLoss: Double, _ factor: CholeskyFactor<Double>, reference: Int, confidence: Double,
    _ request: StatisticsRequest
  ) throws(StatisticsError) -> ModelStatistics {
    let classCount = objective.classCount
    let keepsAll = pairs.count * layout.blockSize <= keptCount
    let groups = request.standardErrors == .clustered ? groupNumbers : nil
    let covariance = EstimateCovariance(
      factor: factor, layout: layout, totalWeight: objective.totalWeight, engine: objective.engine,
      scores: scores(at: point, request.standardErrors, groups, stride: factor.stride))
    // In the units of standardised columns, before those of the covariance change.
    let effects = request.marginalEffects.map { place in
      marginalEffects(at: place, point, covariance, request, confidence: confidence)
    }
    covariance.convertToUserUnits(scaling)
    let errors = PairwiseErrors(covariance, only: keepsAll ? nil : reference)
    guard request.standardErrors == .classical || errors.values.allSatisfy({ $0 > 0 }) else { throw .noSpread }
    let terms = ModelStatistics.terms(of: data.features.input, hasIntercept: objective.hasBias)
    let order = layout.termOrder
    let estimates = (0..<classCount).flatMap { k in
      order.map { point[layout.position(k, $0)] - point[layout.position(reference, $0)] }
    }
    return ModelStatistics(
      classNames: classNames,
      terms: terms, hasIntercept: objective.hasBias, reference: reference, confidence: confidence,
      estimates: estimates, errors: errors, observationCount: Int(objective.totalWeight),
      logLikelihood: -logLoss, nullLogLikelihood: nullLogLikelihood, standardErrors: request.standardErrors,
      groupCount: groups?.count, marginalEffects: effects,
      covariance: !request.keepsCovariance
        ? nil
        : CoefficientCovariance(
          classNames: classNames, terms: terms, reference: reference, standardErrors: request.standardErrors,
          values: covariance.matrix(against: reference)))
  }

  /// The groups of the samples, numbered in the order in which they are met.
  private var groupNumbers: (numbers: [Int], count: Int) {
    var numbers: [UInt32: Int] = [:]
    let own = (data.groups ?? []).map { group in
      let number = numbers[group] ?? numbers.count
      numbers[group] = number
      return number
    }
    return (own, numbers.count)
  }

  /// The middle of a sandwich; nil for classical errors.
  private func scores(
    at point: [Double], _ standardErrors: StandardErrors, _ groups: (numbers: [Int], count: Int)?, stride: Int
  ) -> WorkBuffer<Double>? {
    let products = ScoreProducts(
      objective: objective, layout: layout, scaling: scaling, pairs: pairs, stride: stride)
    switch standardErrors {
    case .classical: return nil
    case .robust: return products.ofObservations(at: point)
    case .clustered:
      return groups.map { products.ofGroups($0.numbers, count: $0.count, at: point) }
    }
  }

  private func marginalEffects(
    at place: MarginalEffects.Place, _ point: [Double], _ covariance: EstimateCovariance,
    _ request: StatisticsRequest, confidence: Double
  ) -> MarginalEffects {
    let found = MarginalEffectsAnalysis(
      objective, layout, scaling, at: point, groups: request.indicators, products: request.products
    ).effects(at: place, point: point, columnCount: effectColumnCount) {
      covariance.variances(ofFunctions: $0)
    }
    return MarginalEffects(
      place: place, classNames: classNames, terms: found.features.map { columnNames[$0] },
      changes: found.changes, estimates: found.estimates, errors: found.variances.map { $0.squareRoot() },
      confidence: confidence)
  }

  /// Of the intercepts alone, and of the offsets where there are any; without intercepts, of equal probabilities or of the
  /// offsets'.
  private var nullLogLikelihood: Double {
    let total = objective.totalWeight
    if objective.offsets != nil {
      let bias =
        objective.hasBias
        ? BiasFit(of: objective.samples, shares: objective.classShares).bias
        : [Double](repeating: 0, count: objective.classCount)
      return -total * BiasFit.logLoss(of: objective.samples, at: bias)
    }
    guard objective.hasBias else { return -total * Elementary.log(Double(objective.classCount)) }
    return objective.classShares.reduce(0) { $1 > 0 ? $0 + total * $1 * Elementary.log($1) : $0 }
  }

  // MARK: Units

  /// The mean loss's gradient by the free parameters.
  private func slopes(_ sums: Float64Pass.Sums) -> [Double] {
    let (featureCount, size) = (layout.featureCount, layout.blockSize)
    var slopes = [Double](repeating: 0, count: layout.order)
    for k in 0..<objective.classCount - 1 {
      for j in 0..<featureCount {
        let sum = sums.weights[k * featureCount + j] * objective.scale - sums.bias[k] * scaling.means[j]
        slopes[k * size + j] = sum / scaling.standardDeviations[j] / objective.totalWeight
      }
      if objective.hasBias { slopes[k * size + featureCount] = sums.bias[k] / objective.totalWeight }
    }
    return slopes
  }

  /// A point in the user's units, moved by a step of the free parameters.
  private func moved(_ point: [Double], by step: [Double]) -> [Double] {
    var change = Float64Parameters(
      weights: [Double](repeating: 0, count: objective.weightCount),
      bias: [Double](repeating: 0, count: objective.classCount), units: scaling)
    for k in 0..<objective.classCount - 1 {
      for j in 0..<layout.featureCount {
        change.weights[k * layout.featureCount + j] = step[k * layout.blockSize + j]
      }
      if objective.hasBias { change.bias[k] = step[k * layout.blockSize + layout.featureCount] }
    }
    return VectorArithmetic.moved(point, by: 1, along: change.inUserUnits.point(hasBias: objective.hasBias))
  }

  /// The free parameters of a point in the user's units.
  private func freeParameters(of point: [Double]) -> [Double] {
    let own = objective.samples.parameters(at: point).converted(to: scaling)
    let (featureCount, last) = (layout.featureCount, objective.classCount - 1)
    var freeParameters: [Double] = []
    for k in 0..<last {
      for j in 0..<featureCount {
        freeParameters.append(own.weights[k * featureCount + j] - own.weights[last * featureCount + j])
      }
      if objective.hasBias { freeParameters.append(own.bias[k] - own.bias[last]) }
    }
    return freeParameters
  }
}
