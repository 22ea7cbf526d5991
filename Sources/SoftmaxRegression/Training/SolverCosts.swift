// The costs of a fit's parts, from the shape of its data alone.

import SoftmaxKernels

/// Costs in one unit: a Float32 multiply-add of a large matrix product on one thread.
///
/// The constants were fitted to what `make bench-solvers` printed on a machine with AVX-512, with a few fits on AVX2 beside
/// them, and rounded: what machines differ in is less than what methods differ in. Neither the machine, its threads nor its
/// free memory has a say, so that the same data takes the same way everywhere.
struct SolverCosts: Sendable {
  private let sampleCount: Double
  private let featureCount: Double
  private let classCount: Double
  /// Elements of a row that passes read: of sparse rows the mean number of their entries.
  private let readCount: Double
  /// Free parameters of one class, and of all but one.
  private let blockSize: Double
  private let order: Double
  private let parameterCount: Double
  private let hasBias: Bool
  private let isPassCheap: Bool
  private let memoryLimit: Int
  private let pairsBytes: Int
  private let exactBytes: Int
  private let gramBytes: Double

  /// What a pass takes for a row beside its products, in Float32 and in Float64: a row's share of its tile.
  private static let rowCost = 2000.0
  private static let rowCost64 = 3000.0
  /// A logit's exponential, logarithm and residual.
  private static let softmaxCost = 40.0
  private static let softmaxCost64 = 120.0
  /// A multiply-add of a pass in Float64, and widening a feature for it.
  private static let doubleFactor = 1.7
  private static let wideningCost = 27.0
  /// A row's share of its tile in all second derivatives in Float64; a multiply-add of their Gram matrices, and a number
  /// that is copied for one.
  private static let exactRowCost = 7000.0
  private static let exactFactor = 3.5
  private static let exactCopyCost = 25.0
  /// What any step and any making takes beside what grows with the problem.
  private static let stepCost = 4e5
  private static let makingCost = 8e6
  /// A parameter's share in a step of L-BFGS: its history of 20 steps is read from memory, number by number.
  private static let historyCost = 5000.0
  /// A number of a matrix that is read from memory and used once, as triangular systems do.
  private static let memoryCost = 4.0
  /// A step of plain code for one element.
  private static let elementCost = 40.0
  /// A probability that is looked at to draw rows by it.
  private static let drawingCost = 300.0
  /// A rotation of two numbers of the classes' eigenvectors.
  private static let rotationCost = 60.0
  /// Looking at the weight of one sample for one pair of classes, twice.
  private static let pairScanCost = 1000.0

  init(_ objective: MultinomialObjective) {
    self.init(
      sampleCount: objective.sampleCount, featureCount: objective.featureCount,
      classCount: objective.classCount, hasBias: objective.hasBias, memoryLimit: objective.memoryLimit,
      entryCount: objective.samples.entryCount)
  }

  /// The same by the shape: `memoryLimit` bounds what preconditioners take, in bytes; `entryCount` is that of sparse rows.
  init(
    sampleCount: Int, featureCount: Int, classCount: Int, hasBias: Bool, memoryLimit: Int,
    entryCount: Int? = nil
  ) {
    self.sampleCount = Double(sampleCount)
    readCount = entryCount.map { Double($0) / Double(max(1, sampleCount)) } ?? Double(featureCount)
    self.featureCount = Double(featureCount)
    self.classCount = Double(classCount)
    self.hasBias = hasBias
    self.memoryLimit = memoryLimit
    blockSize = Double(featureCount) + (hasBias ? 1 : 0)
    order = Double(classCount - 1) * blockSize
    parameterCount = Double(classCount) * blockSize
    isPassCheap = MultinomialObjective.isPassCheap(
      sampleCount: sampleCount, featureCount: featureCount, classCount: classCount)
    pairsBytes = PairPreconditioner.byteCount(
      classCount: classCount, featureCount: featureCount, hasBias: hasBias)
    exactBytes = ExactPreconditioner.byteCount(
      classCount: classCount, featureCount: featureCount, hasBias: hasBias)
    gramBytes = 4 * blockSize * (blockSize + 32 + Double(CholeskyFactor<Float>.blockSize))
  }

