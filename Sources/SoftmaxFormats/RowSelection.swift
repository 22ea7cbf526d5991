// Which rows of the data a model was fitted to.

/// How the rows were divided and counted: enough to divide the same data the same way again, on any machine, with the
/// record's seed.
public struct RowSelection: Codable, Sendable, Hashable {
  /// The share of each class that was kept out, where one was.
  public let holdout: Double?
  /// The column that says which rows are for training, where one did.
  public let splitColumn: String?
  /// The column whose equal values stay together, where one did.
  public let groupColumn: String?
  /// The column of the rows' weights, where there was one.
  public let weightColumn: String?
  /// The array of the samples' weights in the data's own file, where there was one.
  public let weightArray: String?
  /// The file of the samples' weights, where they stood in one of their own: a name without folders.
  public let weightFile: String?
  /// The column that says how often each row was seen, where there was one.
  public let frequencyColumn: String?
  /// The number of rows that were kept out.
  public let heldOutCount: Int?
  /// The number of rows that were left out because a cell was missing; nil where such rows are not left out.
  public let incompleteCount: Int?
  /// The number of rows that were left out before these because they had no label; nil where such rows are not left out.
  public let unlabelledCount: Int?

  /// A selection.
  public init(
    holdout: Double? = nil, splitColumn: String? = nil, groupColumn: String? = nil, weightColumn: String? = nil,
    weightArray: String? = nil, weightFile: String? = nil, heldOutCount: Int? = nil,
    incompleteCount: Int? = nil, unlabelledCount: Int? = nil, frequencyColumn: String? = nil
  ) {
    self.holdout = holdout
    self.splitColumn = splitColumn
    self.groupColumn = groupColumn
    self.weightColumn = weightColumn
    self.weightArray = weightArray
    self.weightFile = weightFile
    self.frequencyColumn = frequencyColumn
    self.heldOutCount = heldOutCount
    self.incompleteCount = incompleteCount
    self.unlabelledCount = unlabelledCount
  }

  /// Whether all rows were used, alike.
  public var isEverything: Bool { self == RowSelection() }

  /// What is wrong with it; nil where nothing is.
  var problem: String? {
    if let holdout, !(holdout > 0 && holdout < 1) {
      return "'training.rows.holdout' is \(holdout), expected a share between 0 and 1"
    }
    if let unlabelledCount,
      let problem = CardCheck.count(unlabelledCount, "training.rows.unlabelledCount", from: 0)
    {
      return problem
    }
    if let incompleteCount,
      let problem = CardCheck.count(incompleteCount, "training.rows.incompleteCount", from: 0)
    {
      return problem
    }
    guard let heldOutCount else { return nil }
    if holdout == nil, splitColumn == nil {
      return
        "'training.rows.heldOutCount' is \(heldOutCount), but neither 'holdout' nor 'splitColumn' keeps rows out"
    }
    return CardCheck.count(heldOutCount, "training.rows.heldOutCount", from: 1)
  }
}
