// A further file of a table that is several files.

import SoftmaxFiles

extension TableFiles {
  /// Opens a file, whose columns are those of the first one, at its first row.
  ///
  /// - Parameters:
  ///   - index: Its place among all files.
  ///   - options: How the first file was read, its header included.
  ///   - sizes: How much is read at a time.
  ///   - names: The first file's columns.
  ///   - delimiter: What stands between cells in the first file.
  ///   - isExpected: Whether a model says what the columns are.
  /// - Returns: The text.
  /// - Throws: `FileError` where it cannot be read, or has other columns.
  func open(
    _ index: Int, _ options: TableOptions, _ sizes: ReadingSizes, names: [String], delimiter: UInt8,
    isExpected: Bool
  ) throws(FileError) -> DelimitedText {
    var text = try DelimitedText.open(TableSources.open(paths[index], options, sizes), sizes: sizes)
    let beginning = try TableBeginning(&text, text.options(options, isExpected: isExpected), nil)
    guard beginning.names == names, beginning.delimiter == delimiter else {
      throw FileError(
        .badData, path: text.name, position: .line(beginning.firstLine),
        problem:
          "its columns are not those of \(paths[0].printablePath): \(Self.difference(beginning.names, names))",
        remedy: "give all files of a pattern the same columns in the same order")
    }
    return text
  }

  private static func difference(_ found: [String], _ expected: [String]) -> String {
    guard found.count == expected.count else {
      return "it has \(found.count) of them, expected \(expected.count)"
    }
    guard let place = found.indices.first(where: { found[$0] != expected[$0] }) else {
      return "another character stands between cells"
    }
    return
      "column \(place + 1) is '\(CellText.printable(found[place]))', expected '\(CellText.printable(expected[place]))'"
  }
}
