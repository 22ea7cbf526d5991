// Excel files of old Office programs, and those that are encrypted: told apart, not read.

import SoftmaxFiles
import SoftmaxKernels

/// The container of Office's old files: a file system in a file, whose directory says what is in it.
enum OldWorkbook {
  private static let encrypted = Array("EncryptedPackage".utf8).flatMap { [$0, UInt8(0)] }
  /// The directory is looked for in so many bytes.
  private static let longestSearch = 1 << 20

  /// Which of both it is, where the file can be looked into.
  static func problem(path: String, name: String) -> FileError? {
    guard FileStatus(of: path)?.kind == .regular, let content = try? InputFile.contents(of: path) else {
      return nil
    }
    let sector = 1 << 9
    // The directory's first sector, by the header.
    let place = content.withSpan { span -> Int in
      guard span.count >= 52 else { return 0 }
      let number = (0..<4).reduce(0) { $0 | Int(span[48 + $1]) << (8 * $1) }
      return (number + 1) * (span[30] == 12 ? 1 << 12 : sector)
    }
    let start = min(place, content.count)
    let directory = content.slice(start..<min(start + longestSearch, content.count)).array
    guard contains(directory, encrypted) else {
      return FileError(
        .badData, path: name, problem: "this is an old Excel file (.xls) or another one of old Office programs",
        remedy: "open it in a spreadsheet program and save it as .xlsx")
    }
    return FileError(
      .badData, path: name, problem: "this workbook is protected by a password",
      remedy: "save it without a password")
  }

  private static func contains(_ bytes: [UInt8], _ word: [UInt8]) -> Bool {
    guard bytes.count >= word.count else { return false }
    return (0...bytes.count - word.count).contains { place in
      bytes[place] == word[0] && bytes[place..<place + word.count].elementsEqual(word)
    }
  }
}
