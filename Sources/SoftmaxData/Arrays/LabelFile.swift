// Files of labels: .npy, or text with one label a line, plain or gzip.

package import SoftmaxFiles
package import SoftmaxKernels

/// Reading labels that stand in a file of their own.
package enum LabelFile {
  /// What the one column of a .csv file may be called; other first lines are labels.
  private static let headers: Set<String> = ["label", "labels", "class", "y", "target"]

  /// The labels of a file, or of standard input for `-`.
  ///
  /// Text is UTF-8, with one label on each line; spaces around labels are dropped. A `.csv` file may have a header (`label`,
  /// `labels`, `class`, `y` or `target`) and labels in double quotes.
  ///
  /// - Throws: `FileError` naming the line, or the byte of a .npy file.
  package static func read(_ path: String) throws(FileError) -> StoredLabels {
    let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
    return try read(InputFile.contents(of: path), path: shown)
  }

  /// The labels of a file's bytes.
  package static func read(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) -> StoredLabels {
    var bytes = bytes
    var name = path.lowercased()
    if Gzip.isGzip(bytes) {
      bytes = SharedStorage(try Gzip.decompress(bytes, path: path, limit: InputFile.pipeLimit))
      if name.hasSuffix(".gz") { name.removeLast(3) }
    }
    if NPYFile.isNPY(bytes) { return try StoredLabels(NPYFile(bytes, path: path).array) }
    if ZipArchive.isZip(bytes) || SafetensorsFile.isSafetensors(bytes) {
      throw FileError(
        .badData, path: path,
        problem: "this file has several arrays: expected labels as text or in a .npy file",
        remedy: "save the labels alone")
    }
    return StoredLabels(written: try texts(of: bytes.array, isTable: name.hasSuffix(".csv"), path: path))
  }

  /// The labels of a file, as many as there are samples in `data`.
  package static func read(_ path: String, count: Int, of data: String) throws(FileError) -> StoredLabels {
    let labels = try read(path)
    guard labels.count != count else { return labels }
    let shown = path == InputFile.standardInput ? InputFile.standardInputName : path
    throw FileError(
      .badData, path: shown,
      problem: "expected \(count) labels, as many as there are samples in \(data), found \(labels.count)",
      remedy: "use two files that belong together")
  }

  private static func texts(of content: [UInt8], isTable: Bool, path: String) throws(FileError) -> [String] {
    var rest = content.dropFirst(try TextEncoding.markLength(content.span.extracting(first: 4), path: path))
    if rest.last == UInt8(ascii: "\n") { rest.removeLast() }
    var labels: [String] = []
    for (index, line) in rest.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated()
    {
      func bad(_ problem: String, _ remedy: String) -> FileError {
        FileError(.badData, path: path, position: .line(index + 1), problem: problem, remedy: remedy)
      }
      guard let text = String(validating: trimmed(line), as: UTF8.self) else {
        throw bad("this is not UTF-8 text: expected a label", "save the file as UTF-8, or labels as .npy")
      }
      guard !text.utf8.contains(0) else {
        throw bad("found a NUL byte, expected UTF-8 text", "save the file as UTF-8, or labels as .npy")
      }
      guard !MarkRun.isLong(text) else { throw bad(MarkRun.problem, MarkRun.remedy) }
      if index == 0, isTable, headers.contains(text.lowercased()) { continue }
      let label: String
      if isTable {
        guard let cell = cell(text) else {
          throw bad(
            "found more than one column, or a quote without an end: expected one label",
            "keep the column of labels alone, and put labels with commas in double quotes")
        }
        label = cell
      } else {
        label = text
      }
      guard !label.isEmpty || rest.isEmpty else {
        throw bad("the line is blank: expected a label", "give every sample a label")
      }
      if !label.isEmpty { labels.append(label) }
    }
    guard !labels.isEmpty else {
      throw FileError(.badData, path: path, problem: "the file has no labels: expected one on each line")
    }
    return labels
  }

  /// Without the spaces, tabs and the carriage return around it.
  private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0d }
    guard let first = line.firstIndex(where: { !isSpace($0) }),
      let last = line.lastIndex(where: { !isSpace($0) })
    else { return [] }
    return line[first...last]
  }

  /// The one cell of a line of a table; nil where there are more.
  ///
  /// In bytes, because a quote or comma with an accent behind it is another `Character`.
  private static func cell(_ line: String) -> String? {
    let quote = UInt8(ascii: "\"")
    let bytes = Array(line.utf8)
    guard bytes.first == quote else {
      return bytes.contains(quote) || bytes.contains(UInt8(ascii: ",")) ? nil : line
    }
    guard bytes.count >= 2, bytes.last == quote else { return nil }
    let end = bytes.count - 1
    var content: [UInt8] = []
    var position = 1
    while position < end {
      content.append(bytes[position])
      if bytes[position] == quote {
        // A quote inside is doubled.
        position += 1
        guard position < end, bytes[position] == quote else { return nil }
      }
      position += 1
    }
    return String(decoding: content, as: UTF8.self)
  }
}
