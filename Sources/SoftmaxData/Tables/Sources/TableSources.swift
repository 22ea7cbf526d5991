// Which formats tables are read from, and how one is chosen.

import SoftmaxFiles
import SoftmaxRegression

/// Opens tables of all formats as delimited text.
enum TableSources {
  /// The formats that become delimited text as they are read; a new one is a line here.
  static let converted: [any ConvertedFormat.Type] = [
    WorkbookFormat.self, JSONLinesFormat.self, FastTextFormat.self,
  ]

  /// Opens a table. Its format is the one that is named, else that of the path's ending, else that of its first bytes.
  /// `expecting` are the columns of a model, after which sources without names call theirs.
  ///
  /// - Throws: `FileError` where the file cannot be opened, or is of another format than its name or the user says.
  static func open(
    _ path: String, _ options: TableOptions, _ sizes: ReadingSizes, expecting: [TableColumn]? = nil
  ) throws(FileError) -> any TextSource {
    let columns = TextColumns(options, expecting: expecting)
    if options.input == nil, options.format == .texts || FileStatus(of: path)?.kind == .directory {
      return try TextFolderText(TextFolder(path: path), options, columns, sizes)
    }
    let input: ChunkedInput = if let opened = options.input?.take() { opened } else { try ChunkedInput(path) }
    let beginning = try FileBeginning(of: input)
    let named = options.format ?? InputFormat(ending: path)
    let isChosen = { (type: any ConvertedFormat.Type) in
      named.map { $0 == type.format } ?? type.recognises(beginning)
    }
    if let format = converted.first(where: isChosen) {
      return try format.open(input, path: path, beginning, options, sizes, columns)
    }
    if let problem = beginning.problemOfText(path: path, name: input.name, isNamed: named != nil) {
      throw problem
    }
    return input
  }
}
