// A fit's statistics as people read them.

package import SoftmaxFiles
package import SoftmaxRegression
import SoftmaxRemedies

/// Two or three lines about the model, a table for each class against the reference, and one of marginal effects for
/// each class.
package struct StatisticsText {
  private let statistics: ModelStatistics
  private let rows: [CoefficientStatistics]
  private let reference: String
  private let percent: String
  private let effects: [MarginalEffects.Effect]
  /// Where the rest is.
  private let seeMore: String

  /// Of more terms only the clearest are shown, and of more classes the first; JSON has all.
  private static let termLimit = 30
  private static let clearestCount = 20
  private static let classLimit = 20

  /// - Parameters:
  ///   - statistics: What is told.
  ///   - reference: The class that the others are held against; nil: that of the fit.
  ///   - confidence: The level of the intervals; nil: that of the fit.
  ///   - wording: The front end's words for its settings.
  /// - Throws: `ConfigurationError` for what is no class or no share.
  package init(
    _ statistics: ModelStatistics, reference: String? = nil, confidence: Double? = nil,
    in wording: RemedyWording
  ) throws {
    self.statistics = statistics
    let more: Advice = "see \(.set(.document))"
    seeMore = more.text(in: wording)
    rows = try statistics.coefficients(against: reference, confidence: confidence)
    self.reference = reference ?? statistics.referenceName
    effects = try statistics.marginalEffects?.effects(confidence: confidence) ?? []
    let share = "\(Float((confidence ?? statistics.confidence) * 100))"
    percent = (share.hasSuffix(".0") ? String(share.dropLast(2)) : share) + " %"
  }

  /// The lines, without a line break at the end.
  package var text: String {
    let termCount = statistics.terms.count
    let starts = Array(stride(from: 0, to: rows.count, by: termCount))
    var parts = [model]
    for start in starts.prefix(Self.classLimit) { parts.append(table(Array(rows[start..<start + termCount]))) }
    if starts.count > Self.classLimit {
      parts.append(
        "\(Wording.counted(starts.count - Self.classLimit, "more class", "more classes")): \(seeMore)")
    }
    return (parts + effectTables).joined(separator: "\n\n")
  }

  private var model: String {
    let test = statistics.likelihoodRatioTest
    let least = statistics.hasIntercept ? "of intercepts alone" : "of equal probabilities"
    return "Statistics of \(Wording.counted(statistics.observationCount, "observation")) and "
      + "\(Wording.counted(statistics.parameterCount, "parameter")): log likelihood "
      + "\(decimal(statistics.logLikelihood)), \(least) \(decimal(statistics.nullLogLikelihood)).\n"
      + "Likelihood ratio: chi-square \(decimal(test.chiSquare)), "
      + "\(Wording.counted(test.degreesOfFreedom, "degree")) of freedom, p \(Self.probability(test.pValue)); "
      + "McFadden's R2 \(decimal(statistics.pseudoRSquared, places: 4)), AIC \(decimal(statistics.aic)), BIC "
      + "\(decimal(statistics.bic))." + errorLine
  }

  /// What the errors are, where they are not classical.
  private var errorLine: String {
    switch statistics.standardErrors {
    case .classical: return ""
    case .robust:
      return "\nStandard errors: robust (sandwich, HC0: no factor for small samples)\(Self.notRobust)."
    case .clustered:
      let count = statistics.groupCount ?? 0
      let few = count < Self.fewGroups ? "; so few groups make errors that are too small" : ""
      return "\nStandard errors: clustered by \(Wording.count(count)) groups, times \(count) / \(count - 1)"
        + "\(Self.notRobust)\(few)."
    }
  }

  /// What is still the likelihood's.
  private static let notRobust = "; the likelihood ratio, AIC and BIC do not use them"
  /// Clustered errors of fewer groups are too small (Cameron and Miller, A Practitioner's Guide to Cluster-Robust
  /// Inference, 2015).
  private static let fewGroups = 40

  private func table(_ rows: [CoefficientStatistics]) -> String {
    var table = TextTable([
      ("term", .left), ("coefficient", .right), ("std. error", .right), ("z", .right), ("p", .right),
      ("\(percent) interval", .right), ("odds ratio", .right),
    ])
    for row in shown(rows) {
      table.add([
        row.term, Wording.measure(row.estimate), Wording.measure(row.standardError), decimal(row.z),
        Self.probability(row.pValue),
        "\(Wording.measure(row.interval.lowerBound)) to \(Wording.measure(row.interval.upperBound))",
        beyond(row.oddsRatio) ?? Wording.measure(row.oddsRatio),
      ])
    }
    let title = "\(rows[0].className) against \(reference)".printable()
    let note =
      rows.count > Self.termLimit
      ? ": \(Self.clearestCount) of \(Wording.count(rows.count)) terms, of the largest |z| (\(seeMore))" : ""
    return title + note + "\n" + table.text.dropLast()
  }

  /// A table for each class.
  private var effectTables: [String] {
    guard let marginal = statistics.marginalEffects, !effects.isEmpty else { return [] }
    let classCount = statistics.classNames.count
    let termCount = effects.count / classCount
    let title = marginal.place == .average ? "Average marginal effects" : "Marginal effects at the means"
    var parts = (0..<min(classCount, Self.classLimit)).map { k in
      effectTable(Array(effects[k * termCount..<(k + 1) * termCount]), title)
    }
    if classCount > Self.classLimit {
      parts.append(
        "\(Wording.counted(classCount - Self.classLimit, "more class", "more classes")): \(seeMore)")
    }
    return parts
  }

  private func effectTable(_ rows: [MarginalEffects.Effect], _ title: String) -> String {
    var table = TextTable([
      ("term", .left), ("effect", .right), ("std. error", .right), ("z", .right), ("p", .right),
      ("\(percent) interval", .right), ("kind", .left),
    ])
    func size(_ index: Int) -> Double { rows[index].z.isNaN ? 0 : abs(rows[index].z) }
    let order =
      rows.count > Self.termLimit
      ? Array(
        rows.indices.sorted { size($0) == size($1) ? $0 < $1 : size($0) > size($1) }.prefix(Self.clearestCount))
      : Array(rows.indices)
    for row in order.map({ rows[$0] }) {
      table.add([
        row.term, Wording.measure(row.estimate), Wording.measure(row.standardError),
        row.z.isNaN ? "" : decimal(row.z), Self.probability(row.pValue),
        "\(Wording.measure(row.interval.lowerBound)) to \(Wording.measure(row.interval.upperBound))",
        row.isChange ? "change" : "derivative",
      ])
    }
    let note =
      rows.count > Self.termLimit
      ? ": \(Self.clearestCount) of \(Wording.count(rows.count)) terms, of the largest |z| (\(seeMore))" : ""
    return "\(title) on the probability of \(rows[0].className)".printable() + note + "\n"
      + table.text.dropLast()
  }

  private func shown(_ rows: [CoefficientStatistics]) -> [CoefficientStatistics] {
    guard rows.count > Self.termLimit else { return rows }
    return rows.indices.sorted {
      let (a, b) = (abs(rows[$0].z), abs(rows[$1].z))
      return a == b ? $0 < $1 : a > b
    }.prefix(Self.clearestCount).map { rows[$0] }
  }

  private func decimal(_ value: Double, places: Int = 2) -> String {
    Self.decimal(value, places: places)
  }

  private func beyond(_ value: Double) -> String? { Self.beyond(value) }

  /// A number with so many decimal places, or with three digits where it would have none then.
  static func decimal(_ value: Double, places: Int = 2) -> String {
    beyond(value) ?? NumberText.decimal(value, places: places)
  }

  /// What is said of a number that no Float64 holds; nil for all others.
  private static func beyond(_ value: Double) -> String? {
    value.isFinite ? nil : value < 0 ? "<-1e308" : ">1e308"
  }

  /// `<0.001`, `0.00420`, `0.0147`, `0.553`.
  static func probability(_ p: Double) -> String {
    if p < 0.001 { return "<0.001" }
    return FixedDecimal(p, places: p < 0.01 ? 5 : p < 0.1 ? 4 : 3).description
  }
}
