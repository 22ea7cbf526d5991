// The columns of a table as arrays of NumPy.

import SoftmaxFiles

/// For each column its name in `columns`, and in `kinds` one of `number`, `boolean`, `reversed` (1 - value), `category`.
///
/// `origins` are subtracted from numbers in Float64. `category_counts` says how many of `categories`, which has those of all
/// columns one after the other, are the column's; each is a feature, but for `bases`, an empty text where there is none.
/// `missing` has the features of a missing cell, those of all columns one after the other. `indicators` says which columns
/// have one feature more, 1 where a cell is missing. `products` are pairs of places of columns. `refuses` says whether missing
/// cells, and whether unseen categories, are refused. Arrays that would be empty are left out.
enum ScikitLearnColumns {
  static func arrays(of table: StatedTable) -> [(String, ByteRope)] {
    let columns = table.columns
    let missing = columns.flatMap(\.missing)
    var arrays = [
      ("columns", NPYFile.rope(columns.map(\.name))),
      ("kinds", NPYFile.rope(columns.map(\.kindName))),
      ("origins", NPYFile.rope(columns.map(\.origin)[...], shape: [columns.count])),
      ("indicators", NPYFile.rope(columns.map(\.hasIndicator))),
      (
        "category_counts",
        NPYFile.rope(columns.map { $0.categories?.count ?? 0 }, shape: [columns.count])
      ),
      ("bases", NPYFile.rope(columns.map { $0.base ?? "" })),
      ("refuses", NPYFile.rope([table.refusesMissing, table.refusesUnseen])),
    ]
    let categories = columns.flatMap { $0.categories ?? [] }
    if !categories.isEmpty { arrays.append(("categories", NPYFile.rope(categories))) }
    if !missing.isEmpty { arrays.append(("missing", NPYFile.rope(missing[...], shape: [missing.count]))) }
    if !table.products.isEmpty {
      arrays.append(
        ("products", NPYFile.rope(Array(table.products.joined()), shape: [table.products.count, 2])))
    }
    return arrays
  }

  /// The table that arrays state.
  ///
  /// - Throws: `FileError` for an array that lacks, or does not fit the others.
  static func table(in arrays: NamedArrays) throws(FileError) -> StatedTable {
    func bad(_ problem: String) -> FileError { StatedModel.bad(problem, path: arrays.path) }
    let names = try arrays.texts("columns")
    let count = names.count
    let kinds = try arrays.texts("kinds", count: count)
    let origins = try arrays.numbers("origins", count: count)
    let indicators = try arrays.booleans("indicators", count: count)
    let counts = try arrays.integers("category_counts", count: count)
    let bases = try arrays.texts("bases", count: count)
    let refuses = try arrays.booleans("refuses", count: 2)
    var categories = arrays.names.contains("categories") ? try arrays.texts("categories")[...] : []
    var missing =
      arrays.names.contains("missing") ? try arrays.numbers("missing").values.map { Float($0) }[...] : []
    var columns: [StatedColumn] = []
    for place in 0..<count {
      let kind: StatedColumn.Kind
      switch kinds[place] {
      case "number": kind = .number
      case "boolean": kind = .boolean
      case "reversed": kind = .reversedBoolean
      case "category":
        guard (0...categories.count).contains(counts[place]) else {
          throw bad("'category_counts' names more categories than there are")
        }
        kind = .category(
          Array(categories.prefix(counts[place])), base: bases[place].isEmpty ? nil : bases[place])
        categories = categories.dropFirst(counts[place])
      default:
        throw bad("'kinds' has '\(kinds[place].prefix(40))', expected number, boolean, reversed or category")
      }
      var column = StatedColumn(
        name: names[place], kind: kind, origin: origins[place], missing: [], hasIndicator: indicators[place])
      column.missing = Array(missing.prefix(column.valueCount))
      missing = missing.dropFirst(column.valueCount)
      columns.append(column)
    }
    guard categories.isEmpty, missing.isEmpty else { throw bad("there are categories or means of no column") }
    var products: [[Int]] = []
    if arrays.names.contains("products") {
      let (shape, places) = try arrays.integers("products")
      guard shape.count == 2, shape[1] == 2 else { throw bad("'products' are no pairs") }
      products = stride(from: 0, to: places.count, by: 2).map { [places[$0], places[$0 + 1]] }
    }
    return StatedTable(
      columns: columns, products: products, refusesMissing: refuses[0], refusesUnseen: refuses[1])
  }
}

extension StatedColumn {
  /// The categories that have a feature; nil for other columns.
  var categories: [String]? {
    if case .category(let names, _) = kind { names } else { nil }
  }

  /// The category for which all features are 0.
  var base: String? {
    if case .category(_, let base) = kind { base } else { nil }
  }

  /// `number`, `boolean`, `reversed` or `category`.
  var kindName: String {
    switch kind {
    case .number: "number"
    case .boolean: "boolean"
    case .reversedBoolean: "reversed"
    case .category: "category"
    }
  }
}
