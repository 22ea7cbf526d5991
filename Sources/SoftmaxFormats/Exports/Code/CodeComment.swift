// Free text in the comments of code, in any language.

import SoftmaxFiles

/// Writes texts that others chose, such as names and paths, into comments that compilers, databases and editors pass over.
///
/// Only what is known to be safe stands as it is: letters and digits of ASCII, the space and `.,:()+-=_/`. Everything else is
/// written by its number, as `<U+2028>`. So no text ends its line, joins another one to it, is a directive, or is shown in
/// another order than it is read.
enum CodeComment {
  /// What stands between a comment's mark and a text, so that no text is the first thing in a comment.
  static let bar = "| "

  /// A line for each note, behind a mark such as `//`.
  static func lines(_ notes: ExportNotes, after mark: String) -> String {
    notes.entries.map { "\(mark) \(bar)\(text($0.name)): \(text($0.text))\n" }.joined()
  }

  /// A text for the rest of a comment's line, its beginning where it is longer than `limit` scalars.
  static func text(_ text: String, limit: Int = 300) -> String {
    var (written, count) = ("", 0)
    for scalar in text.unicodeScalars {
      guard count < limit else { return written + "..." }
      if isSafe(scalar), !isOption(written, scalar) {
        written.unicodeScalars.append(scalar)
      } else {
        written += "<U+\(String(scalar.value, radix: 16, uppercase: true))>"
      }
      count += 1
    }
    return written
  }

  /// Whether a line behind its comment's mark is one that `lines` or `text` has written.
  static func isWritten(_ line: some Collection<UInt8>) -> Bool {
    guard line.starts(with: bar.utf8) else { return false }
    var rest = line.dropFirst(bar.utf8.count)
    while let byte = rest.first {
      let scalar = UnicodeScalar(byte)
      rest = rest.dropFirst()
      if isSafe(scalar) { continue }
      guard scalar == "<", rest.starts(with: "U+".utf8), let end = rest.firstIndex(of: UInt8(ascii: ">")) else {
        return false
      }
      let digits = rest[..<end].dropFirst(2)
      guard (1...6).contains(digits.count), digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit })
      else {
        return false
      }
      rest = rest[end...].dropFirst()
    }
    return true
  }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", " ", ".", ",", ":", "(", ")", "+", "-", "=", "_", "/": true
    default: false
    }
  }

  /// Whether what is written and a mark are how a file tells an interpreter or an editor what to do, wherever they stand in a
  /// line: Python's `coding:`, Vim's `vim:`.
  private static func isOption(_ written: String, _ mark: Unicode.Scalar) -> Bool {
    guard mark == ":" || mark == "=" else { return false }
    return ["coding", "vi", "vim", "ex"].contains { word in
      written.utf8.suffix(word.utf8.count).elementsEqual(word.utf8) { $0 | 0x20 == $1 }
    }
  }
}