  // MARK: Passes

  /// A pass in Float32.
  var singlePass: Double {
    sampleCount * (Self.rowCost + classCount * (2 * readCount + Self.softmaxCost))
  }

  /// A pass in Float64.
  var doublePass: Double {
    sampleCount
      * (Self.rowCost64 + Self.wideningCost * readCount
        + classCount * (2 * readCount * Self.doubleFactor + Self.softmaxCost64))
  }

  /// What a step of L-BFGS takes beside its pass.
  private var vectors: Double { Self.stepCost + parameterCount * Self.historyCost }

  // MARK: Preconditioners

  /// The Kronecker product where nothing is decided yet: some rows' Gram matrix and its factor; nil where a matrix over
  /// features does not fit.
  private var firstKronecker: Double? {
    guard gramBytes * 2 <= Double(memoryLimit) / 4 else { return nil }
    return Self.makingCost + sampleCount * Self.elementCost + gram + factor
  }

  /// The same later: half a pass, a draw by the probabilities, the classes' eigenvectors and several factors besides.
  private var kronecker: Double? {
    guard gramBytes * 2 <= Double(memoryLimit) / 4 else { return nil }
    let classes = min(classCount, Double(CurvatureSample.classLimit))
    return Self.makingCost + singlePass / 2 + sampleCount * classCount * Self.drawingCost + gram
      + rowCount * classCount * (Self.elementCost + classes / 2)
      + classes * classes * classes * Self.rotationCost
      + min(classCount, Self.groupCount) * factor
  }

  /// Eigenvalues within a factor of two share a factor: about so many are left.
  private static let groupCount = 6.0

  /// Rows that are drawn.
  private var rowCount: Double {
    Double(KroneckerPreconditioner.rowLimit(size: blockSize, classes: classCount, samples: sampleCount))
  }
  private var gram: Double { rowCount * blockSize * (blockSize / 2 + Self.memoryCost) }
  private var factor: Double { blockSize * blockSize * (blockSize / 6 + Self.memoryCost) }

  /// Applying it.
  private var kroneckerStep: Double {
    let rotations =
      classCount <= Double(CurvatureSample.classLimit) ? 2 * blockSize * classCount * classCount : 0
    return classCount * blockSize * blockSize * Self.memoryCost + rotations + parameterCount * Self.elementCost
  }

  /// The pairs' matrix where the mean loss is `logLoss`: half a pass, a look at every sample for every pair, the Gram
  /// matrices of those that are kept, and the factor; nil where it does not fit into memory.
  func pairs(logLoss: Double, threshold: Double) -> Double? {
    guard pairsBytes <= memoryLimit, classCount > 1 else { return nil }
    let pairCount = classCount * (classCount - 1) / 2
    // What is undecided, at most 1 - 1 / K, shared out at `threshold`: a fifth of that is seen, heavy pairs being kept once.
    let undecided = min(1 - 1 / classCount, logLoss)
    let kept = min(sampleCount * min(pairCount, 0.2 * undecided / (2 * threshold)), sampleCount * pairCount)
    let rows = max(kept, min(sampleCount * pairCount, max(sampleCount / 4, 4 * order)))
    return Self.makingCost + singlePass / 2 + sampleCount * pairCount * Self.pairScanCost
      + rows * (blockSize * blockSize / 2 + blockSize * 4)
      + order * order * (order / 6 + 3 * Self.memoryCost)
  }

  /// Applying it.
  private var pairsStep: Double { 2 * order * order * Self.memoryCost + parameterCount * Self.elementCost }

