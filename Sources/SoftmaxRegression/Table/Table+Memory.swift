// A table from columns in memory.

extension Table {
  /// A table of columns in memory.
  ///
  ///     let table = try Table(
  ///       columns: [
  ///         Table.Column("age", [31, 44, nil, 27]),
  ///         Table.Column("plan", ["basic", "plus", "plus", "basic"]),
  ///         Table.Column("stays", [true, false, true, true]),
  ///       ], label: "stays")
  ///     let preparation = try Preparation(learnedOn: table, missing: .mean)
  ///     let fit = try SoftmaxClassifier().fit(preparation.dataset(of: table))
  ///
  /// Numbers become Float32. A column that lies far from 0 for its spread (times in seconds, say) is counted from a number
  /// among its own, which is subtracted in Float64. Rows for a model that is there already need
  /// `init(name:columns:for:)`, which counts as the training table does.
  ///
  /// - Parameters:
  ///   - name: What messages call it.
  ///   - columns: The columns, each with as many rows.
  ///   - label: The column with the labels; nil: none. Numbers and booleans become words: `3`, `2.5`, `true`.
  ///   - weight: The column that says how much each row counts: numbers from 0 on. Nil: all alike.
  ///   - group: The column whose equal values are one group, which stays together when rows are divided.
  ///   - fold: The column that says which fold of a cross-validation each row is in.
  ///   - keys: Columns that no features are made of, for `keys`.
  /// - Throws: `TableError`.
  /// - Complexity: O(rows x columns).
  public init(
    name: String = "table", columns: [Column], label: String? = nil, weight: String? = nil,
    group: String? = nil, fold: String? = nil, keys: [String] = []
  ) throws(TableError) {
    try self.init(
      name: name, columns: columns, label: label, weight: weight, group: group, fold: fold, keys: keys,
      origins: [:], needsLabels: true)
  }

  /// A table of columns in memory for a model that was fitted to another table: its numbers are counted from where those of
  /// the training table are. Columns may stand in any order, beside others, and the label's may lack.
  ///
  /// - Parameters:
  ///   - name: What messages call it.
  ///   - columns: The columns, each with as many rows. A missing label is the empty word.
  ///   - preparation: That of the training table.
  /// - Throws: `TableError`. Columns that lack or hold something else are refused by `Preparation.features(of:rows:)`.
  public init(
    name: String = "table", columns: [Column], for preparation: Preparation
  ) throws(TableError) {
    var origins: [String: Double] = [:]
    var texts: Set<String> = []
    for column in preparation.tableColumns {
      if case .number(let origin) = column.kind { origins[column.name] = origin }
      if column.kind == .text { texts.insert(column.name) }
    }
    // A program may have texts as words: the model knows better.
    let columns = columns.map { texts.contains($0.name) ? $0.asTexts : $0 }
    let label = preparation.labelColumn.flatMap { label in
      columns.contains { $0.name == label } ? label : nil
    }
    try self.init(
      name: name, columns: columns, label: label, weight: nil, group: nil, fold: nil, keys: [],
      origins: origins,
      needsLabels: false)
  }

  /// One row for a model that was fitted to a table; what is missing has the kind that the model expects.
  init(row: [String: TableValue], for preparation: Preparation) throws(TableError) {
    let kinds = Dictionary(
      preparation.tableColumns.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
    let columns = row.keys.sorted().compactMap { name -> Column? in
      guard let value = row[name] else { return nil }
      if let column = Column(name, value) { return column }
      return kinds[name].map { Column(name, missing: 1, as: $0) }
    }
    try self.init(name: "row", columns: columns, for: preparation)
  }

  private init(
    name: String, columns: [Column], label: String?, weight: String?, group: String?, fold: String?,
    keys: [String], origins: [String: Double], needsLabels: Bool
  ) throws(TableError) {
    guard let first = columns.first else { throw .noColumns }
    guard first.count > 0 else { throw .noRows }
    var byName: [String: Column] = [:]
    for column in columns {
      guard byName.updateValue(column, forKey: column.name) == nil else {
        throw .duplicateColumn(name: column.name)
      }
      guard column.count == first.count else {
        throw .columnLength(column: column.name, expected: first.count, found: column.count)
      }
    }
    var roles: Set<String> = []
    for name in [label, weight, group, fold].compactMap(\.self) + keys {
      guard byName[name] != nil else {
        throw .unknownColumn(name: name, nearest: NearestName.nearest(to: name, among: columns.map(\.name)))
      }
      guard roles.insert(name).inserted else { throw .columnOfTwoRoles(name: name) }
    }
    func words(_ name: String?, orEmpty: Bool = false) throws(TableError) -> CategoryValues? {
      guard let name, let column = byName[name] else { return nil }
      return try CategoryValues(column, missing: orEmpty ? "" : nil)
    }
    let features = try FeatureColumns(columns.filter { !roles.contains($0.name) }, origins: origins)
    self.init(
      name: name, columns: features.columns, rowCount: first.count,
      numbers: features.numbers(rowCount: first.count),
      codes: features.codes, texts: features.texts, labels: try words(label, orEmpty: !needsLabels),
      labelColumn: label,
      weights: try weight.flatMap { byName[$0] }.map { column throws(TableError) in try column.weights() },
      groups: try words(group), folds: try words(fold),
      keys: keys.compactMap { name in
        byName[name].map { KeyColumn(name: name, cells: $0.words.map { $0 ?? "" }) }
      })
  }
}

extension Table.Column {
  /// Words as texts; other columns as they are.
  fileprivate var asTexts: Table.Column {
    guard case .words(let words) = cells else { return self }
    return Table.Column(name, texts: words.map { $0 ?? "" })
  }
}
