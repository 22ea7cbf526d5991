// What to try where data in memory cannot be used.

public import SoftmaxRemedies

extension DatasetError: RemediedError {
  /// What to try, as values.
  public var remedies: [Remedy] {
    switch self {
    case .tooFewSamples, .tooFewGroups, .classTooGrouped: [.useFewerFolds]
    default: []
    }
  }
}
