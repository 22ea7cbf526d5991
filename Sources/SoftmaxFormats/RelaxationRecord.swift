// How a relaxed model came to be, as its file keeps it.

import SoftmaxRegression

/// The two fits that a relaxed model is made of. Beside a refit the figures of `TrainingRecord` are those of the refit's
/// problem at the model's weights.
public struct RelaxationRecord: Codable, Sendable, Hashable {
  /// The penalised fit's share of the model: 0 is the refit alone, 1 the penalised fit alone.
  public let blend: Double
  /// The L2 penalty of the refit.
  public let l2Penalty: Double
  /// The features that the penalised fit left in the model, counted from 0: the weights of all others are 0.
  public let keptFeatures: [Int]
  /// The fit with the L1 penalty.
  public let penalised: Part
  /// The fit of the kept features alone; nil where there was none to make.
  public let refit: Part?

  /// One of the fits.
  public struct Part: Codable, Sendable, Hashable {
    /// The method's name.
    public let solver: String
    /// The iterations that it took.
    public let iterations: Int
    /// The passes over the data that it took.
    public let passes: Int
    /// Why it ended.
    public let stopReason: String
    /// Its own objective at its own weights.
    public let objective: Double
    /// The mean training log loss there.
    public let trainLogLoss: Double
    /// The largest component of the objective's gradient there.
    public let gradientMax: Double
    /// A bound on objective - optimum, where there is one.
    public let certifiedGap: Double?

    init(_ part: RelaxationReport.Part) {
      solver = part.solver.name
      iterations = part.iterationCount
      passes = part.passes
      stopReason = part.stopReason.rawValue
      objective = part.certificate.objective
      trainLogLoss = part.certificate.logLoss
      gradientMax = part.certificate.gradientMax
      certifiedGap = part.certificate.gap
    }
  }

  init(_ report: RelaxationReport) {
    blend = report.blend
    l2Penalty = report.l2Penalty
    keptFeatures = report.keptFeatures
    penalised = Part(report.penalised)
    refit = report.refit.map(Part.init)
  }
}

// MARK: Checks

extension RelaxationRecord {
  private static var place: String { "training.relaxation" }

  /// What no relaxed fit can have recorded; nil where nothing is wrong. `stopReason` is how the fit as a whole ended.
  func problem(featureCount: Int, l1Penalty: Double, stopReason: String) -> String? {
    let place = Self.place
    if let problem = CardCheck.share(blend, "\(place).blend")
      ?? CardCheck.atLeastZero(l2Penalty, "\(place).l2Penalty") ?? penalised.problem("\(place).penalised")
      ?? refit?.problem("\(place).refit")
    {
      return problem
    }
    guard l1Penalty > 0 else { return "'\(place)' stands without an L1 penalty" }
    let ordered = zip(keptFeatures, keptFeatures.dropFirst()).allSatisfy { $0 < $1 }
    guard ordered, keptFeatures.first ?? 0 >= 0, keptFeatures.last ?? 0 < featureCount else {
      return "'\(place).keptFeatures' are no features from 0 to \(featureCount - 1), each once and in order"
    }
    let hasRefit = blend < 1 && !keptFeatures.isEmpty && penalised.stopReason != StopReason.stopped.rawValue
    guard (refit != nil) == hasRefit else {
      return hasRefit
        ? "'\(place).refit' is missing" : "'\(place).refit' stands where there was nothing to refit"
    }
    if refit == nil, stopReason != penalised.stopReason {
      return
        "'training.stopReason' is \(stopReason), expected \(penalised.stopReason), that of the penalised fit"
    }
    return nil
  }

  /// What contradicts the weights [classes x features]; nil where nothing does.
  func problem(weights: [Float], featureCount: Int) -> String? {
    let kept = Set(keptFeatures)
    guard let index = weights.indices.first(where: { weights[$0] != 0 && !kept.contains($0 % featureCount) })
    else { return nil }
    return
      "element \(index) of tensor 'weight' is \(weights[index]), expected 0: '\(Self.place).keptFeatures' leaves "
      + "feature \(index % featureCount) out"
  }
}

extension RelaxationRecord.Part {
  fileprivate func problem(_ place: String) -> String? {
    CardCheck.count(iterations, "\(place).iterations", from: 0)
      ?? CardCheck.count(passes, "\(place).passes", from: 0)
      ?? certificateProblem(place)
  }
}
