// The second derivatives by the pairs of classes that samples are undecided between.

import SoftmaxKernels

/// (H + penalty)^-1 with H thinned out.
///
/// diag(p) - p p^T is the Laplacian of a graph on the classes: the sum over pairs k < l of
/// p_k p_l (e_k - e_l)(e_k - e_l)^T. So H is a sum over samples and pairs of positive terms, most of them tiny once
/// probabilities have taken shape: pairs lighter than `threshold` are kept at random, in proportion to their weight.
/// The rest is positive semidefinite and right on average. It takes one weighted Gram matrix of features for each pair,
/// over that pair's samples only; blocks on the diagonal are the sums of the others.
///
/// The last class is fixed (adding a vector to all classes' weights changes no probability), which leaves
/// (K - 1)(d + 1) free parameters. Memory: their number squared x 4 bytes. Complexity: pairs kept x d^2 +
/// parameters^3 / 3.
struct PairPreconditioner: Preconditioner {
  private let factor: CholeskyFactor<Float>
  private let layout: FreeParameterLayout
  private let meanSolver: MeanSolver

  /// Free parameters of a fit of this shape, and the bytes that they take.
  static func byteCount(classCount: Int, featureCount: Int, hasBias: Bool) -> Int {
    // In Float64: the number may be beyond an Int.
    let order = Double(classCount - 1) * Double(featureCount + (hasBias ? 1 : 0))
    let bytes =
      Double(MemoryLayout<Float>.size) * order * (order + 32 + Double(CholeskyFactor<Float>.blockSize))
    return Int(min(bytes, 1e18))
  }

  /// Nil where it would take more memory than the objective allows, or rounding has made it indefinite.
  init?(of objective: MultinomialObjective, at point: [Double], threshold: Double) {
    let bytes = Self.byteCount(
      classCount: objective.classCount, featureCount: objective.featureCount, hasBias: objective.hasBias)
    guard objective.classCount > 1, bytes <= objective.memoryLimit else { return nil }
    layout = FreeParameterLayout(objective)
    meanSolver = MeanSolver(objective)
    let matrix = Self.matrix(
      objective, layout,
      ProbabilityTable(
        features: objective.features, at: objective.parameters(point), offsets: objective.offsets,
        objective.pass),
      threshold: Float(threshold))
    do throws(NotPositiveDefinite) {
      factor = try CholeskyFactor(
        factoring: matrix, order: layout.order, stride: layout.stride, engine: objective.engine)
    } catch {
      return nil
    }
  }

  func apply(to vector: [Double]) -> [Double] {
    let size = VectorArithmetic.largest(vector)
    guard size > 0, size.isFinite else { return vector }
    let means = layout.means(of: vector)
    // Brought to size 1, so that Float32 holds it however small.
    let freeParameters = WorkBuffer<Float>(
      layout.freeParameters(of: vector.map { $0 / size }, without: means.map { $0 / size }), default: 0)
    factor.solve(freeParameters)
    return layout.centred(
      freeParameters.array.map { Double($0) * size }, plus: meanSolver.apply(to: means))
  }

  // MARK: The matrix

  private static func matrix(
    _ objective: MultinomialObjective, _ layout: FreeParameterLayout, _ probabilities: ProbabilityTable,
    threshold: Float
  ) -> WorkBuffer<Float> {
    let classCount = objective.classCount
    let size = layout.blockSize
    let matrix = WorkBuffer<Float>(count: layout.order * layout.stride, repeating: 0)
    let whole = MatrixBlock(
      matrix, stride: layout.stride, rowCount: layout.order, columnCount: layout.order)
    let pairs = (0..<classCount).flatMap { k in (k + 1..<classCount).map { (k, $0) } }
    let samples = PairSamples(objective, probabilities, pairs: pairs, threshold: threshold)
    let gram = WeightedGram(objective)
    // The longest lists first, so that no member is left with one at the end.
    gram.sum(
      samples.rows, order: samples.byLength,
      scales: pairs.map { ($0.1 == classCount - 1 ? 1 : -1) / Float(objective.totalWeight) }
    ) { pair, band, sums in
      let (k, l) = pairs[pair]
      let column = (l == classCount - 1 ? k : l) * size
      let block = whole.part(k * size..<(k + 1) * size, column..<column + size)
      sums.copy(to: block.part(band, band.lowerBound..<size))
    }
    let nextPair = SharedCounter()
    objective.engine.team(forStepOf: layout.order * layout.order).run { member in
      while true {
        let index = nextPair.take()
        guard index < pairs.count else { break }
        let (k, l) = pairs[index]
        if l < classCount - 1 { layout.mirrorBlock(k, l, in: matrix) }
      }
      member.meet()
      for row in member.share(of: layout.order) { layout.sumDiagonalBlock(row: row, in: matrix) }
    }
    let floor = CurvatureFloor(objective)
    for row in 0..<layout.order { layout.addPenalty(row: row, objective, floor, in: matrix) }
    return matrix
  }
}
