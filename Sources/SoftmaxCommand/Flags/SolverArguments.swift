// The flags that say how a model is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression
import SoftmaxWorkflow

/// All groups of them. A verb has the groups themselves, see `HelpTitle`.
struct SolverArguments {
  let main: MainSolverArguments
  let fullBatch: FullBatchArguments
  let scikitLearn: ScikitLearnArguments
  let stochastic: StochasticArguments

  /// How strong the penalty is.
  ///
  /// - Throws: As `ScikitLearnArguments.penalty`.
  func strength() throws -> PenaltyStrength {
    let (l2, l1) = (main.l2Penalty, main.l1Penalty)
    return try scikitLearn.penalty(isGivenOtherwise: l2 != nil || l1 != 0).map { .scikitLearn($0) }
      ?? .factors(l2: l2, l1: l1)
  }

  /// The method that the flags mean for that data.
  ///
  /// - Throws: `CommandFailure` for settings of another method.
  func configuration(for reference: DataReference) throws -> SolverConfiguration {
    let standardName = SolverConfiguration.automatic().name
    let name =
      main.solver?.name ?? (stochastic.given.isEmpty ? standardName : SolverConfiguration.stochastic().name)
    try check(name)
    let found = SolverConfiguration.fullBatch(
      named: name, tolerance: fullBatch.tolerance ?? SolverConfiguration.defaultTolerance,
      maxIterations: fullBatch.maxIterations ?? SolverConfiguration.defaultMaxIterations,
      curvature: fullBatch.curvature?.model)
    if let found { return found }
    var standard = StochasticSettings()
    var adamRate = StochasticOptimizer.adam().standardLearningRate
    if case .catalogue(let entry) = reference.source,
      let settings = entry.recommendedSolver.stochasticSettings
    {
      standard = settings
      adamRate = entry.recommendedAdamRate
    }
    return .stochastic(try stochastic.settings(standard, adamRate: adamRate))
  }

  private func check(_ name: String) throws {
    let usesMinibatches = SolverConfiguration.usesMinibatches(named: name)
    if usesMinibatches, fullBatch.tolerance != nil || fullBatch.maxIterations != nil {
      throw CommandFailure(
        .usage,
        "--tolerance and --max-iterations are not for \(name), which does --epochs: leave them out, or use "
          + "--solver auto without \(name)'s settings")
    }
    if !usesMinibatches, !stochastic.given.isEmpty {
      let flags = stochastic.given
      throw CommandFailure(
        .usage,
        "\(Wording.list(flags)) \(flags.count == 1 ? "is" : "are") for sgd, not for \(name): leave "
          + "\(flags.count == 1 ? "it" : "them") out, or use --solver sgd")
    }
    let others = SolverConfiguration.namesWithCurvature
    if fullBatch.curvature != nil, !others.contains(name), let other = others.first {
      throw CommandFailure(
        .usage,
        "--curvature is for \(Wording.list(others)), not for \(name): leave it out, or use --solver \(other)")
    }
  }
}

/// The flags that most fits need.
struct MainSolverArguments: ParsableArguments {
  /// The name of a method.
  struct Solver: ExpressibleByArgument, Equatable {
    let name: String

    init?(argument: String) {
      guard Self.allValueStrings.contains(argument) else { return nil }
      name = argument
    }

    static var allValueStrings: [String] { SolverConfiguration.names }
  }

  @Option(
    help: ArgumentHelp(
      "The method (default: auto, which goes to the certified optimum; sgd where one of its settings is given).",
      valueName: "name"))
  var solver: Solver?

  @Option(
    name: .customLong("l2"), parsing: .unconditional,
    help: ArgumentHelp(
      "The strength of the L2 penalty (default: 1 / samples, which is scikit-learn's C = 1, and C = 2 for two "
        + "classes; 0 for sgd, and with --l1).", valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double?

  @Option(
    name: .customLong("l1"), parsing: .unconditional,
    help: ArgumentHelp(
      "The strength of the L1 penalty, which makes weights exactly 0 (default: 0).", valueName: "x"),
    transform: NumberArgument.any)
  var l1Penalty: Double = 0
}

/// The settings of the methods that use all samples in each step.
struct FullBatchArguments: ParsableArguments {
  enum Curvature: String, ExpressibleByArgument, CaseIterable {
    case gram
    case pairs

    var model: SolverConfiguration.CurvatureModel { self == .gram ? .gram : .pairs }
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End where certified gap / objective is at most this (default: 1e-8). Without a penalty: where the gradient is at "
        + "most this share of its start.", valueName: "x"),
    transform: NumberArgument.any)
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The largest number of iterations; 0 evaluates the start (default: 1000).", valueName: "n"),
    transform: NumberArgument.whole)
  var maxIterations: Int?

  @Option(
    help: ArgumentHelp(
      "The second derivatives that lbfgs and newton-cg use: gram takes little memory (lbfgs' default), pairs takes few "
        + "passes (newton-cg's default).", valueName: "name"))
  var curvature: Curvature?
}
