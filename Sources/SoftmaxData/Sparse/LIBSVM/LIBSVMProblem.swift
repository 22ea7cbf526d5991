// What can be wrong on a line of LIBSVM's text, and the exact reading of its words.

import SoftmaxFiles

/// A line of a file, for messages about it.
struct LIBSVMProblem {
  let path: String
  let line: Int

  private func error(_ problem: String, _ remedy: String? = nil) -> FileError {
    FileError(.badData, path: path, position: .line(line), problem: problem, remedy: remedy)
  }

  /// - Throws: `FileError` for a word that is no label.
  func checkLabel(_ word: Span<UInt8>) throws(FileError) {
    if let fault = TextValidity.firstFault(word) {
      throw error(
        word[fault] == 0
          ? "found a NUL byte, expected UTF-8 text"
          : "in the label, byte 0x\(String(word[fault], radix: 16)) is no UTF-8 text", "save the file as UTF-8")
    }
    if MarkRun.firstFault(word) != nil { throw error("in the label, " + MarkRun.problem, MarkRun.remedy) }
    if word.indices.contains(where: { word[$0] == UInt8(ascii: ":") }) {
      throw error(
        "the line begins with \(CellText.shown(word)), expected a label and then index:value",
        "write the label of each row first; where it is not known, write 0")
    }
    if word.indices.contains(where: { word[$0] == UInt8(ascii: ",") }) {
      throw error(
        "\(CellText.shown(word)) is a list of labels (multilabel), expected one label",
        "softmax regression gives each row one class: write one file for each label, or one row for each of its labels"
      )
    }
  }

  /// The index that ends at a word's colon.
  ///
  /// - Throws: `FileError` for what is no index.
  func index(_ word: Span<UInt8>, end: Int) throws(FileError) -> Int32 {
    let first = end > 0 ? word[0] : 0
    var position = first == UInt8(ascii: "+") || first == UInt8(ascii: "-") ? 1 : 0
    guard position < end else { throw ofEntry(word) }
    var index = 0
    while position < end {
      let digit = word[position] &- UInt8(ascii: "0")
      guard digit < 10 else { throw ofEntry(word) }
      // Held within what an Int can say.
      index = min(index * 10 + Int(digit), 1 << 40)
      position += 1
    }
    let text = CellText.shown(word.extracting(..<end))
    guard first != UInt8(ascii: "-") else {
      throw error("the index \(text) is negative, expected one from 0 on", "count columns from 0 or from 1")
    }
    guard index <= LIBSVMReader.greatestIndex else {
      throw error(
        "the index \(text) is greater than \(LIBSVMReader.greatestIndex), the limit",
        "number the columns anew, or hash them into fewer")
    }
    return Int32(index)
  }

  /// The number of an entry.
  ///
  /// - Throws: `FileError` for what is no finite number of Float32.
  func value(_ text: Span<UInt8>, index: Int32, _ parser: DecimalParser) throws(FileError) -> Float {
    if let number = parser.number(text) {
      let value = Float(number)
      if value.isFinite { return value }
      throw error(
        "the value of index \(index) is \(CellText.shown(text)), beyond the range of Float32 (about 3.4e38)",
        "scale the values")
    }
    throw error(
      text.isEmpty
        ? "the value of index \(index) is missing, expected index:value"
        : "the value of index \(index) is \(CellText.shown(text)), expected a finite number",
      "write a number, or leave the entry out, which makes it 0")
  }

  /// A word that is no entry.
  func ofEntry(_ word: Span<UInt8>) -> FileError {
    error(
      "found \(CellText.shown(word)), expected index:value, the index a whole number",
      "write one label and then entries on each line, with spaces or tabs between them and # before comments")
  }

  func ofColumnTwice(_ index: Int32) -> FileError {
    error("the index \(index) stands twice on this line", "keep one of the two entries, or their sum")
  }

  func ofIndexZero() -> FileError {
    error(
      "the index is 0, but the indices of this data begin at 1",
      "write the file with indices from 1 on, as the other data has them, or read it as counted from 0")
  }

  func ofLongWord(limit: Int) -> FileError {
    error(
      "a word has \(limit) bytes or more, which is the limit, expected a label or index:value",
      "check that this is a text file in the LIBSVM format")
  }

  func ofNoRows() -> FileError {
    FileError(
      .badData, path: path, problem: "there are no rows in it, expected a label and index:value on each line",
      remedy: "check that this is the file you mean")
  }
}
