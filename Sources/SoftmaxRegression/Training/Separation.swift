// Classes that can be told apart without error.

/// A class that a hyperplane tells from all others without error, on the training data: without a penalty its weights
/// can grow for ever, and no optimum exists.
public struct Separation: Sendable, Hashable, CustomStringConvertible {
  /// The class; nil where every class is told from every other.
  public let className: String?
  /// Features that do it, the strongest first, by name or number: each of them alone where `isByEach`, else together.
  public let features: [String]
  /// Whether each of the features alone separates the class.
  public let isByEach: Bool
  /// Whether other features have a penalty, and only these have none.
  var isByFreeFeatures = false
  /// Whether it is the refit of a relaxed fit that has no penalty.
  var isByRefit = false

  /// One sentence: which class, by which features, and what to do.
  public var description: String {
    statement + ": without a penalty the weights grow for ever; "
      + (isByFreeFeatures
        ? "give such features a penalty factor above 0"
        : isByRefit
          ? "give the refit an L2 penalty, or use a larger L1 penalty, which keeps fewer features"
          : "add an L2 penalty")
  }

  /// Which class, and by which features.
  var statement: String {
    let what = className.map { "class '\($0)' can be told from all others" } ?? "all classes can be told apart"
    let by =
      features.isEmpty
      ? ""
      : " by \(features.joined(separator: isByEach ? " alone or " : ", "))"
        + (isByEach && features.count == 1 ? " alone" : "") + (isByEach ? "" : " and what goes with them")
    return "\(what) without error\(by)"
  }
}
