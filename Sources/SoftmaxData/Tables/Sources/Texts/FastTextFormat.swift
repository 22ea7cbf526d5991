// Texts as fastText reads them for training: one on each line, with its class.

import SoftmaxFiles

/// Lines of `__label__CLASS text`, plain or gzip, from a file or a pipe.
enum FastTextFormat: ConvertedFormat {
  static let format = InputFormat.fasttext

  /// What a word begins with that is a label.
  static let prefix = Array("__label__".utf8)

  /// Whether a word is a label; of words, the first of a file says what the file is.
  static func isLabelled(_ word: some Collection<UInt8>) -> Bool { word.starts(with: prefix) }

  static func recognises(_ beginning: FileBeginning) -> Bool { beginning.kind == .fastText }

  static func open(
    _ input: ChunkedInput, path: String, _ beginning: FileBeginning, _ options: TableOptions,
    _ sizes: ReadingSizes, _ columns: TextColumns
  ) throws(FileError) -> any TextSource {
    if let problem = beginning.problemOfText(path: path, name: input.name, isNamed: true) { throw problem }
    return try FastTextText(input, options, sizes, columns)
  }
}
