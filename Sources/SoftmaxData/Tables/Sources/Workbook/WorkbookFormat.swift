// Tables as sheets of Excel workbooks.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRemedies

/// Excel workbooks (.xlsx), from a file, or from a pipe, whose bytes are held.
enum WorkbookFormat: ConvertedFormat {
  static let format = InputFormat.xlsx

  static func recognises(_ beginning: FileBeginning) -> Bool {
    beginning.kind == .archive && ArchiveContent(beginning: beginning) == .workbook
  }

  static func open(
    _ input: ChunkedInput, path: String, _ beginning: FileBeginning, _ options: TableOptions,
    _ sizes: ReadingSizes, _ columns: TextColumns
  ) throws(FileError) -> any TextSource {
    guard beginning.kind == .archive else {
      if case .foreign(let format) = beginning.kind { throw format.problem(path: path, name: input.name) }
      throw FileError(
        .badData, path: input.name,
        problem: beginning.kind == .empty
          ? "there is nothing in this file, expected a workbook"
          : "this is no Excel workbook (.xlsx)",
        advice: beginning.isTable
          ? "say \(.nameFormat(beginning.tableFormat.rawValue)) where it is a table of another format"
          : "check the file")
    }
    // The archive's directory is at its end, so that all of it has to be there.
    let isFile = input.fileSize != nil && !input.isCompressed && path != InputFile.standardInput
    let bytes = try isFile ? InputFile.contents(of: path) : input.rest()
    return try SheetText(Workbook(bytes, path: path, name: input.name), options)
  }
}
