// What a column of a file is used for.

/// The uses of one column.
struct ColumnUse: Hashable {
  /// What of a feature it gives.
  enum Feature: Hashable {
    case none
    /// Place among a row's numbers.
    case number(slot: Int, origin: Double)
    /// Place among a row's numbers.
    case boolean(slot: Int)
    /// Place among the category columns.
    case category(index: Int)
    /// Place among the text columns.
    case text(index: Int)
    /// The parts of dates.
    case date(DateUse)
  }

  /// What else it may be.
  enum Role: String, Hashable {
    case none = "a feature"
    case label = "the label"
    case weight = "the weight"
    case frequency = "the frequency"
    case part = "the split"
    case group = "the group"
    case fold = "the fold"
    case offset = "an offset"
    case ignored
  }

  var feature = Feature.none
  var role = Role.none
  /// Its place among the columns that are passed through.
  var key: Int?

  /// What the scan of a row has to do with its cells. It reads numbers unless some of them stand for missing cells or
  /// have other marks than those of programs.
  func task(readsNumbers: Bool) -> RowScanner.Task {
    switch (feature, role, key) {
    case (.number(let slot, let origin), .none, nil) where readsNumbers: .number(slot: slot, origin: origin)
    case (.none, .none, nil), (.none, .ignored, nil): .skip
    default: .find
    }
  }
}
