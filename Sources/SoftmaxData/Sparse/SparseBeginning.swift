// Which text without a name to say so lists the entries of sparse rows.

import SoftmaxFiles

/// Tells sparse rows from tables by their first bytes: what a table may look like too is one.
enum SparseBeginning {
  /// The format; nil for what is none, or may be a table.
  static func format(of bytes: [UInt8]) -> InputFormat? {
    if MatrixMarketReader.recognises(bytes) { return .mtx }
    return isLIBSVM(bytes) ? .libsvm : nil
  }

  /// Whether each line that is whole has a label without a colon and then nothing but `index:value`, the indices ascending, and
  /// none of the characters that stand between a table's cells. Cells that spaces separate may be times of day.
  private static func isLIBSVM(_ bytes: [UInt8]) -> Bool {
    guard LIBSVMReader.recognises(bytes) else { return false }
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
    if lines.count > 1, bytes.last != UInt8(ascii: "\n") { lines.removeLast() }
    var mayBeTimes = true
    for (number, line) in lines.enumerated() {
      let content = line.prefix { $0 != UInt8(ascii: "#") }
      guard !content.contains(where: { DelimiterChoice.candidates.contains($0) }) else { return false }
      var words = content.split { LIBSVMScanner.isSpace($0) }[...]
      guard let label = words.popFirst() else { continue }
      guard !label.contains(UInt8(ascii: ":")) else { return false }
      // The only line may have been cut.
      if number == 0, lines.count == 1, bytes.last != UInt8(ascii: "\n"), words.count > 1 { words.removeLast() }
      var last = -1
      for word in words {
        let parts = word.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        if parts[0].elementsEqual("qid".utf8) { continue }
        let isIndex = !parts[0].isEmpty && parts[0].allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
        let value = Array(parts[1])
        guard isIndex, let index = Int(String(decoding: parts[0], as: UTF8.self)), index > last,
          DecimalParser.shared.number(value.span) != nil
        else { return false }
        last = index
        mayBeTimes = mayBeTimes && isTime(Array(parts[0]), value)
      }
    }
    return !mayBeTimes
  }

  /// Hours of one or two digits, and minutes of two.
  private static func isTime(_ hours: [UInt8], _ minutes: [UInt8]) -> Bool {
    hours.count <= 2 && minutes.count == 2 && minutes.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
  }
}
