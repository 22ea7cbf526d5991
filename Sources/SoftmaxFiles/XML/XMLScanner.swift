// XML taken apart piece by piece in constant memory.

package import SoftmaxKernels

/// Reads a file, or the entry of an archive, as XML 1.0 in UTF-8: elements, attributes and texts, the five entities and
/// characters by number. A document type is refused, and with it all other entities.
package struct XMLScanner {
  /// What comes next.
  package enum Token {
    /// An element begins: `name`, `attributes`.
    case start
    /// An element ends: `name`.
    case end
    /// Text between: `content`.
    case text
    /// Nothing follows.
    case finish
  }

  /// The name of the element that begins or ends.
  package private(set) var name = XMLName("")
  /// The whole name of the element that began last.
  private(set) var nameRange = 0..<0
  /// The attributes of the one that begins, between its name and its end.
  private(set) var attributes = 0..<0
  /// The text between tags.
  private(set) var content = 0..<0
  /// Whether `&` in it is itself.
  private(set) var isLiteral = false

  private enum Source {
    case entry(ZipStream)
    case bytes(SharedStorage<UInt8>)
  }

  private let source: Source
  private let part: String
  private let path: String
  private let remedy: String
  /// How many bytes of the source came before the buffer's first.
  private var start = 0
  private(set) var buffer: [UInt8]
  private var position = 0
  private var end = 0
  private var isAtEnd = false
  /// The elements that are open.
  private var open: [XMLName] = []
  /// Whether the element that began ends at once.
  private var endsAtOnce = false
  private var hasRoot = false

  private static let deepest = 64
  /// The most bytes of a tag, or of a text between tags.
  private static let longest = 1 << 20

  /// Reads `entry` of the archive; `chunk` bytes are asked for at a time.
  ///
  /// - Throws: `FileError` where it cannot be read, or is UTF-16.
  package init(
    _ entry: ZipEntry, of archive: ZipArchive, chunk: Int = 1 << 17, remedy: String = "save the workbook again"
  ) throws(FileError) {
    try self.init(
      .entry(archive.stream(of: entry)), part: entry.name, path: archive.path, chunk, remedy: remedy)
  }

  /// Reads a file's bytes; `chunk` of them are copied at a time.
  ///
  /// - Throws: `FileError` where they are UTF-16.
  package init(
    _ bytes: SharedStorage<UInt8>, path: String, chunk: Int = 1 << 17, remedy: String
  ) throws(FileError) {
    try self.init(.bytes(bytes), part: "", path: path, chunk, remedy: remedy)
  }

  private init(
    _ source: Source, part: String, path: String, _ chunk: Int, remedy: String
  ) throws(FileError) {
    (self.source, self.part, self.path, self.remedy) = (source, part, path, remedy)
    buffer = [UInt8](repeating: 0, count: max(chunk, 64))
    while end < 4, try refill() {}
    position = try TextEncoding.markLength(buffer.span.extracting(0..<min(end, 4)), path: path)
  }

  /// How many bytes of the archive were used, and how many this entry has.
  package var consumedCount: Int {
    switch source {
    case .entry(let stream): stream.consumedCount
    case .bytes: start + end
    }
  }
  package var compressedCount: Int {
    switch source {
    case .entry(let stream): stream.compressedCount
    case .bytes(let bytes): bytes.count
    }
  }

  // MARK: Tokens

  /// The next token.
  ///
  /// - Throws: `FileError` for what is no XML, and where it breaks off.
  package mutating func next() throws(FileError) -> Token {
    if endsAtOnce {
      endsAtOnce = false
      open.removeLast()
      return .end
    }
    while true {
      if position == end, try !refill() {
        guard open.isEmpty, hasRoot else { throw problem("the XML breaks off: expected the end of an element") }
        return .finish
      }
      guard buffer[position] == UInt8(ascii: "<") else {
        try takeText()
        if !open.isEmpty { return .text }
        continue
      }
      while end - position < 9, try refill() {}
      switch position + 1 < end ? buffer[position + 1] : 0 {
      case UInt8(ascii: "/"):
        try takeEndTag()
        return .end
      case UInt8(ascii: "?"): try skip(to: "?>", "an instruction")
      case UInt8(ascii: "!"):
        if begins(with: "<!--") {
          try skip(to: "-->", "a comment")
        } else if begins(with: "<![CDATA[") {
          try takeLiteralText()
          if !open.isEmpty { return .text }
        } else {
          throw problem(
            "the XML has a document type, which is refused",
            remedy: part.isEmpty ? "take <!DOCTYPE ...> out of the file" : nil)
        }
      default:
        try takeStartTag()
        return .start
      }
    }
  }

  /// Passes over the element that has begun, with everything in it.
  package mutating func skipElement() throws(FileError) {
    let depth = open.count
    while open.count >= depth, try next() != .finish {}
  }

  private func begins(with word: String) -> Bool {
    guard end - position >= word.utf8.count else { return false }
    return zip(position..<end, word.utf8).allSatisfy { buffer[$0] == $1 }
  }

  private mutating func takeText() throws(FileError) {
    let length = try find(from: 0, "a text") { (bytes: Span<UInt8>, start: Int, end: Int) in
      var place = start
      while place < end, bytes[place] != UInt8(ascii: "<") { place += 1 }
      return place < end ? place : nil
    }
    content = position..<position + (length ?? end - position)
    isLiteral = false
    position = content.upperBound
    guard open.isEmpty, let other = content.first(where: { !Self.isSpace(buffer[$0]) }) else { return }
    position = other
    throw problem("there is something outside of all elements that is no space")
  }

  private mutating func takeLiteralText() throws(FileError) {
    let start = 9
    guard let length = try find(from: start, "a text", Self.endOfLiteral) else { throw breaksOff("a text") }
    content = position + start..<position + length
    isLiteral = true
    position += length + 3
  }

  private mutating func skip(to word: String, _ what: String) throws(FileError) {
    guard let length = try find(from: 2, what, Self.place(of: word)) else { throw breaksOff(what) }
    position += length + word.utf8.count
  }

  // Made once: there are millions of tags.
  private static let endOfTag = place(of: ">")
  private static let endOfLiteral = place(of: "]]>")

  /// Where a word stands between two places of a text.
  private static func place(of word: String) -> @Sendable (Span<UInt8>, Int, Int) -> Int? {
    let wanted = Array(word.utf8)
    return { bytes, start, end in
      var place = start
      while place <= end - wanted.count {
        var index = 0
        while index < wanted.count, bytes[place + index] == wanted[index] { index += 1 }
        if index == wanted.count { return place }
        place += 1
      }
      return nil
    }
  }

  private mutating func takeEndTag() throws(FileError) {
    guard let length = try find(from: 2, "a tag", Self.endOfTag) else { throw breaksOff("a tag") }
    var last = position + length
    while last > position + 2, Self.isSpace(buffer[last - 1]) { last -= 1 }
    name = XMLName(buffer.span.extracting(position + 2..<last))
    guard open.last == name else { throw problem("an element ends that did not begin last") }
    open.removeLast()
    position += length + 1
  }

  private mutating func takeStartTag() throws(FileError) {
    let found = try find(from: 1, "a tag") { (bytes: Span<UInt8>, start: Int, end: Int) in
      var quote: UInt8 = 0
      var place = start
      while place < end {
        let byte = bytes[place]
        if quote != 0 {
          if byte == quote { quote = 0 }
        } else if byte == UInt8(ascii: ">") {
          return place
        } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") {
          quote = byte
        }
        place += 1
      }
      return nil
    }
    guard let length = found else { throw breaksOff("a tag") }
    let last = position + length
    endsAtOnce = buffer[last - 1] == UInt8(ascii: "/")
    let inner = endsAtOnce ? last - 1 : last
    var nameEnd = position + 1
    while nameEnd < inner, !Self.isSpace(buffer[nameEnd]) { nameEnd += 1 }
    guard nameEnd > position + 1 else { throw problem("a tag has no name") }
    guard !open.isEmpty || !hasRoot else { throw problem("a second element follows the document's own") }
    name = XMLName(buffer.span.extracting(position + 1..<nameEnd))
    nameRange = position + 1..<nameEnd
    attributes = nameEnd..<inner
    guard open.count < Self.deepest else {
      throw problem("elements lie deeper than \(Self.deepest) in each other")
    }
    open.append(name)
    hasRoot = true
    position = last + 1
  }

  static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d
  }

  // MARK: The buffer

  /// Where the token that begins at `position` ends, counted from there: what `search` finds between a place and the end of
  /// the buffer, reading more until it does; nil where nothing follows.
  private mutating func find(
    from offset: Int, _ what: String, _ search: (Span<UInt8>, Int, Int) -> Int?
  ) throws(FileError) -> Int? {
    while true {
      if position + offset <= end, let place = search(buffer.span, position + offset, end) {
        return place - position
      }
      guard end - position <= Self.longest else {
        throw problem("\(what) is longer than \(Self.longest) bytes")
      }
      if try !refill() { return nil }
    }
  }

  /// Reads more; false at the end. What is not taken moves to the front.
  private mutating func refill() throws(FileError) -> Bool {
    if isAtEnd { return false }
    if position > 0 {
      let left = end - position
      for index in 0..<left { buffer[index] = buffer[position + index] }
      start += position
      (position, end) = (0, left)
    }
    if end == buffer.count { buffer += [UInt8](repeating: 0, count: buffer.count) }
    let taken: Int
    switch source {
    case .entry(let stream): taken = try stream.read(into: &buffer, at: end, count: buffer.count - end)
    case .bytes(let bytes):
      let first = start + end
      taken = min(buffer.count - end, bytes.count - first)
      buffer.replaceSubrange(end..<end + taken, with: bytes.slice(first..<first + taken).array)
    }
    end += taken
    isAtEnd = taken == 0
    return !isAtEnd
  }

  // MARK: Errors

  private func breaksOff(_ what: String) -> FileError { problem("the XML breaks off in \(what)") }

  /// A problem where the scanner is: in this part of the archive, or at this byte of the file.
  package func problem(_ problem: String, remedy: String? = nil) -> FileError {
    switch source {
    case .entry:
      FileError(
        .badData, path: path, problem: "\(part.printable(limit: 80)): \(problem)", remedy: remedy ?? self.remedy
      )
    case .bytes:
      FileError(
        .badData, path: path, position: .byte(start + position), problem: problem, remedy: remedy ?? self.remedy
      )
    }
  }
}
