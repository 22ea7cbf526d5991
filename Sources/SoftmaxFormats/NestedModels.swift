// Two models of the same samples, one with fewer columns: whether the others say anything.

public import SoftmaxFiles
public import SoftmaxRegression
public import SoftmaxRemedies

/// The likelihood-ratio test of a model against a larger one that contains it.
///
///     let models = try NestedModels(small: ModelFile(contentsOf: "a.safetensors"), large: ModelFile(contentsOf: "b.safetensors"))
///     print(models.test.chiSquare, models.test.degreesOfFreedom, models.test.pValue)
///
/// Everything comes from the two cards: log likelihoods, numbers of parameters, and hashes of the labels and of each
/// column's values, which tell whether the samples were the same and the columns of one among those of the other.
public struct NestedModels: Sendable, Hashable {
  /// The test of the columns that the smaller model lacks (and of the intercepts, where it has none).
  public let test: LikelihoodRatioTest
  /// The columns that the smaller model lacks.
  public let addedColumns: [String]
  /// Whether the smaller model has no intercepts, and the larger one has.
  public let addsIntercept: Bool
  /// The statistics of the smaller model's fit.
  public let small: ModelStatistics
  /// The statistics of the larger model's fit.
  public let large: ModelStatistics

  /// Compares two model files, the smaller model first.
  ///
  /// - Throws: `NestedModelsError` where their likelihoods cannot be compared, or the first is not nested in the second.
  public init(small: ModelFile, large: ModelFile) throws(NestedModelsError) {
    let (first, second) = (try Side(small, .small), try Side(large, .large))
    guard first.statistics.classNames == second.statistics.classNames else {
      throw .otherClasses(small: first.statistics.classNames, large: second.statistics.classNames)
    }
    guard first.statistics.observationCount == second.statistics.observationCount else {
      throw .otherCounts(
        small: first.statistics.observationCount, large: second.statistics.observationCount)
    }
    guard first.labels == second.labels else { throw .otherRows }
    if let problem = first.problem(within: second) {
      throw second.problem(within: first) == nil ? .reversed : problem
    }
    let degrees = second.statistics.parameterCount - first.statistics.parameterCount
    guard degrees > 0 else { throw .sameModel(parameterCount: first.statistics.parameterCount) }
    // Rounding of two sums over as many samples.
    let slack = 1e-9 * abs(first.statistics.logLikelihood)
    guard second.statistics.logLikelihood >= first.statistics.logLikelihood - slack else {
      throw .likelihoodFalls(
        small: first.statistics.logLikelihood, large: second.statistics.logLikelihood)
    }
    self.small = first.statistics
    self.large = second.statistics
    let names = Set(first.columns.map(\.name))
    addedColumns = second.columns.map(\.name).filter { !names.contains($0) }
    addsIntercept = !first.statistics.hasIntercept && second.statistics.hasIntercept
    test = LikelihoodRatioTest(
      logLikelihood: second.statistics.logLikelihood, nullLogLikelihood: first.statistics.logLikelihood,
      degreesOfFreedom: degrees)
  }

  /// What is known of one of the two.
  private struct Side {
    let statistics: ModelStatistics
    let columns: [ColumnFingerprint]
    let labels: String

    init(_ file: ModelFile, _ which: NestedModelsError.Which) throws(NestedModelsError) {
      if file.card.training?.relaxation != nil { throw .relaxed(which) }
      if let training = file.card.training, training.l2Penalty > 0 || training.l1Penalty ?? 0 > 0 {
        throw .penalised(which, l2Penalty: training.l2Penalty, l1Penalty: training.l1Penalty ?? 0)
      }
      guard let statistics = file.statistics else { throw .noStatistics(which) }
      guard statistics.standardErrors == .classical else {
        throw .notClassical(which, statistics.standardErrors)
      }
      guard let columns = file.card.statistics?.columns, let labels = file.card.statistics?.labelsSHA256 else {
        throw .noFingerprints(which)
      }
      self.statistics = statistics
      self.columns = columns
      self.labels = labels
    }

    /// Why a model is not nested in another; nil where it is.
    func problem(within other: Side) -> NestedModelsError? {
      if statistics.hasIntercept, !other.statistics.hasIntercept { return .interceptMissing }
      let known = Dictionary(other.columns.map { ($0.name, $0) }) { first, _ in first }
      var missing: [String] = []
      for column in columns {
        guard let found = known[column.name] else {
          missing.append(column.name)
          continue
        }
        if found.sha256 != column.sha256 { return .otherValues(column: column.name) }
        // Without intercepts a column with a feature for each name says more than one with a base.
        if column.isWhole == true, found.isWhole != true, !other.statistics.hasIntercept {
          return .otherBase(column: column.name)
        }
      }
      return missing.isEmpty ? nil : .columnsMissing(missing)
    }
  }
}

