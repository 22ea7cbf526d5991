// What the fuzz tests run of text for people: see FuzzTesting/README.md.

import SoftmaxKernels

extension FuzzingEntry {
  /// A text file; what it holds is printed in every way that there is.
  public static func printing(_ bytes: [UInt8]) throws {
    print(String(decoding: bytes, as: UTF8.self))
    let text = try TextEncoding.text(SharedStorage(bytes), path: "fuzz")
    precondition(!MarkRun.isLong(text), "marks without an end")
    // What was refused otherwise is now quick.
    _ = (text.hashValue, text == text + "a", text.count)
  }

  private static func print(_ text: String) {
    for limit in [1, 2, 7, 40, 200] {
      for replacement in [ShownText.Replacement.escape, .sign] {
        let shown = text.printable(limit: limit, replacement)
        check(shown, columns: limit)
        precondition(shown.printable(limit: limit, replacement) == shown, "printed twice it is another text")
      }
    }
    check(text.printable(limit: 40, end: 30), columns: 40)
    check(text.printablePath, columns: 200)
    check(text.printableMessage, columns: 1000)
    let lines = text.printableLines
    precondition(lines.printableLines == lines, "printed twice they are other lines")
    for line in lines.utf8.split(separator: UInt8(ascii: "\n")) {
      check(String(decoding: line, as: UTF8.self), columns: .max)
    }
    let quoted = text.shellQuoted
    precondition(unquoted(quoted).map { Array($0.utf8) } == Array(text.utf8), "a shell reads another word")
  }

  private static func check(_ shown: String, columns limit: Int) {
    var (columns, marks) = (0, 0)
    for scalar in shown.unicodeScalars {
      precondition(!isObeyed(scalar), "a terminal would obey this")
      columns += scalar.terminalColumns
      marks = scalar.isMark || scalar == "\u{200c}" || scalar == "\u{200d}" ? marks + 1 : 0
      precondition(marks <= ShownText.mostMarks, "too many marks")
    }
    // Emoji that are joined are counted as one, and are here many.
    precondition(columns <= limit || shown.unicodeScalars.contains("\u{200d}"), "more columns than there are")
    precondition(
      limit == .max || shown.unicodeScalars.count <= 100 * (limit + 1), "more than so many columns can hold")
  }

  /// By categories, and not by the property that printing goes by.
  private static func isObeyed(_ scalar: Unicode.Scalar) -> Bool {
    if scalar == "\u{200c}" || scalar == "\u{200d}" { return false }
    return switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned: true
    default: false
    }
  }

  /// The word that a shell reads; nil where it would read more than a word.
  private static func unquoted(_ text: String) -> String? {
    var result: [UInt8] = []
    var rest = Array(text.utf8)[...]
    while let byte = rest.popFirst() {
      switch byte {
      case UInt8(ascii: "'"):
        guard let end = rest.firstIndex(of: byte) else { return nil }
        result += rest[..<end]
        rest = rest[(end + 1)...]
      case UInt8(ascii: "\\"):
        guard let next = rest.popFirst() else { return nil }
        result.append(next)
      case 0x80..., UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        result.append(byte)
      default:
        guard "._-/:+=,@".utf8.contains(byte) else { return nil }
        result.append(byte)
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
