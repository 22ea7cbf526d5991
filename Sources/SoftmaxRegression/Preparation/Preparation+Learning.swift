// Learning what the columns of a table are.

import SoftmaxKernels
import SoftmaxText

extension Preparation {
  /// Learns categories and means from rows of a table.
  ///
  /// Means count each row with its weight, and rows of weight 0 are not looked at. Sums run in the order of the rows, in
  /// Float64.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - rows: The training rows, counted from 0; nil: all.
  ///   - missing: How missing values are treated, now and later.
  ///   - unseen: How categories are treated later that these rows do not have.
  ///   - interactions: Pairs of columns whose products are features too.
  ///   - excluded: Columns of which no features are made, by name: keys, say, whose categories would stand in the model.
  ///   - contrasts: What categories are coded against; nil: each has a feature.
  ///   - text: How columns of texts become features.
  /// - Throws: `PreparationError`. Complexity: O(rows x columns).
  public init(
    learnedOn table: Table, rows: [Int]? = nil, missing: MissingValues = .error,
    unseen: UnseenCategories = .error, interactions: [Interaction] = [],
    leavingOut excluded: Set<String> = [], contrasts: TreatmentContrasts? = nil,
    text: TextSettings = TextSettings()
  ) throws(PreparationError) {
    try self.init(
      learnedOn: table, rows: rows, missing: missing, unseen: unseen, interactions: interactions,
      leavingOut: excluded, contrasts: contrasts, text: text, knownTexts: nil)
  }

  /// The same, with the words that another preparation has for columns of texts: how many of them it was to keep is not
  /// known of it.
  package init(
    learnedOn table: Table, rows: [Int]?, missing: MissingValues, unseen: UnseenCategories,
    interactions: [Interaction], leavingOut excluded: Set<String> = [], contrasts: TreatmentContrasts?,
    text: TextSettings = TextSettings(), knownTexts: Preparation?
  ) throws(PreparationError) {
    let rows = rows ?? Array(0..<table.rowCount)
    let counted = table.weights.map { weights in rows.filter { weights[$0] > 0 } } ?? rows
    let sharing = table.sharing.selecting(counted)
    guard sharing.rowCount > 0 else {
      throw sharing.holdsEverywhere(rows.isEmpty) ? .noRows(table: table.name) : .noWeight(table: table.name)
    }
    guard table.columns.contains(where: { !excluded.contains($0.name) }) else {
      throw .noColumns(table: table.name)
    }
    let weights = table.weights.map { weights in
      WeightScale.normalized(weights, by: sharing.greatest(counted.reduce(0) { max($0, weights[$1]) }))
    }
    var columns: [PreparedColumn] = []
    let sums = NumberSums(of: table, rows: counted, weights, sharing)
    for view in table.columnViews {
      let learned: (column: PreparedColumn, missing: Int?)
      switch view {
      case .numbers(let column, _) where excluded.contains(column.name): continue
      case .codes(let column, _, _) where excluded.contains(column.name): continue
      case .texts(let column, _) where excluded.contains(column.name): continue
      case .numbers(let column, let place):
        learned = try Self.number(column, at: place, of: table, sums, missing)
      case .codes(let column, let names, let codes):
        learned = try Self.category(column, names, codes, of: table, rows: counted, weights, missing, sharing)
      case .texts(let column, let cells):
        if let known = knownTexts?.columns.first(where: { $0.column == column && $0.text != nil }) {
          learned = (known, nil)
        } else {
          learned = (try Self.text(column, cells, of: table, rows: counted, text), nil)
        }
      }
      if missing.refusesRows, let row = learned.missing {
        throw .missingValue(
          table: table.name, row: row + 1, line: table.lines?.line(of: row), column: learned.column.column.name)
      }
      columns.append(learned.column)
    }
    if let contrasts { columns = try contrasts.coded(columns, table: table.name) }
    for (index, interaction) in interactions.enumerated() {
      if let problem = Self.problem(of: interaction, among: columns) {
        throw .badInteraction(table: table.name, name: interaction.name, problem: problem)
      }
      if interactions[..<index].contains(where: interaction.isSame) {
        throw .badInteraction(table: table.name, name: interaction.name, problem: "the pair stands twice")
      }
    }
    self.init(
      columns: columns, interactions: interactions, missing: missing, unseen: unseen,
      labelColumn: table.labelColumn, missingWords: table.missingWords,
      numberNotation: table.numberNotation)
    var seen: Set<String> = []
    guard featureCount < Int(Int32.max) else {
      throw .tooManyFeatures(table: table.name, count: featureCount)
    }
    // Words of one text differ, and so do their features; only those of other columns have to be compared.
    let others = columns.filter { $0.text == nil }
    for name in others.flatMap(\.featureNames) + interactions.flatMap(featureNames) {
      guard seen.insert(name).inserted else { throw .duplicateFeature(table: table.name, name: name) }
    }
  }

