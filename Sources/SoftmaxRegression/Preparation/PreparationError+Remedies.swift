// What to try where a table cannot become features.

public import SoftmaxRemedies

extension PreparationError: RemediedError {
  /// What to try, as values.
  public var remedies: [Remedy] {
    switch self {
    case .missingValue: [.imputeMissing, .markMissing]
    case .emptyColumn(_, let column), .singleCategory(_, let column, _): [.ignoreColumns([column])]
    case .unseenCategory: [.allowUnseenCategories]
    case .noLabels: [.chooseLabel]
    case .baseOfNumbers(_, let column): [.treatColumns([column], as: .category)]
    case .noRows, .noWeight, .noColumns, .missingColumn, .otherKind, .overflow, .badText, .badInteraction,
      .duplicateFeature,
      .tooManyFeatures, .baseOfNoColumn, .unknownBase:
      []
    }
  }
}
