// The words of a table that several processes read, as one list.

package import SoftmaxKernels

extension Table {
  /// The same rows, their words counted as if one process had read all parts in their order.
  ///
  /// - Parameters:
  ///   - communicator: The processes, whose tables have the same columns.
  ///   - keepsFeatures: Whether the categories of features are known, and alike everywhere.
  /// - Returns: The rows at hand.
  package func united(by communicator: any Communicator, keepingFeatures keepsFeatures: Bool) -> Table {
    guard communicator.size > 1 else { return self }
    var codes = codes
    var columns = columns
    if !keepsFeatures {
      var place = 0
      for (index, column) in columns.enumerated() {
        guard case .category(let names) = column.kind else { continue }
        let union = WordUnion(names, communicator)
        columns[index] = column.with(.category(union.names))
        codes[place] = union.codes(codes[place])
        place += 1
      }
    }
    func united(_ values: CategoryValues?) -> CategoryValues? {
      values.map { values in
        let union = WordUnion(values.names, communicator)
        return CategoryValues(codes: union.codes(values.codes), names: union.names)
      }
    }
    return Table(
      name: name, columns: columns, rowCount: rowCount, numbers: numbers, codes: codes, texts: texts,
      labels: united(labels), labelColumn: labelColumn, weights: weights, parts: united(parts),
      groups: united(groups), folds: united(folds), offsets: offsets, keys: keys, missingWords: missingWords,
      numberNotation: numberNotation, lines: lines)
  }
}

/// The words of all processes in the order in which they are met, each once.
private struct WordUnion {
  private(set) var names: [String] = []
  /// The places of this process's words among them.
  private var places: [UInt32] = []

  init(_ own: [String], _ communicator: any Communicator) {
    var known: [String: UInt32] = [:]
    for (rank, words) in communicator.gather(words: own).enumerated() {
      let found = words.map { word in
        if let place = known[word] { return place }
        let place = UInt32(names.count)
        known[word] = place
        names.append(word)
        return place
      }
      if rank == communicator.rank { places = found }
    }
  }

  /// Codes of this process's words as those of all; codes of no word stay.
  func codes(_ own: [UInt32]) -> [UInt32] {
    own.map { $0 < places.count ? places[Int($0)] : $0 }
  }
}
