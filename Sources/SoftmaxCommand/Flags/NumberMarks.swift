// Marks of numbers as flags give them.

import ArgumentParser
import SoftmaxFiles

/// Reads the marks of `--decimal` and `--thousands`.
enum NumberMarks {
  static func decimal(_ text: String) throws -> Character {
    guard text == "." || text == "," else {
      throw ValidationError("--decimal is . or ,, not '\(text.printable(limit: 40))'")
    }
    return text == "," ? "," : "."
  }

  static func thousands(_ text: String) throws -> Character {
    if text == "space" { return " " }
    let marks: [Character] = [",", ".", "'", "_", " "]
    guard text.count == 1, let mark = text.first, marks.contains(mark) else {
      throw ValidationError(
        "--thousands is one of , . ' _ and the word space, not '\(text.printable(limit: 40))'")
    }
    return mark
  }
}
