// The lines of a file or pipe, for sources that make one row of each.

import SoftmaxFiles

/// A window on a text of lines: lines are taken from its beginning, and it is refilled at its end.
struct LineWindow {
  /// What the text is called in messages.
  var name: String { input.name }
  /// How many lines were passed over because the user said so.
  let skippedCount: Int
  /// The number of the line that was taken last; of those passed over, where none was.
  private(set) var number: Int
  /// The bytes, in which `place` says where a line is.
  private(set) var bytes: [UInt8]

  private let input: ChunkedInput
  private let chunk: Int
  private let longest: Int
  private let remedy: String
  private var start = 0
  private var end = 0
  private var isAtEnd = false

  /// Reads the beginning of a text, and passes over a byte order mark and so many lines.
  ///
  /// - Parameters:
  ///   - input: The text.
  ///   - sizes: How long a line may be.
  ///   - count: How many lines are passed over.
  ///   - remedy: What to do about a line that is too long.
  /// - Throws: `FileError`, for UTF-16 too.
  init(
    _ input: ChunkedInput, _ sizes: ReadingSizes, skipping count: Int, remedy: String
  ) throws(FileError) {
    self.input = input
    self.remedy = remedy
    (longest, chunk) = (sizes.longestRow, sizes.chunk)
    skippedCount = max(count, 0)
    number = skippedCount
    bytes = [UInt8](repeating: 0, count: max(sizes.chunk, 16))
    while end < 4, !isAtEnd { try readMore() }
    start = try TextEncoding.markLength(bytes.span.extracting(0..<min(end, 4)), path: input.name)
    for line in 0..<skippedCount {
      guard let range = try range(from: 0, number: line + 1) else { break }
      use(range)
    }
  }

  /// Whether a line with its end is there.
  var hasWholeLine: Bool { bytes[start..<end].contains(UInt8(ascii: "\n")) }

  /// Whether the next line would have to be waited for.
  var wouldWait: Bool { !hasWholeLine && input.wouldWait }

  /// About how many bytes come in all, where so many came of what was used; nil where nothing is known.
  func estimate(delivered: Int) -> Int? {
    input.estimatedCount.map {
      ChunkedInput.estimate(of: $0, consumed: input.deliveredCount - (end - start), delivered: delivered)
    }
  }

  /// Where in `bytes` a line is.
  func place(of line: Range<Int>) -> Range<Int> { start + line.lowerBound..<start + line.upperBound }

  /// Whether a line has nothing but spaces.
  func isBlank(_ line: Range<Int>) -> Bool { RowCheck.isBlank(bytes.span.extracting(place(of: line))) }

  /// The line that is taken next, without its end; nil at the end. It is there until it is used.
  ///
  /// - Throws: `FileError` where reading fails, or the line is longer than the limit.
  mutating func next() throws(FileError) -> Range<Int>? {
    guard let line = try range(from: 0, number: number + 1) else { return nil }
    number += 1
    return line
  }

  /// Moves on behind a line.
  mutating func use(_ line: Range<Int>) { start = min(start + line.upperBound + 1, end) }

  /// The line that begins at `place` behind what was used, without its end, reading more where it is not whole; nil at the end.
  ///
  /// - Throws: `FileError` where reading fails, or the line is longer than the limit.
  mutating func range(from place: Int, number: Int) throws(FileError) -> Range<Int>? {
    // Behind a last line without an end there is nothing.
    var searched = min(place, end - start)
    while true {
      if let lineEnd = bytes[start + searched..<end].firstIndex(of: UInt8(ascii: "\n")) {
        return place..<lineEnd - start
      }
      searched = end - start
      guard searched - place <= longest else {
        throw FileError(
          .badData, path: name, position: .line(number),
          problem: "this line is longer than \(longest) bytes, the limit", remedy: remedy)
      }
      if isAtEnd { return place < searched ? place..<searched : nil }
      try readMore()
    }
  }

  /// Reads more behind what is in the window.
  private mutating func readMore() throws(FileError) {
    if start > 0 {
      let left = end - start
      for offset in 0..<left { bytes[offset] = bytes[start + offset] }
      (start, end) = (0, left)
    }
    if bytes.count < end + chunk { bytes += [UInt8](repeating: 0, count: max(bytes.count, chunk)) }
    let taken = try input.read(into: &bytes, at: end, count: min(chunk, bytes.count - end))
    end += taken
    isAtEnd = taken == 0
  }
}
