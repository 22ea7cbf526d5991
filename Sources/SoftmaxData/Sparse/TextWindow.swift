// The bytes of a text as they come in, for readers that take words or lines from its beginning.

import SoftmaxFiles

/// A window on a text: what is used is taken from its beginning, and it is refilled at its end.
struct TextWindow: ~Copyable {
  /// How much is asked for at a time, and how long a word or line that readers see as a whole may be.
  struct Sizes {
    var chunk = 1 << 18
    var longest = 1 << 16
  }

  /// What the text is called in messages.
  var name: String { input.name }
  /// The bytes from `start` to `end` are what is not yet used.
  private(set) var buffer: [UInt8]
  private(set) var start = 0
  private(set) var end = 0
  /// Whether nothing follows them.
  private(set) var isAtEnd = false

  private let input: ChunkedInput
  private let sizes: Sizes

  /// Reads a text's first bytes, and passes over a byte order mark.
  ///
  /// - Throws: `FileError`, for UTF-16 too.
  init(_ input: ChunkedInput, sizes: Sizes) throws(FileError) {
    self.input = input
    self.sizes = sizes
    buffer = [UInt8](repeating: 0, count: sizes.chunk + max(sizes.longest, 4))
    while end < 4, !isAtEnd { try read() }
    start = try TextEncoding.markLength(buffer.span.extracting(first: min(end, 4)), path: input.name)
  }

  /// The bytes that are not yet used.
  var count: Int { end - start }

  /// Moves on by what was used.
  mutating func use(_ count: Int) { start += count }

  /// Reads more behind what is left, which is shorter than the longest word or line.
  ///
  /// - Returns: Whether there may be more, or else the text has ended.
  /// - Throws: `FileError` where reading fails.
  mutating func refill() throws(FileError) -> Bool {
    guard !isAtEnd else { return false }
    let waiting = count
    for offset in 0..<waiting { buffer[offset] = buffer[start + offset] }
    (start, end) = (0, waiting)
    try read()
    return true
  }

  private mutating func read() throws(FileError) {
    let taken = try input.read(into: &buffer, at: end, count: min(sizes.chunk, buffer.count - end))
    end += taken
    if taken == 0 { isAtEnd = true }
  }
}
