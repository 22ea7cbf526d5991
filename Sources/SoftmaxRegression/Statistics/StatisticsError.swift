/// A fit whose standard errors, tests and intervals would be wrong.
public enum StatisticsError: Error, Hashable, CustomStringConvertible {
  /// Coefficients that a penalty has shrunk: the curvature says nothing of how far they are from the truth.
  case penalised(l2Penalty: Double, l1Penalty: Double)
  /// A relaxed fit, whose features were chosen by what they do on the same samples.
  case relaxed
  /// A method that does not end at the optimum.
  case stochastic
  /// The fit ended before the optimum of the likelihood, or Newton's method does not reach it from there.
  case notConverged(StopReason)
  /// These classes can be told from all others without error: the likelihood has no maximum.
  case separated([Separation])
  /// The estimates of a class grow for ever, because some values of these columns never occur with another class (or
  /// never with this one): quasi-complete separation.
  case estimatesRunOff(className: String, columns: [String])
  /// Columns that have one value in all samples.
  case constantColumns([String])
  /// A column that is a sum of multiples of others, of which the first few are named.
  case dependentColumn(String, on: [String])
  /// The covariance of so many estimates takes too much memory.
  case tooManyParameters(count: Int, memoryBytes: Int)
  /// Samples of different weights, which say how much each counts and not how many were observed.
  case samplesWeighted
  /// Classes that were given weights: samples then no longer count as often as they were seen.
  case classesWeighted
  /// Marginal effects of a model with offsets, which samples have beside their columns.
  case effectsWithOffsets
  /// Clustered errors of data without groups.
  case noGroups
  /// Clustered errors of one group.
  case singleGroup
  /// Groups whose scores cancel, so that some error would be 0.
  case noSpread
  /// Something that takes too much memory.
  case tooLarge(String, memoryBytes: Int)
  /// The data is not that of the fit.
  case otherData

  /// One or two sentences: what is wrong with the fit, and what to do.
  public var description: String {
    switch self {
    case .penalised(let l2Penalty, let l1Penalty):
      "no statistics: the fit has an \(l1Penalty > 0 ? "L1 penalty of \(l1Penalty)" : "L2 penalty of \(l2Penalty)"), which "
        + "shrinks the coefficients, and shrunk ones have no such standard errors; fit without a penalty (l2 0)"
    case .relaxed:
      "no statistics: the fit is a relaxed one, whose features were chosen on the same samples, and errors that take them "
        + "as given are too small; choose features on some samples and fit these without a penalty to others"
    case .stochastic:
      "no statistics: sgd does not end at the optimum that they belong to; use a full-batch method, such as auto"
    case .notConverged(let reason) where reason.isComplete:
      "no statistics: Newton's method does not settle from the fit's weights; use a smaller tolerance, bring columns "
        + "that are far from zero nearer to it, or leave out columns that are nearly combinations of others"
    case .notConverged(let reason):
      "no statistics: the fit is not at the maximum of the likelihood (\(reason.explanation)); allow more iterations or "
        + "a smaller tolerance"
    case .separated(let separations):
      "no statistics: " + separations.map(\.statement).joined(separator: "; ")
        + ", so that the likelihood has no maximum and the estimates grow for ever; leave out what separates, merge the "
        + "class with another, or fit with a penalty and without statistics"
    case .estimatesRunOff(let className, let columns):
      "no statistics: the estimates for class '\(className)' grow for ever along \(Self.list(columns)), because some "
        + "values there occur with some of the classes only (quasi-complete separation); leave the columns out, merge "
        + "classes, or fit with a penalty and without statistics"
    case .constantColumns(let names):
      "no statistics: \(Self.list(names)) \(names.count == 1 ? "has" : "have") one value in all samples, and any "
        + "coefficient is as good as another; leave \(names.count == 1 ? "it" : "them") out"
    case .dependentColumn(let name, let others):
      others.isEmpty
        ? "no statistics: \(Self.list([name])) is 0 in all samples, and any coefficient is as good as another; leave it "
          + "out"
        : "no statistics: \(Self.list([name])) is a combination of \(Self.list(others)), so that their coefficients have "
          + "no values of their own; leave one of them out"
    case .tooManyParameters(let count, let memoryBytes):
      "no statistics: the covariance of \(count) estimates would take \(TrainingPlan.text(bytes: memoryBytes)); use "
        + "fewer features or classes"
    case .samplesWeighted:
      "no statistics: the samples have weights, which say how much each counts and not how many were observed; repeat "
        + "samples where a number says how often each was seen, or fit without weights"
    case .classesWeighted:
      "no statistics: the classes have weights, and their errors would be those of a sample that was never drawn; fit "
        + "without class weights"
    case .effectsWithOffsets:
      "no marginal effects: the samples have offsets, and what a column changes would depend on them; leave the effects out, "
        + "or the offsets"
    case .noGroups:
      "no statistics: errors that are clustered need groups of samples, and the data has none"
    case .singleGroup:
      "no statistics: errors that are clustered need at least two groups, better forty, and all samples are of one"
    case .noSpread:
      "no statistics: the groups' scores cancel, so that an error would be 0; use more groups, or classical errors"
    case .tooLarge(let what, let memoryBytes):
      "no statistics: \(what) would take \(TrainingPlan.text(bytes: memoryBytes)); use fewer features or classes, or "
        + "leave that out"
    case .otherData:
      "no statistics: the data is not that which the model was fitted to"
    }
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(8).map { "'\($0)'" }
    let more = names.count > shown.count ? ["\(names.count - shown.count) more"] : []
    let all = shown + more
    return all.count > 1
      ? all.dropLast().joined(separator: ", ") + " and " + (all.last ?? "") : all.joined()
  }
}
