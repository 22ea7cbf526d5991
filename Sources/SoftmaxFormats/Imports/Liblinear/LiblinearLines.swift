// The lines of a text file of LIBLINEAR, as words.

import SoftmaxFiles

/// Goes through the lines once, by bytes.
struct LiblinearLines {
  private let bytes: [UInt8]
  private let path: String
  private var place = 0
  /// The number of the line that was read last, from 1.
  private(set) var number = 0

  init(_ text: String, path: String) { (bytes, self.path) = (Array(text.utf8), path) }

  /// Whether nothing but space follows.
  var isAtEnd: Bool { bytes[place...].allSatisfy(Self.isSpace) }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  /// The words of the next line; nil at the end.
  ///
  /// - Parameter most: So many words are enough to tell that there are too many.
  /// - Returns: The words, at most `most` of them.
  mutating func next(most: Int = 1 << 20) -> [String]? {
    guard place < bytes.count else { return nil }
    number += 1
    let end = bytes[place...].firstIndex(of: 0x0a) ?? bytes.count
    defer { place = min(end + 1, bytes.count) }
    var words: [String] = []
    var first = place
    while words.count < most {
      while first < end, Self.isSpace(bytes[first]) { first += 1 }
      guard first < end else { break }
      var last = first
      while last < end, !Self.isSpace(bytes[last]) { last += 1 }
      // No number and no key is longer: what is cut is none.
      let isLong = last - first > 1024
      let word = String(decoding: bytes[first..<(isLong ? first + 1024 : last)], as: UTF8.self)
      words.append(isLong ? word + "..." : word)
      first = last
    }
    return words
  }

  /// What is wrong with a line; nil: the last.
  func bad(_ problem: String, line: Int? = nil) -> FileError {
    FileError(
      .badData, path: path, position: .line(line ?? max(number, 1)), problem: problem,
      remedy: "expected a model of LIBLINEAR")
  }
}
