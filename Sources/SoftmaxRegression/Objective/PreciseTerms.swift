// Second derivatives by some of the parameters, of all samples, in Float64.

import SoftmaxKernels

/// What `AllTerms` makes, of probabilities and sums in Float64: for problems so small that this costs next to nothing.
///
/// Columns that nearly follow from others have directions in which F bends a millionth of what it does along a column;
/// Float32 loses them, and each step then leaves most of what there is to gain.
struct PreciseTerms {
  /// Multiply-adds up to which they are made.
  private static let workLimit = 2e6
  /// Near the optimum, where a model decides how many steps are left.
  private static let nearWorkLimit = 1e9
  private static let nearDensity = 24.0

  private let samples: FitSamples
  private let places: [Place]
  private let order: Int

  /// A parameter, and its row in the matrix.
  private struct Place: Sendable {
    let classIndex: Int
    /// The number of features for a bias.
    let feature: Int
    let row: Int
  }

  /// Whether so many parameters of so many samples are few enough.
  /// `density` is what a solver asks for.
  static func arePossible(sampleCount: Int, order: Int, density: Double) -> Bool {
    order > 0 && order <= ProximalStep<MultinomialObjective>.preciseOrderLimit
      && Double(sampleCount) * Double(order) * Double(order) / 2
        <= (density < nearDensity ? workLimit : nearWorkLimit)
  }

  /// `samples` in the units of the parameters.
  init(_ samples: FitSamples, _ parameters: [Int]) {
    self.samples = samples
    order = parameters.count
    let (featureCount, weightCount) = (samples.featureCount, samples.classCount * samples.featureCount)
    places = parameters.enumerated().map { row, parameter in
      parameter < weightCount
        ? Place(classIndex: parameter / featureCount, feature: parameter % featureCount, row: row)
        : Place(classIndex: parameter - weightCount, feature: featureCount, row: row)
    }.sorted { ($0.classIndex, $0.feature) < ($1.classIndex, $1.feature) }
  }

  /// Parameters of a class, which lie side by side.
  private var runs: [Range<Int>] {
    var (runs, start) = ([Range<Int>](), 0)
    for end in 1...places.count
    where end == places.count || places[end].classIndex != places[start].classIndex {
      runs.append(start..<end)
      start = end
    }
    return runs
  }

  /// The matrix at these parameters. Complexity: O(samples x order^2 / 2).
  func curvature(at parameters: Float64Parameters) -> ActiveCurvature<Double> {
    let (order, runs, places, samples) = (order, runs, places, samples)
    let (classCount, featureCount) = (samples.classCount, samples.featureCount)
    let (kernels, weights) = (samples.engine.kernels, samples.weights)
    let features = places.map(\.feature)
    let square = order * order
    // Of two classes -p_k p_l x x^T, of one p_k (1 - p_k) x x^T apart.
    let counts = runs.map { $0.count * $0.count }
    let firsts = counts.indices.map { square + counts[..<$0].reduce(0, +) }
    let sums = Float64Pass(samples).sumOverProbabilities(count: square + counts.reduce(0, +), at: parameters) {
      tile, rows, open, sums in
      func block(_ width: Int) -> MatrixBlock<Double> {
        MatrixBlock(
          WorkBuffer<Double>(uninitializedCount: rows.count * width), stride: width, rowCount: rows.count,
          columnCount: width)
      }
      let (wide, likely, unlikely, weighted) = (
        block(featureCount + 1), block(order), block(order), block(order)
      )
      kernels.widen(open, hasOne: true, into: wide)
      // As spans: reached through the blocks, each element would count its references.
      likely.buffer.withMutableSpan { likely in
        unlikely.buffer.withMutableSpan { unlikely in
          weighted.buffer.withMutableSpan { weighted in
            wide.buffer.withSpan(0..<wide.buffer.count) { wide in
              for (r, row) in rows.enumerated() {
                let weight = weights?[row] ?? 1
                for run in runs {
                  let k = places[run.lowerBound].classIndex
                  let p = tile[r * classCount + k]
                  var rest = 1 - p
                  if p > 0.5 {
                    // As a difference it would be lost near 1.
                    rest = 0
                    for l in 0..<classCount where l != k { rest += tile[r * classCount + l] }
                  }
                  for place in run {
                    let x = wide[r * (featureCount + 1) + features[place]]
                    likely[r * order + place] = p * x
                    weighted[r * order + place] = weight * p * x
                    unlikely[r * order + place] = weight * rest * x
                  }
                }
              }
            }
          }
        }
      }
      let workspace = WorkBuffer<Double>(
        uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: order))
      kernels.addProducts(
        scale: -1, likely, weighted,
        into: MatrixBlock(sums, stride: order, rowCount: order, columnCount: order), workspace: workspace)
      for (run, first) in zip(runs, firsts) {
        kernels.addProducts(
          scale: 1, likely.part(0..<rows.count, run), unlikely.part(0..<rows.count, run),
          into: MatrixBlock(
            sums, first: first, stride: run.count, rowCount: run.count, columnCount: run.count),
          workspace: workspace)
      }
    }
    let stride = CholeskyFactor<Double>.stride(order: order)
    let matrix = WorkBuffer<Double>(count: order * stride, repeating: 0)
    func put(_ value: Double, _ i: Int, _ j: Int) {
      matrix[places[i].row * stride + places[j].row] = value / samples.totalWeight
      matrix[places[j].row * stride + places[i].row] = value / samples.totalWeight
    }
    for i in 0..<order { for j in i..<order { put(sums[i * order + j], i, j) } }
    for (run, first) in zip(runs, firsts) {
      for i in 0..<run.count {
        for j in i..<run.count {
          put(sums[first + i * run.count + j], run.lowerBound + i, run.lowerBound + j)
        }
      }
    }
    for i in 0..<order {
      matrix[i * stride + i] += max(matrix[i * stride + i] * Self.floorShare, Self.leastDiagonal)
    }
    return ActiveCurvature(
      order: order, stride: stride, matrix: matrix, penalties: [Double](repeating: 0, count: order),
      engine: samples.engine)
  }

  /// Some roundings of Float64, so that a direction in which nothing bends has a pivot.
  private static let floorShare = 1e-14
  /// What no row has anything of still needs a pivot.
  private static let leastDiagonal = 1e-20
}
