// Why one class and not another: what each feature adds to the difference of their logits.

/// The difference of two classes' logits for one sample, taken apart exactly.
///
/// With logits o = W x + b the difference of those of classes a and b is a sum with one term for each feature:
///
///     o_a - o_b = sum_j (w_aj - w_bj) (x_j - r_j) + [b_a - b_b + sum_j (w_aj - w_bj) r_j]
///
/// r is the baseline, and the bracket the gap that a sample like it would have. Where the model scales or shifts its logits
/// (`ModelOutputs`), w and b are those that the probabilities come from. A class that was merged of several has a row of
/// weights for each; the one with the largest logit for the sample stands for it (`part`, `opponentPart`). For a linear model these terms are the
/// Shapley values of the logit gap when features are independent (Lundberg and Lee, NeurIPS 2017, 4.1). Terms are computed
/// in Float64 from the model's Float32 weights; their sum differs from the difference of the model's own logits by no more
/// than Float32's rounding of these.
///
///     let why = try model.explanation(of: [5.1, 3.5, 1.4, 0.2])
///     print("\(why.className) and not \(why.opponent): the gap is \(why.gap)")
///     for column in why.strongest(3) { print(column.text, column.contribution) }
public struct ContrastExplanation: Sendable, Hashable {
  /// What the model says of the sample.
  public let prediction: Prediction
  /// The class that is explained.
  public let className: String
  /// The class that it is held against.
  public let opponent: String
  /// The class of the fit that stands for `className`, where that was merged of several; else nil.
  public let part: String?
  /// The class of the fit that stands for `opponent`, where that was merged of several; else nil.
  public let opponentPart: String?
  /// The sample's true class, where it was told.
  public let trueClass: String?
  /// The features by name or number, in the model's order.
  public let featureNames: [String]
  /// The sample's features, less their origins where they have any.
  public let values: [Double]
  /// What each feature is counted from.
  public let baseline: [Double]
  /// What each feature adds to the gap: above 0 it speaks for `className`, below 0 for `opponent`.
  public let contributions: [Double]
  /// The gap at the baseline: the difference of the biases, and of the weights times the baseline.
  public let baselineGap: Double
  /// What the sample's offsets add to the gap; nil for a model without.
  public let offsetGap: Double?
  /// The contributions of all features that are one column, pixel or number to a person, in the model's order: they add up to
  /// those of the features.
  public let columns: [ColumnContribution]

  /// The gap: the logit of `className` less that of `opponent`. It is the sum of the contributions in their order, then of
  /// the gap at the baseline and that of the offsets; e to its power says how many times as probable the one is as the other,
  /// of merged classes their parts.
  public var gap: Double { contributions.reduce(0, +) + baselineGap + (offsetGap ?? 0) }

  /// The probability of `className`.
  public var probability: Float { prediction.probabilities[className] ?? 0 }
  /// The probability of `opponent`.
  public var opponentProbability: Float { prediction.probabilities[opponent] ?? 0 }

  /// The columns that contribute most to either side, the strongest first; of equals the first. Those that contribute nothing
  /// are left out.
  public func strongest(_ count: Int) -> [ColumnContribution] {
    let order = columns.indices.filter { columns[$0].contribution != 0 }.sorted {
      let (a, b) = (abs(columns[$0].contribution), abs(columns[$1].contribution))
      return a == b ? $0 < $1 : a > b
    }
    return order.prefix(max(count, 0)).map { columns[$0] }
  }

  /// The answer to a question about a sample, whose features are `values`; `cells` are what it has in the columns of
  /// `groups`.
  ///
  /// - Throws: `ExplanationError` for classes that are not there and a baseline of another length.
  init(
    _ question: ContrastQuestion, _ prediction: Prediction, of model: SoftmaxModel, values: [Double],
    offsets: [Double]?, groups: [FeatureGroup], cells: SampleCells
  ) throws(ExplanationError) {
    let (own, other) = try question.classes(for: prediction)
    let names = prediction.probabilities.classes.names
    let favoured = Part(of: own, model, values, offsets)
    let against = Part(of: other, model, values, offsets)
    let baseline: [Double]
    switch question.baseline {
    case .zero: baseline = [Double](repeating: 0, count: values.count)
    case .values(let given):
      guard given.count == values.count else {
        throw .baselineCount(expected: values.count, found: given.count)
      }
      baseline = given
    }
    var contributions = [Double](repeating: 0, count: values.count)
    var baselineGap = favoured.row.bias - against.row.bias
    for j in values.indices {
      let difference = favoured.row.weights[j] - against.row.weights[j]
      contributions[j] = difference * (values[j] - baseline[j])
      baselineGap += difference * baseline[j]
    }
    self.prediction = prediction
    (className, opponent, trueClass) = (names[own], names[other], question.trueClass)
    (part, opponentPart) = (favoured.name, against.name)
    featureNames = ModelStatistics.terms(of: model.input, hasIntercept: false)
    self.values = values
    self.baseline = baseline
    self.contributions = contributions
    self.baselineGap = baselineGap
    offsetGap = offsets.map { $0[favoured.index] * favoured.row.scale - $0[against.index] * against.row.scale }
    columns = groups.map { group in
      ColumnContribution(
        column: group.name, value: cells.text(of: group, values), features: group.features,
        contribution: group.features.reduce(0) { $0 + contributions[$1] })
    }
  }
}

/// The row of weights that stands for a class of the model.
private struct Part {
  let index: Int
  let row: LogitRow
  /// Its class in the fit, where the model's class has several.
  let name: String?

  init(of index: Int, _ model: SoftmaxModel, _ values: [Double], _ offsets: [Double]?) {
    let map = model.outputs?.map
    let rows = map?.groups[index] ?? [index]
    var (best, bestRow, largest) = (rows[0], LogitRow(rows[0], of: model, map), -Double.infinity)
    for k in rows where rows.count > 1 {
      let row = LogitRow(k, of: model, map)
      let logit = row.logit(of: values, offset: offsets?[k] ?? 0)
      if logit > largest { (best, bestRow, largest) = (k, row, logit) }
    }
    (self.index, row) = (best, bestRow)
    name = rows.count > 1 ? model.layerClasses.names[best] : nil
  }
}
