// The memory that methods take.

import SoftmaxKernels

/// Bytes beside the data; in Float64, because on shapes that nothing could hold the number is beyond an Int.
struct MethodMemory {
  /// About how many at most.
  let most: Double
  /// How many whatever the data.
  let certain: Double

  init(_ bytes: Double, certain: Double? = nil) {
    most = bytes
    self.certain = certain ?? bytes
  }

  /// What parts of the methods take on a problem.
  struct Parts {
    /// One number for each parameter.
    let vector: Double
    /// The probabilities, for each sample and class.
    let table: Double
    /// The matrices of features x features that the Kronecker product is made of.
    let gram: Double
    /// The matrix of the pairs of classes.
    private let pairs: Int
    private let limit: Int

    init(of objective: MultinomialObjective) {
      let classCount = Double(objective.classCount)
      let size = Double(FreeParameterLayout(objective).blockSize)
      vector = 8 * Double(objective.parameterCount)
      table = 4 * Double(objective.samples.rowCount) * classCount
      gram = 4 * size * (size + 32) * (min(Double(KroneckerPreconditioner.groupLimit), classCount) + 1)
      pairs = PairPreconditioner.byteCount(
        classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
      limit = objective.memoryLimit
    }

    /// A model of the curvature. Where the pairs would be more than they may be, the other takes their place.
    func curvature(_ model: SolverConfiguration.CurvatureModel) -> Double {
      model == .pairs && pairs <= limit ? max(Double(pairs) + table, gram) : gram
    }
  }
}
