// The flags that say how a model is fitted.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression

struct SolverArguments: ParsableArguments {
  enum Solver: String, ExpressibleByArgument, CaseIterable {
    case auto
    case sgd
    case lbfgs
    case newtonCG = "newton-cg"
    case newtonCholesky = "newton-cholesky"
    case proximalNewton = "proximal-newton"
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
    help: ArgumentHelp("Iterations at most (default: 1000).", valueName: "n"), transform: NumberArgument.whole)
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
        + "is 1 / (l2 x samples); sgd: 0).", valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double?

  @Option(
    name: .customLong("l1"), parsing: .unconditional,
    help: ArgumentHelp(
      "The L1 penalty, which makes weights exactly 0 (default: 0); with one, --l2 is 0 unless it is given, and auto is "
        + "proximal-newton.", valueName: "x"),
    transform: NumberArgument.any)
  var l1Penalty: Double = 0

  /// The method that the flags mean for that data.
  ///
  /// - Throws: `CommandFailure` for settings of another method.
  func configuration(for reference: DataReference) throws -> SolverConfiguration {
    let solver = self.solver ?? (stochastic.given.isEmpty ? .auto : .sgd)
    try check(solver)
    let tolerance = tolerance ?? SolverConfiguration.defaultTolerance
    let maxIterations = maxIterations ?? SolverConfiguration.defaultMaxIterations
    switch solver {
    case .auto:
      return .automatic(tolerance: tolerance, maxIterations: maxIterations)
    case .lbfgs:
      return .lbfgs(
        tolerance: tolerance, maxIterations: maxIterations, curvature: curvature?.model ?? .gram)
    case .newtonCG:
      return .newtonCG(
        tolerance: tolerance, maxIterations: maxIterations, curvature: curvature?.model ?? .pairs)
    case .newtonCholesky:
      return .newtonCholesky(tolerance: tolerance, maxIterations: maxIterations)
    case .proximalNewton:
      return .proximalNewton(tolerance: tolerance, maxIterations: maxIterations)
    case .sgd: break
    }
    var standard = StochasticSettings()
    var adamRate = StochasticSettings.adamLearningRate
    if case .catalogue(let entry) = reference.source, case .sgd(let settings) = entry.recommendedSolver {
      standard = settings
      adamRate = entry.recommendedAdamRate
    }
    return .sgd(try stochastic.settings(standard, adamRate: adamRate))
  }

  /// Whether the fit is to end early.
  var earlyStopping: Bool { stochastic.earlyStopping }

  private func check(_ solver: Solver) throws {
    if solver == .sgd, tolerance != nil || maxIterations != nil {
      throw CommandFailure(
        .usage,
        "--tolerance and --max-iterations are not for sgd, which does --epochs: leave them out, or use --solver auto "
          + "without sgd's settings")
    }
    if solver != .sgd, !stochastic.given.isEmpty {
      let flags = stochastic.given
      throw CommandFailure(
        .usage,
        "\(Wording.list(flags)) \(flags.count == 1 ? "is" : "are") for sgd, not for \(solver.rawValue): leave "
          + "\(flags.count == 1 ? "it" : "them") out, or use --solver sgd")
    }
    if curvature != nil, solver != .lbfgs, solver != .newtonCG {
      throw CommandFailure(
        .usage,
        "--curvature is for lbfgs and newton-cg, not for \(solver.rawValue): leave it out, or use --solver lbfgs"
      )
    }
  }
}
