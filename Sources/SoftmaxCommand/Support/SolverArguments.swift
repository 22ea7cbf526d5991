// The flags that say how a model is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression

struct SolverArguments: ParsableArguments {
  /// The name of a method.
  struct Solver: ExpressibleByArgument, Equatable {
    let name: String

    init?(argument: String) {
      guard Self.allValueStrings.contains(argument) else { return nil }
      name = argument
    }

    static var allValueStrings: [String] { SolverConfiguration.names }
  }

  enum Curvature: String, ExpressibleByArgument, CaseIterable {
    case gram
    case pairs

    var model: SolverConfiguration.CurvatureModel { self == .gram ? .gram : .pairs }
  }

  @Option(
    help: ArgumentHelp(
      "The method (default: auto, to the certified optimum; sgd where one of its settings is given).",
      valueName: "name"))
  var solver: Solver?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "End where certified gap / objective is this or less (default: 1e-8); without a penalty, where the gradient "
        + "is this share of its start.", valueName: "x"),
    transform: NumberArgument.any)
  var tolerance: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Iterations at most; 0 evaluates the start (default: 1000).", valueName: "n"),
    transform: NumberArgument.whole)
  var maxIterations: Int?

  @Option(
    help: ArgumentHelp(
      "What lbfgs and newton-cg know of the curvature: gram (little memory; lbfgs' default) or pairs (few passes; "
        + "newton-cg's).", valueName: "name"))
  var curvature: Curvature?

  @OptionGroup var stochastic: StochasticArguments

  @Option(
    name: .customLong("l2"), parsing: .unconditional,
    help: ArgumentHelp(
      "The L2 penalty (default: 1 / samples, so that the optimum exists and is one: scikit-learn's C = 1, where C "
        + "is 1 / (l2 x samples), and for two classes C = 2, where it is 2 / (l2 x samples); sgd: 0).",
      valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double?

  @Option(
    name: .customLong("l1"), parsing: .unconditional,
    help: ArgumentHelp(
      "The L1 penalty, which makes weights exactly 0 (default: 0); with one, --l2 is 0 unless it is given, and auto is "
        + "proximal-newton.", valueName: "x"),
    transform: NumberArgument.any)
  var l1Penalty: Double = 0

  @OptionGroup var scikitLearn: ScikitLearnArguments

  /// The penalty in scikit-learn's words, where it is given in these.
  ///
  /// - Throws: As `ScikitLearnArguments.penalty`.
  func scikitLearnPenalty() throws -> ScikitLearnPenalty? {
    try scikitLearn.penalty(isGivenOtherwise: l2Penalty != nil || l1Penalty != 0)
  }

  /// The method that the flags mean for that data.
  ///
  /// - Throws: `CommandFailure` for settings of another method.
  func configuration(for reference: DataReference) throws -> SolverConfiguration {
    let standardName = SolverConfiguration.automatic().name
    let name = solver?.name ?? (stochastic.given.isEmpty ? standardName : SolverConfiguration.sgd().name)
    try check(name)
    let found = SolverConfiguration.fullBatch(
      named: name, tolerance: tolerance ?? SolverConfiguration.defaultTolerance,
      maxIterations: maxIterations ?? SolverConfiguration.defaultMaxIterations, curvature: curvature?.model)
    if let found { return found }
    var standard = StochasticSettings()
    var adamRate = StochasticSettings.adamLearningRate
    if case .catalogue(let entry) = reference.source,
      let settings = entry.recommendedSolver.stochasticSettings
    {
      standard = settings
      adamRate = entry.recommendedAdamRate
    }
    return .sgd(try stochastic.settings(standard, adamRate: adamRate))
  }

  /// Whether the fit is to end early.
  var earlyStopping: Bool { stochastic.earlyStopping }

  private func check(_ name: String) throws {
    let usesMinibatches = SolverConfiguration.usesMinibatches(named: name)
    if usesMinibatches, tolerance != nil || maxIterations != nil {
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
    if curvature != nil, !others.contains(name), let other = others.first {
      throw CommandFailure(
        .usage,
        "--curvature is for \(Wording.list(others)), not for \(name): leave it out, or use --solver \(other)")
    }
  }
}
