// Models of tables for the tests of exports, made by hand.

import Foundation
import SoftmaxRegression

@testable import SoftmaxFormats

extension ExportModels {
  /// Every kind of column. Missing cells get the means, and where a column has one, an indicator; unseen categories zeros.
  static let table = Named("table", file(columns, seed: 20))
  /// The same columns, where missing cells and unseen categories are refused.
  static let strictTable = Named(
    "strict table", file(columns.map(withoutIndicator), missing: .error, unseen: .error, seed: 21))
  /// Products of numbers, of numbers and categories, of categories, and a square.
  static let interactions = Named(
    "interactions",
    file(
      columns,
      interactions: [
        Interaction("age", "income"), Interaction("age", "age"), Interaction("income", "plan"),
        Interaction("region", "member"), Interaction("plan", "region"), Interaction("seen", "active"),
      ], seed: 22))
  /// Columns, categories and classes with names that break texts which do not escape them.
  static let nastyTable = Named(
    "nasty table",
    file(
      nastyNames.enumerated().map { place, name in
        let kind: TableColumn.Kind = place % 2 == 0 ? .category(nastyNames) : .number(origin: 0)
        return PreparedColumn(
          column: TableColumn(name: name, kind: kind),
          means: place % 2 == 0 ? nastyNames.map { _ in 1 / Double(nastyNames.count) } : [Double(place) / 4],
          hasIndicator: place % 3 == 0)
      }, classes: nastyNames, seed: 23))
  /// Numbers alone, for formats that hold no categories.
  static let numberTable = Named(
    "number table", file(Array(columns.prefix(2)), missing: .mean, classes: ["no", "yes"], seed: 24))
  /// The table with a temperature and merged classes.
  static let calibratedTable = Named("calibrated table", calibrated())

  /// The tables.
  static let allTables = [table, strictTable, interactions, nastyTable, numberTable, calibratedTable]

  /// A column of each kind.
  static let columns = [
    PreparedColumn(
      column: TableColumn(name: "age", kind: .number(origin: 0)), means: [41.5], hasIndicator: false),
    PreparedColumn(
      column: TableColumn(name: "seen", kind: .number(origin: 1_700_000_000)), means: [3.5], hasIndicator: false
    ),
    PreparedColumn(
      column: TableColumn(name: "income", kind: .number(origin: 0)), means: [-2.25], hasIndicator: true),
    PreparedColumn(column: TableColumn(name: "member", kind: .boolean), means: [0.6], hasIndicator: false),
    PreparedColumn(
      column: TableColumn(name: "active", kind: .boolean), means: [0.3], hasIndicator: true, base: "yes"),
    PreparedColumn(
      column: TableColumn(name: "plan", kind: .category(["basic", "pro", "team"])), means: [0.5, 0.3, 0.2],
      hasIndicator: true),
    PreparedColumn(
      column: TableColumn(name: "region", kind: .category(["east", "north", "west"])), means: [0.25, 0.5],
      hasIndicator: false, base: "east"),
    PreparedColumn(
      column: TableColumn(name: "colour", kind: .category(["blue", "green", "red"])), means: [0.4, 0.1],
      hasIndicator: true, base: "green"),
    PreparedColumn(
      column: TableColumn(
        date: DatePart(column: "visit", part: .weekday), kind: .category(["friday", "monday"])),
      means: [0.75, 0.25], hasIndicator: false),
  ]

  private static func withoutIndicator(_ column: PreparedColumn) -> PreparedColumn {
    PreparedColumn(column: column.column, means: column.means, hasIndicator: false, base: column.base)
  }

  static func file(
    _ columns: [PreparedColumn], interactions: [Interaction] = [], missing: MissingValues = .indicator,
    unseen: UnseenCategories = .zeros, classes: [String] = ["cat", "dog", "ship"], seed: UInt64
  ) -> ModelFile {
    let preparation = Preparation(
      columns: columns, interactions: interactions, missing: missing, unseen: unseen, labelColumn: "kind")
    // A feature's magnitude: that of its mean, of a product that of both.
    func scale(_ column: PreparedColumn) -> Double { max(abs(column.means.first ?? 0), 1) }
    let own = columns.flatMap { column in column.featureNames.map { _ in scale(column) } }
    let products = interactions.flatMap { interaction in
      let pair = [interaction.first, interaction.second].compactMap { name in
        columns.first { $0.column.name == name }
      }
      let product = pair.reduce(1) { $0 * scale($1) }
      return [Double](repeating: product, count: pair.reduce(1) { $0 * $1.valueCount })
    }
    return ModelFile(
      dense(preparation.input, classes: classes, seed: seed, scales: own + products), preparation: preparation)
  }

  private static func calibrated() -> ModelFile {
    let model = table.file.model.withOutputs(
      ModelOutputs(
        classes: vocabulary(["pet", "ship"]), classOfRow: [0, 0, 1],
        scaling: LogitScaling(.temperature(2.5), data: "t.csv", sampleCount: 50)))
    return ModelFile(model, preparation: table.file.preparation)
  }

  /// A record as a file has it; it says of no model's weights anything.
  static func trainingRecord(featureCount: Int) -> TrainingRecord {
    let numbers = (1...featureCount).map { "\(Double($0) / 2)" }.joined(separator: ",")
    let json = """
      {"data":"a\\"b*/\\n]]>.csv","dataSHA256":"\(String(repeating: "0", count: 64))","sampleCount":150,
      "solver":"newton","l2Penalty":0.01,"standardized":true,
      "standardization":{"means":[\(numbers)],"deviations":[\(numbers)]},"seed":0,"stopReason":"converged",
      "objective":0.5,"trainLogLoss":0.4,"trainAccuracy":0.9,"gradientMax":1e-9,"certifiedGap":2.5e-7}
      """
    do {
      return try JSONDecoder().decode(TrainingRecord.self, from: Data(json.utf8))
    } catch {
      preconditionFailure("\(error)")
    }
  }
}
