// What a full-batch fit is about to do.

import SoftmaxKernels

/// The method of a fit, why it was chosen, and the memory it will take; told before the first pass.
public struct TrainingPlan: Sendable, Hashable, CustomStringConvertible {
  /// The method and its settings: the one that was chosen where the choice was automatic.
  public let solver: SolverConfiguration
  /// Why that method, where the choice was automatic.
  public let choice: String?
  /// About how many bytes the fit will take at most beside the data.
  public let memoryBytes: Int
  /// How many of them it takes whatever the data, beside features that are prepared already.
  let neededBytes: Int

  /// `auto: lbfgs, 7065 unknowns: second derivatives by pairs of classes where they pay, 203 MiB beside the data`.
  public var description: String {
    let start = choice.map { "auto: \(solver.name), \($0)" } ?? solver.name
    return "\(start), \(Self.text(bytes: memoryBytes)) beside the data"
  }

  static func text(bytes: Int) -> String { MemoryRoom.text(bytes: bytes) }
}

extension TrainingPlan {
  /// The plan for `objective`; `preparedBytes` are what its features take beside the user's.
  init(_ solver: SolverConfiguration, choice: String?, for objective: MultinomialObjective, preparedBytes: Int)
  {
    // In Float64: on shapes that nothing could hold, the number is beyond an Int.
    let layout = UnknownLayout(objective)
    let classCount = Double(objective.classCount)
    let vector = 8 * Double(objective.parameterCount)
    let size = Double(layout.blockSize)
    let gram = 4 * size * (size + 32) * (min(Double(KroneckerPreconditioner.groupLimit), classCount) + 1)
    let table = 4 * Double(objective.features.sampleCount) * classCount
    let pairs = PairPreconditioner.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
    func curvature(_ model: SolverConfiguration.CurvatureModel) -> Double {
      model == .pairs && pairs <= objective.memoryLimit ? max(Double(pairs) + table, gram) : gram
    }
    let own: Double =
      switch solver {
      case .lbfgs(_, _, let history, let model): curvature(model) + (2 * Double(history) + 6) * vector
      case .newtonCG(_, _, let model): max(curvature(model), table + gram) + 10 * vector
      case .newtonCholesky:
        Double(
          ExactPreconditioner.byteCount(
            classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias))
          + 6 * vector
      case .proximalNewton:
        // Where all parameters were in the working set; a sparse fit takes next to nothing.
        12 * Double(min(objective.activeLimit, objective.parameterCount))
          * Double(min(objective.activeLimit, objective.parameterCount)) + table + 10 * vector
      case .automatic, .sgd: 0
      }
    // A sparse fit's working set, counted above as if it were full, takes next to nothing.
    let certain: Double = if case .proximalNewton = solver { table + 10 * vector } else { own }
    self.init(
      solver: solver, choice: choice, memoryBytes: Int(min(own + Double(preparedBytes), 1e18)),
      neededBytes: Int(min(certain, 1e18)))
  }
}
