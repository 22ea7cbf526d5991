// What the readers of sparse files give.

package import SoftmaxFiles
package import SoftmaxKernels

/// Where a file's column indices begin.
package enum IndexBase: Int, Sendable, Hashable, CaseIterable {
  case zero = 0
  case one = 1
}

/// Rows of which only the entries that are not 0 are listed, and what a file says beside.
///
/// The same content gives the same matrix, whatever the format: columns ascend in each row, zeros are left out, and values are
/// stored as narrowly as all of them allow (`SparseMatrix.narrowed`).
package struct SparseData: Sendable {
  package let matrix: SparseMatrix
  /// The label of each row; nil where the format has none.
  package let labels: SparseLabels?
  /// Where indices began, found or given: whoever reads more data for the same model gives it. Nil where the format fixes it.
  package let indexBase: IndexBase?
  package let notes: SparseNotes
  /// What lies beyond the columns that were asked for; it is not in the matrix.
  package let beyond: ColumnsBeyond?

  package init(
    matrix: SparseMatrix, labels: SparseLabels? = nil, indexBase: IndexBase? = nil,
    notes: SparseNotes = SparseNotes(), beyond: ColumnsBeyond? = nil
  ) {
    (self.matrix, self.labels, self.indexBase) = (matrix, labels, indexBase)
    (self.notes, self.beyond) = (notes, beyond)
  }
}

/// What of a file is not in the matrix, or not as it was.
package struct SparseNotes: Sendable, Hashable {
  /// How many entries were written out although they are 0. A number that Float32 rounds to 0 is one.
  package var droppedZeroCount = 0
  /// How many rows have a query (`qid`), which is not used.
  package var queryRowCount = 0
  /// Whether a stored number has more digits than Float32 keeps. Decimal text is not looked at: it becomes the nearest number.
  package var isRounded = false

  package init() {}
}

/// The labels of rows, as they are written: `1` and `1.0` are two.
package struct SparseLabels: Sendable, Hashable {
  /// The distinct labels, in the order in which they are met.
  package let names: [String]
  /// The place of each row's label among `names` [rows].
  package let codes: [UInt32]

  package init(names: [String], codes: [UInt32]) {
    (self.names, self.codes) = (names, codes)
  }

  /// The number of rows.
  package var count: Int { codes.count }

  /// The label of each row.
  package var texts: [String] { codes.map { names[Int($0)] } }
}

/// Entries in columns that a model does not have.
package struct ColumnsBeyond: Sendable, Hashable {
  /// The first line with such an entry.
  package let line: Int
  /// The greatest index there, as it is written.
  package let index: Int
  /// How many entries they are; 0 where nobody counted them.
  package let entryCount: Int
  /// How many rows have some.
  package let rowCount: Int

  /// What to say where such entries are not to be left out.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - columnCount: How many columns were asked for.
  ///   - base: Where indices begin.
  /// - Returns: An error that names the first line.
  package func error(path: String, columnCount: Int, base: IndexBase) -> FileError {
    FileError(
      .badData, path: path, position: .line(line),
      problem: "the index \(index) is beyond the \(columnCount) columns of the model, "
        + "whose indices are \(base.rawValue) to \(columnCount - 1 + base.rawValue)"
        + (entryCount == 0
          ? ""
          : " (\(entryCount) such \(entryCount == 1 ? "entry" : "entries") in \(rowCount) "
            + "\(rowCount == 1 ? "row" : "rows"))"),
      remedy: "leave them out, or train a model with these columns")
  }
}