/// Why two models cannot be compared by the ratio of their likelihoods.
public enum NestedModelsError: Error, Hashable {
  /// One of the two.
  public enum Which: String, Sendable, Hashable {
    /// The model that should be nested.
    case small = "the smaller model"
    /// The model that should contain it.
    case large = "the larger model"
  }

  /// A penalty has shrunk the coefficients.
  case penalised(Which, l2Penalty: Double, l1Penalty: Double)
  /// A relaxed fit, whose columns were chosen on the same rows.
  case relaxed(Which)
  /// The file has no statistics, and so no likelihood that is known to be a maximum.
  case noStatistics(Which)
  /// Robust or clustered errors: the likelihood is then not taken for that of the data.
  case notClassical(Which, StandardErrors)
  /// A file that does not say which rows and columns it is of.
  case noFingerprints(Which)
  /// The classes are not the same.
  case otherClasses(small: [String], large: [String])
  /// The numbers of observations are not the same.
  case otherCounts(small: Int, large: Int)
  /// The labels, the weights or the offsets are not the same, row by row.
  case otherRows
  /// A column of one name has other values: other rows, or another way with missing ones.
  case otherValues(column: String)
  /// Columns of the smaller model that the larger one lacks.
  case columnsMissing([String])
  /// The smaller model has intercepts and the larger one has none.
  case interceptMissing
  /// Without intercepts a column's base is a restriction.
  case otherBase(column: String)
  /// The first model contains the second.
  case reversed
  /// Both have the same parameters.
  case sameModel(parameterCount: Int)
  /// The larger model is less likely, which no maximum can be.
  case likelihoodFalls(small: Double, large: Double)
}

extension NestedModelsError: AdvisingError {
  /// One or two sentences in the library's own words: why, and what to do.
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String { text.text(in: wording) }

  /// The settings of the fits to be made anew.
  public var remedies: [Remedy] { text.settings }

  private var text: Advice {
    switch self {
    case .penalised(let which, let l2Penalty, let l1Penalty):
      "\(which.rawValue) was fitted with a penalty (\(l1Penalty > 0 ? "L1 \(l1Penalty)" : "L2 \(l2Penalty)")), and "
        + "the likelihood of shrunk coefficients is not the largest; fit it without one, with \(.set(.statistics))"
    case .relaxed(let which):
      "\(which.rawValue) is a relaxed fit, whose columns were chosen on the same rows, so that the ratio of likelihoods "
        + "is not chi-square; choose columns on some rows, and fit these with \(.set(.statistics)) to others"
    case .noStatistics(let which):
      "\(which.rawValue) has no statistics, and nothing says that its likelihood is the largest; fit it with \(.set(.statistics))"
    case .notClassical(let which, let kind):
      "the errors of \(which.rawValue) are \(kind.rawValue), for data whose likelihood may be another one, and then the "
        + "ratio is not chi-square; fit it with \(.set(.statistics)) and classical errors, or test its coefficients"
    case .noFingerprints(let which):
      "the file of \(which.rawValue) does not say what rows and columns it is of; fit it anew, with \(.set(.statistics))"
    case .otherClasses(let small, let large):
      "the classes are not the same: \(Self.list(small)) and \(Self.list(large))"
    case .otherCounts(let small, let large):
      "the models were fitted to \(small) and \(large) observations; fit both to the same rows"
    case .otherRows:
      "the labels, weights or offsets are not the same, row by row; fit both models to the same rows in one order"
    case .otherValues(let column):
      "column '\(column)' had other values in the other model; fit both to the same rows, in one order and with missing "
        + "values treated alike"
    case .columnsMissing(let columns):
      "the larger model lacks \(columns.count == 1 ? "the column" : "the columns") \(Self.list(columns)), so that the "
        + "smaller one is not nested in it; add \(columns.count == 1 ? "it" : "them"), or compare on new data"
    case .interceptMissing:
      "the larger model has no intercepts and the smaller one has; fit both with a bias"
    case .otherBase(let column):
      "without intercepts the base of column '\(column)' makes the larger model the narrower one; give it the same base in "
        + "both"
    case .reversed: "the first model contains the second; name the smaller one first"
    case .sameModel(let parameterCount):
      "both models have the same columns and \(parameterCount) parameters, so that there is nothing to test"
    case .likelihoodFalls(let small, let large):
      "the larger model has the smaller likelihood (\(large), not \(small) or more), so that one of them is not at its "
        + "maximum; fit both anew"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0)'" }
    return shown.joined(separator: ", ")
      + (names.count > shown.count ? " and \(names.count - shown.count) more" : "")
  }
}
