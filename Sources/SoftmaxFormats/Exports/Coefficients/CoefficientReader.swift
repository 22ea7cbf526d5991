// Reading coefficients, strictly.

import SoftmaxFiles

/// What the lines of a file state.
struct CoefficientReader {
  let path: String

  private func bad(_ record: CSVRecords.Record, _ problem: String) -> FileError {
    FileError(
      .badData, path: path, position: .line(record.line), problem: problem, remedy: "export the model again")
  }

  private func number(_ text: String, _ record: CSVRecords.Record) throws(FileError) -> Double {
    guard let value = Double(text), value.isFinite else {
      throw bad(record, "'\(text.prefix(40))' is no finite number")
    }
    return value
  }

  /// - Throws: `FileError` naming the line.
  func model(in records: [CSVRecords.Record]) throws(FileError) -> StatedModel {
    let fixed = CoefficientFormat.header.count
    guard let header = records.first, Array(header.cells.prefix(fixed)) == CoefficientFormat.header,
      header.cells.count > fixed
    else {
      throw FileError(
        .badData, path: path, position: .line(1), problem: "expected the header of a file of coefficients",
        remedy: "export the model again")
    }
    let (names, groups) = Self.classes(Array(header.cells[fixed...]))
    let rowCount = header.cells.count - fixed
    var (input, bias): (CSVRecords.Record?, [Double]?) = (nil, nil)
    var (columns, features): ([CSVRecords.Record], [CSVRecords.Record]) = ([], [])
    var weights: [[Double]] = []
    for record in records.dropFirst() {
      guard record.cells.count == header.cells.count else {
        throw bad(record, "\(record.cells.count) cells, expected \(header.cells.count)")
      }
      func numbers() throws(FileError) -> [Double] {
        var numbers: [Double] = []
        for cell in record.cells[fixed...] {
          // Float32, as they were written.
          guard let value = Float(cell), value.isFinite else {
            throw bad(record, "'\(cell.prefix(40))' is no finite number")
          }
          numbers.append(Double(value))
        }
        return numbers
      }
      switch record.cells[0] {
      case "input" where input == nil: input = record
      case "note": break
      case "column": columns.append(record)
      case "bias" where bias == nil: bias = try numbers()
      case "feature":
        features.append(record)
        weights.append(try numbers())
      default: throw bad(record, "'\(record.cells[0].prefix(40))' is not known here")
      }
    }
    guard let input, let bias else {
      throw bad(header, "there is no line of the input, or none of the bias")
    }
    return StatedModel(
      input: try self.input(input, columns, features),
      weights: (0..<rowCount).flatMap { row in weights.map { $0[row] } }, bias: bias, groups: groups,
      classNames: names)
  }

  /// The classes with the places where each stands.
  private static func classes(_ cells: [String]) -> (names: [String], groups: [[Int]]) {
    var (names, groups, places): ([String], [[Int]], [[UInt8]: Int]) = ([], [], [:])
    for (row, name) in cells.enumerated() {
      let key = Array(name.utf8)
      if let place = places[key] {
        groups[place].append(row)
      } else {
        places[key] = names.count
        names.append(name)
        groups.append([row])
      }
    }
    return (names, groups)
  }

  // MARK: Input

  private func input(
    _ record: CSVRecords.Record, _ columns: [CSVRecords.Record], _ features: [CSVRecords.Record]
  ) throws(FileError) -> StatedModel.Input {
    let cells = record.cells
    switch cells[1] {
    case "vector":
      var origins: [Double] = []
      for feature in features { origins.append(try number(feature.cells[6], feature)) }
      return .vector(origins: origins)
    case "image":
      let sizes = cells[4].split(separator: "x").map { Int($0) }
      let shape = sizes.compactMap(\.self)
      guard shape.count == sizes.count, StatedModel.product(shape) == features.count else {
        throw bad(record, "the shape '\(cells[4].prefix(40))' does not fit \(features.count) features")
      }
      return .image(shape: shape, maximum: try number(cells[6], record))
    case "table":
      guard ["", "missing"].contains(cells[3]), ["", "unseen"].contains(cells[4]) else {
        throw bad(record, "what is refused is not known")
      }
      return .table(
        try table(columns, features, refusesMissing: !cells[3].isEmpty, refusesUnseen: !cells[4].isEmpty))
    default: throw bad(record, "'\(cells[1].prefix(40))' is not vector, image or table")
    }
  }

  private func table(
    _ columns: [CSVRecords.Record], _ features: [CSVRecords.Record], refusesMissing: Bool, refusesUnseen: Bool
  ) throws(FileError) -> StatedTable {
    var rest = features[...]
    var stated: [StatedColumn] = []
    /// The column of each feature, counted from 1, and the features' number before the first of a column.
    var columnOf: [Int] = []
    var starts: [Int] = []
    for record in columns {
      starts.append(columnOf.count)
      let cells = record.cells
      var (categories, missing): ([String], [Float]) = ([], [])
      while let next = rest.first, next.cells[2].utf8.elementsEqual(cells[2].utf8), next.cells[3] == "value" {
        categories.append(next.cells[4])
        missing.append(Float(try number(next.cells[5], next)))
        columnOf.append(stated.count)
        rest = rest.dropFirst()
      }
      let hasIndicator = cells[5] == "indicator"
      if hasIndicator {
        guard let next = rest.popFirst(), next.cells[2].utf8.elementsEqual(cells[2].utf8),
          next.cells[3] == "indicator"
        else { throw bad(record, "the column's indicator lacks") }
        columnOf.append(-1)
      }
      let kind: StatedColumn.Kind
      switch cells[3] {
      case "number": kind = .number
      case "boolean": kind = .boolean
      case "reversed": kind = .reversedBoolean
      case "category": kind = .category(categories, base: cells[4].isEmpty ? nil : cells[4])
      default: throw bad(record, "'\(cells[3].prefix(40))' is no kind of columns")
      }
      stated.append(
        StatedColumn(
          name: cells[2], kind: kind, origin: try number(cells[6], record), missing: missing,
          hasIndicator: hasIndicator))
    }
    // Products stand in runs, one for each pair of columns; a run begins with the first features of both.
    var products: [[Int]] = []
    while let first = rest.first {
      let pair = try places(first, columnOf)
      let (a, b) = (columnOf[pair[0]], columnOf[pair[1]])
      products.append([a, b])
      for i in 0..<stated[a].valueCount {
        for j in 0..<stated[b].valueCount {
          guard let next = rest.popFirst(), try places(next, columnOf) == [starts[a] + i, starts[b] + j] else {
            throw bad(first, "the products of two columns do not follow one another")
          }
        }
      }
    }
    return StatedTable(
      columns: stated, products: products, refusesMissing: refusesMissing, refusesUnseen: refusesUnseen)
  }

  /// The two features of a product, counted from 0.
  private func places(_ record: CSVRecords.Record, _ columnOf: [Int]) throws(FileError) -> [Int] {
    let numbers = record.cells[4].split(separator: "x").compactMap { Int($0) }
    guard record.cells[3] == "product", numbers.count == 2,
      numbers.allSatisfy({
        (1...max(columnOf.count, 1)).contains($0) && columnOf.count >= $0 && columnOf[$0 - 1] >= 0
      })
    else { throw bad(record, "expected a feature of a column, in the columns' order, or a product of two") }
    return numbers.map { $0 - 1 }
  }
}
