// A table from a file in one call.

public import SoftmaxFiles
public import SoftmaxRegression

extension Table {
  /// Reads all of a delimited text: see `TableReader`.
  ///
  /// - Throws: `FileError` naming the line, the column and what to try.
  public init(contentsOf path: String, options: TableOptions = TableOptions()) throws(FileError) {
    var reader = try TableReader(contentsOf: path, options: options)
    self = try reader.readAll()
  }

  /// Reads a delimited text as a model needs it that was fitted to another one: its columns by name, in any order, beside
  /// others, and the labels where there are any.
  ///
  /// - Throws: `FileError` naming the line, the column and what to try.
  public init(contentsOf path: String, for preparation: Preparation) throws(FileError) {
    var options = TableOptions(label: preparation.labelColumn.map { .optional($0) } ?? .none)
    options.readCells(asIn: preparation)
    var reader = try TableReader(contentsOf: path, options: options, expecting: preparation.tableColumns)
    self = try reader.readAll()
  }
}

extension TableOptions {
  /// Reads numbers as a preparation's file has them, takes the cells for missing that it takes for missing, and refuses the missing cells and unseen categories
  /// that it refuses.
  public mutating func readCells(asIn preparation: Preparation) {
    missingWords = preparation.missingWords
    numberNotation = preparation.numberNotation
    refusesMissing = preparation.missing.refusesRows
    refusesUnseen = preparation.unseen == .error
  }
}