  /// A step of Newton's method with all second derivatives in Float64: their making, their factor, and two passes; nil
  /// where they do not fit into memory.
  private var exactStep: Double? {
    guard exactBytes <= memoryLimit else { return nil }
    let pairCount = classCount * (classCount - 1) / 2
    let row =
      Self.exactRowCost + pairCount * blockSize * (blockSize * Self.exactFactor + Self.exactCopyCost)
    return 2.5 * doublePass + sampleCount * row
      + order * order * (order / 6 * Self.exactFactor + 2 * Self.elementCost)
  }

  // MARK: Whole fits

  /// Newton's method with all second derivatives, of which six steps are enough.
  var newtonFit: Double? { exactStep.map { 6 * $0 } }

  /// L-BFGS at its best: with one matrix of pairs after some steps with the Kronecker product, or with the latter alone.
  var quasiNewtonFit: Double {
    let (alone, withPairs) = quasiNewtonFits
    return min(alone, withPairs ?? .infinity)
  }

  /// Whether L-BFGS is expected to make the matrix of pairs.
  var pairsPay: Bool {
    let (alone, withPairs) = quasiNewtonFits
    return withPairs.map { $0 < alone } ?? false
  }

  /// Whether a method whose steps take so many passes is expected to make a Kronecker product: a step without one brings
  /// about half as much.
  func kroneckerPays(passesPerStep: Double = 1) -> Bool {
    let prices = prices(withPairs: false, passesPerStep: passesPerStep)
    return prices.firstKronecker.map { $0 <= Self.kroneckerSteps * prices.singleStep } ?? false
  }

  private static let kroneckerSteps = 20.0

  /// With the Kronecker product alone, and with the matrix of pairs; nil where that does not fit into memory.
  private var quasiNewtonFits: (alone: Double, withPairs: Double?) {
    let prices = prices(withPairs: true)
    guard let first = prices.firstKronecker else {
      // Each parameter alone takes several times as many steps.
      return (100 * prices.singleStep + 40 * prices.doubleStep, nil)
    }
    let coarse = prices.singleStep + prices.kroneckerStep
    let kroneckerAlone = first + 20 * coarse + 15 * (prices.doubleStep + prices.kroneckerStep)
    guard let pairs = prices.pairs else { return (kroneckerAlone, nil) }
    return (
      kroneckerAlone,
      first + 9 * coarse + pairs + 3 * (prices.singleStep + prices.pairsStep)
        + 4 * (prices.doubleStep + prices.pairsStep)
    )
  }

  /// The cheapest fit.
  private var bestFit: Double { min(newtonFit ?? .infinity, quasiNewtonFit) }

  /// Whether the problem in its rows' space costs less, the way there and back included.
  var rowSpacePays: Bool {
    guard featureCount > sampleCount else { return false }
    let reduced = SolverCosts(
      sampleCount: Int(sampleCount), featureCount: Int(sampleCount), classCount: Int(classCount),
      hasBias: hasBias, memoryLimit: memoryLimit)
    // Half of the products of rows with rows, their factor, the columns turned, and a few ways back.
    let way =
      sampleCount * sampleCount * (featureCount / 2 + sampleCount) * Self.rowGramFactor
      + sampleCount * featureCount * (Self.elementCost + 3 * Self.doubleFactor * classCount)
    return way + reduced.bestFit < bestFit
  }

  /// A multiply-add in Float64 of a large matrix product.
  private static let rowGramFactor = 2.5

  // MARK: For the schedule

  /// What a schedule weighs, of a method whose steps take so many passes.
  func prices(withPairs: Bool, passesPerStep: Double = 1) -> PreconditionerSchedule.Prices {
    let single = isPassCheap ? doublePass : singlePass
    return PreconditionerSchedule.Prices(
      singleStep: passesPerStep * single + vectors, doubleStep: passesPerStep * doublePass + vectors,
      firstKronecker: firstKronecker, kronecker: kronecker, kroneckerStep: passesPerStep * kroneckerStep,
      pairs: withPairs ? pairs(logLoss: 1, threshold: PreconditionerSchedule.firstThreshold) : nil,
      pairsStep: passesPerStep * pairsStep)
  }
}
