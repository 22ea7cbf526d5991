// Where each column of a table lies.

/// A column with its cells.
package enum TableColumnView {
  /// The numbers or booleans at a place of each row of `Table.numbers`.
  case numbers(TableColumn, place: Int)
  /// Indices into the names.
  case codes(TableColumn, names: [String], codes: [UInt32])
  /// Texts.
  case texts(TableColumn, TextCells)
}

extension Table {
  /// The number of columns in `numbers`.
  package var numberColumnCount: Int { columns.count - codes.count - texts.count }

  /// The columns with their cells, in order.
  package var columnViews: [TableColumnView] {
    var (place, index, text) = (0, 0, 0)
    return columns.map { column in
      switch column.kind {
      case .number, .boolean:
        defer { place += 1 }
        return .numbers(column, place: place)
      case .category(let names):
        defer { index += 1 }
        return .codes(column, names: names, codes: codes[index])
      case .text:
        defer { text += 1 }
        return .texts(column, texts[text])
      }
    }
  }

  /// The group of each row, numbered in the order of the groups' names, so that the order of the rows has no influence.
  package var groupNumbers: [UInt32]? {
    groups.map { groups in
      let order = NameOrder.sorted(groups.names)
      let numbers = Dictionary(uniqueKeysWithValues: zip(order, order.indices))
      let number = groups.names.map { UInt32(numbers[$0] ?? 0) }
      return groups.codes.map { number[Int($0)] }
    }
  }

  /// The classes of rows, sorted, and each row's index among them; nil without labels.
  package func classes(of rows: [Int]?) throws(DatasetError) -> (indices: [UInt32], classes: ClassVocabulary)? {
    guard let labels else { return nil }
    let codes = rows.map { $0.map { labels.codes[$0] } } ?? labels.codes
    var isFound = [Bool](repeating: false, count: labels.names.count)
    for code in codes { isFound[Int(code)] = true }
    if !sharing.isAlone {
      let found = sharing.communicator.gather(isFound.map { $0 ? 1 : 0 })
      isFound = isFound.indices.map { index in found.contains { $0[index] == 1 } }
    }
    let names = NameOrder.sorted(labels.names.indices.filter { isFound[$0] }.map { labels.names[$0] })
    let classes = try ClassVocabulary(names: names)
    let places = labels.names.map { UInt32(classes.index(of: $0) ?? 0) }
    return (codes.map { places[Int($0)] }, classes)
  }
}