  /// A text column.
  private static func text(
    _ column: TableColumn, _ cells: TextCells, of table: Table, rows: [Int], _ settings: TextSettings
  ) throws(PreparationError) -> PreparedColumn {
    do throws(TextError) {
      return PreparedColumn(column: column, text: try settings.features(learnedOn: cells, rows: rows))
    } catch {
      throw .badText(table: table.name, column: column.name, problem: error.description)
    }
  }

  /// A number or boolean column, and the first row in which it is missing.
  private static func number(
    _ column: TableColumn, at place: Int, of table: Table, _ sums: NumberSums, _ missing: MissingValues
  ) throws(PreparationError) -> (column: PreparedColumn, missing: Int?) {
    let (total, firstMissing) = (sums.totals[place], sums.firstMissing[place])
    guard total > 0 else { throw .emptyColumn(table: table.name, column: column.name) }
    let prepared = PreparedColumn(
      column: column, means: [sums.sums[place] / total],
      hasIndicator: missing == .indicator && sums.isMissing[place])
    return (prepared, firstMissing)
  }

  /// What is learned of all columns of numbers at once, by their places.
  private struct NumberSums {
    /// Of the values times their rows' weights, and of these weights.
    private(set) var sums: [Double]
    private(set) var totals: [Double]
    /// The first row in which the column is missing.
    private(set) var firstMissing: [Int?]
    /// Whether the column is missing in a row of any process.
    private(set) var isMissing: [Bool]

    init(of table: Table, rows: [Int], _ weights: [Double]?, _ sharing: RowSharing) {
      let width = table.numberColumnCount
      var firstMissing = [Int?](repeating: nil, count: width)
      // Of each column the sum of values, that of their weights, and how many are missing.
      let all = sharing.sums(3 * width) { part, sums in
        let own = Array(rows[part])
        Self.add(own, of: table, weights, to: &sums, &firstMissing)
      }
      sums = Array(all[..<width])
      totals = Array(all[width..<2 * width])
      isMissing = all[(2 * width)...].map { $0 > 0 }
      self.firstMissing = firstMissing
    }

    private static func add(
      _ rows: [Int], of table: Table, _ weights: [Double]?, to sums: inout [Double],
      _ firstMissing: inout [Int?]
    ) {
      let width = table.numberColumnCount
      table.readNumbers(of: rows) { span, part in
        for index in part {
          let row = rows[index]
          let weight = weights?[row] ?? 1
          for place in 0..<width {
            let value = Double(span[row * width + place])
            guard !value.isNaN else {
              firstMissing[place] = firstMissing[place] ?? row
              sums[2 * width + place] += 1
              continue
            }
            sums[place] += weight * value
            sums[width + place] += weight
          }
        }
        return true
      }
    }
  }

  /// A category column, and the first row in which it is missing.
  private static func category(
    _ column: TableColumn, _ names: [String], _ codes: [UInt32], of table: Table, rows: [Int],
    _ weights: [Double]?, _ missing: MissingValues, _ sharing: RowSharing
  ) throws(PreparationError) -> (column: PreparedColumn, missing: Int?) {
    var firstMissing: Int?
    // Of each category, of all, and how many are missing.
    let sums = sharing.sums(names.count + 2) { part, sums in
      for index in part {
        let row = rows[index]
        guard codes[row] < names.count else {
          firstMissing = firstMissing ?? row
          sums[names.count + 1] += 1
          continue
        }
        let weight = weights?[row] ?? 1
        sums[Int(codes[row])] += weight
        sums[names.count] += weight
      }
    }
    let (shares, total, isMissing) = (sums[..<names.count], sums[names.count], sums[names.count + 1] > 0)
    guard total > 0 else { throw .emptyColumn(table: table.name, column: column.name) }
    let found = names.indices.filter { shares[$0] > 0 }
    let order = NameOrder.sorted(found.map { names[$0] })
    let place = Dictionary(zip(names, shares), uniquingKeysWith: +)
    let prepared = PreparedColumn(
      column: column.with(.category(order)),
      means: order.map { (place[$0] ?? 0) / total },
      hasIndicator: missing == .indicator && isMissing)
    return (prepared, firstMissing)
  }
}
