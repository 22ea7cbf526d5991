import SoftmaxKernels

/// A weight at least 0 for each sample: 2 counts like the sample twice, 0 like none.
///
/// They are brought to a largest one between 1 and 2 by a power of two, which changes no objective and keeps what
/// Float32 makes of them in its range, whatever unit they came in.
struct SampleWeights: Sendable {
  /// As the Float32 passes read them: rounded.
  let single: WorkBuffer<Float>
  /// As the Float64 passes read them.
  let double: WorkBuffer<Double>
  /// How much each sample counts in scores, in a unit of their own; nil where every one whose weight is above 0 counts 1.
  let scores: WorkBuffer<Double>?
  /// The longest run of samples without weight, which passes leave out; nil where none is as long as a tile's rows. Its
  /// ends are multiples of `LayerShape.rowUnit`. It has no say in the bits.
  var absentRun: Range<Int>?

  /// Rows of a chunk of sums of weights.
  static let chunkLength = 1 << 16

  /// Weights of the rows at hand, in whatever unit: only their ratios matter. `scores`: how much they count in scores,
  /// where that is something else than 1.
  init(_ weights: [Double], scores: [Double]? = nil, _ pass: RowPass) {
    self.init(
      exactly: Self.normalized(weights, pass), scores: scores.map { Self.normalized($0, pass) })
  }

  /// In the unit that the largest of all processes has.
  private static func normalized(_ weights: [Double], _ pass: RowPass) -> [Double] {
    let largest: WorkBuffer<Double> = pass.reduce(
      .greatest, count: 1, chunkLength: Self.chunkLength, work: weights.count
    ) {
    } add: { chunk, _, largest in
      for row in chunk.rows { largest[0] = max(largest[0], weights[row]) }
    }
    return WeightScale.normalized(weights, by: largest[0])
  }

  private init(exactly values: [Double], scores: [Double]?) {
    precondition(values.allSatisfy { $0 >= 0 && $0.isFinite }, "weights are numbers that are at least 0")
    self.scores = scores.map { WorkBuffer($0, default: 0) }
    single = WorkBuffer(values.map { Float($0) }, default: 0)
    double = WorkBuffer(values, default: 0)
    absentRun = Self.absentRun(in: values)
  }

  /// The sum of all samples' weights. Complexity: O(samples).
  func total(_ pass: RowPass) -> Double {
    let double = double
    let sum: WorkBuffer<Double> = pass.reduce(count: 1, chunkLength: Self.chunkLength, work: double.count) {
    } add: { chunk, _, sum in
      for row in chunk.rows { sum[0] += double[row] }
    }
    return sum[0]
  }

  private static func absentRun(in values: [Double]) -> Range<Int>? {
    var longest = 0..<0
    var start = 0
    for (i, value) in values.enumerated() {
      if value > 0 { start = i + 1 }
      if i + 1 - start > longest.count { longest = start..<i + 1 }
    }
    let unit = LayerShape.rowUnit
    let first = (longest.lowerBound + unit - 1) / unit * unit
    let end = longest.upperBound / unit * unit
    return end - first >= minimumRunCount ? first..<end : nil
  }

  private static let minimumRunCount = 256

  subscript(_ sample: Int) -> Double { double[sample] }

  /// How much a sample counts in scores.
  func score(_ sample: Int) -> Double { double[sample] > 0 ? scores?[sample] ?? 1 : 0 }
}
