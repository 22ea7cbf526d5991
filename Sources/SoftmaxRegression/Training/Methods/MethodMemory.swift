// The memory that methods take.

import SoftmaxKernels

/// Bytes beside the data; in Float64, because on shapes that nothing could hold the number is beyond an Int.
struct MethodMemory {
  /// About how many at most.
  let most: Double
  /// How many whatever the data.
  let certain: Double
  /// About how many, where the fit goes as its costs let expect.
  let expected: Double

  init(_ bytes: Double, certain: Double? = nil, expected: Double? = nil) {
    most = bytes
    self.certain = certain ?? bytes
    self.expected = expected ?? bytes
  }

  /// What parts of the methods take on a problem.
  struct Parts {
    /// One number for each parameter.
    let vector: Double
    /// The probabilities, for each sample and class.
    let table: Double
    /// The matrices of features x features that the Kronecker product is made of.
    let gram: Double
    /// The first of them and its factor, before anything is decided.
    private let firstGram: Double
    /// The matrix of the pairs of classes.
    private let pairs: Int
    /// Whether that matrix fits.
    private let hasPairs: Bool
    private let costs: SolverCosts

    init(of objective: MultinomialObjective) {
      let classCount = Double(objective.classCount)
      let size = FreeParameterLayout(objective).blockSize
      vector = 8 * Double(objective.parameterCount)
      table = 4 * Double(objective.samples.rowCount) * classCount
      let groups = min(
        KroneckerPreconditioner.groupLimit(size: size, memoryLimit: objective.memoryLimit), objective.classCount
      )
      gram = groups > 0 ? KroneckerPreconditioner.factorBytes(size: size) * Double(groups + 1) : 0
      pairs = PairPreconditioner.byteCount(
        classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
      hasPairs = pairs <= objective.memoryLimit
      costs = SolverCosts(objective)
      firstGram = groups > 0 ? 2 * KroneckerPreconditioner.factorBytes(size: size) : 0
    }

    /// About what is made of a model of the curvature by a method whose steps take so many passes.
    func expectedCurvature(
      _ model: SolverConfiguration.CurvatureModel, passesPerStep: Double = 1
    ) -> Double {
      if model == .pairs, hasPairs, costs.pairsPay { return curvature(model) }
      return costs.kroneckerPays(passesPerStep: passesPerStep) ? firstGram : 0
    }

    /// A model of the curvature. Where the pairs would be more than they may be, the other takes their place.
    func curvature(_ model: SolverConfiguration.CurvatureModel) -> Double {
      model == .pairs && hasPairs ? max(Double(pairs) + table, gram) : gram
    }
  }
}
