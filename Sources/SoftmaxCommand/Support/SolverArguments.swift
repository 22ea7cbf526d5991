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

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("sgd: passes over the data (default: 10; digits and iris: 30).", valueName: "n"),
    transform: NumberArgument.whole)
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "sgd: samples in a minibatch (default: 256; digits: 32, iris: 16).", valueName: "n"),
    transform: NumberArgument.whole)
  var batchSize: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("sgd: the step size (default: 0.1; digits and iris: 0.5).", valueName: "x"),
    transform: NumberArgument.any)
  var learningRate: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("sgd: how much of the last step is kept (default: 0).", valueName: "x"),
    transform: NumberArgument.any)
  var momentum: Double?

  @Option(
    name: .customLong("l2"), parsing: .unconditional,
    help: ArgumentHelp(
      "The L2 penalty (default: 1 / samples, so that the optimum exists and is one: scikit-learn's C = 1, where C "
        + "is 1 / (l2 x samples); sgd: 0).", valueName: "x"),
    transform: NumberArgument.any)
  var l2Penalty: Double?

  @Option(
    help: ArgumentHelp(
      "How much the samples of each class count: balanced (all classes alike, however rare), or a file with a line "
        + "name,weight for each (default: 1).", valueName: "balanced|file"))
  var classWeight: String?

  @Flag(help: "Leave the bias out: every logit is 0 where all features are.")
  var noBias = false

  /// The weights of the classes.
  ///
  /// - Throws: `FileError` for a file that holds no weights.
  func classWeights() throws -> ClassWeights {
    try classWeight.map { try ClassWeightArgument.weights($0) } ?? .uniform
  }

  /// The method that the flags mean for that data.
  ///
  /// - Throws: `CommandFailure` for settings of another method.
  func configuration(for reference: DataReference) throws -> SolverConfiguration {
    let isStochastic = epochs != nil || batchSize != nil || learningRate != nil || momentum != nil
    let solver = self.solver ?? (isStochastic ? .sgd : .auto)
    try check(solver, isStochastic: isStochastic)
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
    case .sgd: break
    }
    var standard = SolverConfiguration.sgd()
    if case .catalogue(let entry) = reference.source { standard = entry.recommendedSolver }
    guard case .sgd(let epochs, let batchSize, let learningRate, let momentum) = standard else {
      return standard
    }
    return .sgd(
      epochs: self.epochs ?? epochs, batchSize: self.batchSize ?? batchSize,
      learningRate: self.learningRate ?? learningRate, momentum: self.momentum ?? momentum)
  }

  private func check(_ solver: Solver, isStochastic: Bool) throws {
    if solver == .sgd, tolerance != nil || maxIterations != nil {
      throw CommandFailure(
        .usage,
        "--tolerance and --max-iterations are not for sgd, which does --epochs: leave them out, or use --solver auto "
          + "without sgd's settings")
    }
    if solver != .sgd, isStochastic {
      throw CommandFailure(
        .usage,
        "--epochs, --batch-size, --learning-rate and --momentum are for sgd, not for \(solver.rawValue): leave them "
          + "out, or use --solver sgd")
    }
    if curvature != nil, solver != .lbfgs, solver != .newtonCG {
      throw CommandFailure(
        .usage,
        "--curvature is for lbfgs and newton-cg, not for \(solver.rawValue): leave it out, or use --solver lbfgs"
      )
    }
  }
}
