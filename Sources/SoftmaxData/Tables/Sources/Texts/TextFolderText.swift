// A folder of texts as delimited text: each file is a row.

import SoftmaxFiles
import SoftmaxRemedies

/// The delimited text of a folder's files, with a line of names before it: the path of each file, its whole content and, where
/// there are folders of classes, its class. One file is open at a time.
struct TextFolderText: TextSource {
  var name: String { folder.path }
  let origin: String?
  let delimiter: Character? = ","
  let hasHeader: Bool? = true
  // The line of names is none of the files, which are counted as lines are.
  let firstLine = 0
  let countsInnerLines = false
  let skippedLineCount = 0
  let wouldWait = false
  let content: TextContent?

  private let folder: TextFolder
  private let longest: Int
  private var output = CellOutput()
  /// How many files are written.
  private var fileCount = 0
  private var buffer: [UInt8]

  var deliveredCount: Int { output.takenCount }
  var estimatedCount: Int? {
    guard fileCount > 0 else { return nil }
    return ChunkedInput.estimate(
      of: folder.files.count, consumed: fileCount, delivered: deliveredCount + output.count)
  }

  /// - Throws: `FileError` where classes are needed and the files lie in no folders of them, or a class has a name that means a
  ///   missing label.
  init(
    _ folder: TextFolder, _ options: TableOptions, _ columns: TextColumns, _ sizes: ReadingSizes
  ) throws(FileError) {
    try Self.checkClasses(of: folder, options)
    self.folder = folder
    longest = sizes.longestRow
    buffer = [UInt8](repeating: 0, count: max(sizes.chunk, 16))
    content = TextContent(column: columns.text, placeColumn: columns.file, passedOver: folder.passedOver)
    let others = folder.passedOver.count
    origin =
      "a folder of texts"
      + (others > 0 ? ", \(others) other \(others == 1 ? "file" : "files") passed over" : "")
    var names = [columns.file, columns.text]
    if !folder.classes.isEmpty { names.append(columns.label) }
    for (place, name) in names.enumerated() {
      if place > 0 { output.endCells(1) }
      output.append(Array(name.utf8), keepsSpaces: true)
    }
    output.endLines()
  }

  private static func checkClasses(of folder: TextFolder, _ options: TableOptions) throws(FileError) {
    switch options.label {
    case .none, .optional: return
    case .last, .named: break
    }
    guard !folder.classes.isEmpty else {
      throw FileError(
        .badData, path: folder.path,
        problem: "the .txt files lie in the folder itself, expected a folder for each class",
        remedy: "put the texts of each class into a folder of its own, called like the class")
    }
    let missing = MissingCells(options.missingWords)
    let unnamed = folder.classes.first { name in
      let bytes = Array(name.utf8)
      return missing.contains(bytes.span)
    }
    guard let unnamed, !options.leavesOutUnlabelled else { return }
    throw FileError(
      .badData, path: folder.path + "/" + unnamed,
      problem: "the folder is called like a missing label", remedy: "give it another name")
  }

  mutating func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int {
    while output.count < count, fileCount < folder.files.count { try writeRow() }
    return output.isEmpty ? 0 : output.take(into: &buffer, at: start, count: count)
  }

  /// Writes the next file's row.
  private mutating func writeRow() throws(FileError) {
    let file = folder.files[fileCount]
    let path = folder.path + "/" + file.name
    let text = try text(of: path)
    let before = output.count
    output.append(Array(file.name.utf8), keepsSpaces: true)
    output.endCells(1)
    output.append(text, keepsSpaces: true, keepsBreaks: true)
    if let place = file.classIndex {
      output.endCells(1)
      output.append(Array(folder.classes[place].utf8), keepsSpaces: true)
    }
    output.endLines()
    guard output.count - before <= longest else { throw tooLong(path) }
    fileCount += 1
  }

  /// The content of a file, without a byte order mark.
  ///
  /// - Throws: `FileError` where it cannot be read, is too long, or is no UTF-8 text: with the line on which it is not.
  private mutating func text(of path: String) throws(FileError) -> [UInt8] {
    let input = try ChunkedInput(path)
    var text: [UInt8] = []
    while true {
      let taken = try input.read(into: &buffer, at: 0, count: buffer.count)
      if taken == 0 { break }
      text += buffer[..<taken]
      guard text.count <= longest else { throw tooLong(path) }
    }
    text.removeFirst(try TextEncoding.markLength(text.span.extracting(0..<min(text.count, 4)), path: path))
    guard let fault = TextValidity.firstFault(text.span) else {
      guard let fault = MarkRun.firstFault(text.span) else { return text }
      throw FileError(
        .badData, path: path, position: .line(Self.line(of: fault, in: text)), problem: MarkRun.problem,
        remedy: MarkRun.remedy)
    }
    throw FileError(
      .badData, path: path, position: .line(Self.line(of: fault, in: text)),
      problem: text[fault] == 0
        ? "found a NUL byte, expected UTF-8 text" : "byte 0x\(String(text[fault], radix: 16)) is no UTF-8 text",
      remedy: "save the file as UTF-8")
  }

  private static func line(of place: Int, in text: [UInt8]) -> Int {
    1 + text[..<place].count { $0 == UInt8(ascii: "\n") }
  }

  private func tooLong(_ path: String) -> FileError {
    FileError(
      .badData, path: path, problem: "this text is longer than \(longest) bytes, the limit",
      remedy: "divide it into several texts")
  }
}
