// Attributes and texts of XML.

extension XMLScanner {
  /// Calls `body` with each attribute of the element that has begun: its name and its value as it is written.
  ///
  /// - Throws: `FileError` for what is no attribute; what `body` throws.
  package func forEachAttribute(
    _ body: (XMLName, Span<UInt8>) throws(FileError) -> Void
  ) throws(FileError) {
    let bytes = buffer.span
    var place = attributes.lowerBound
    while let attribute = try nextAttribute(&place) {
      try body(XMLName(bytes.extracting(attribute.name)), bytes.extracting(attribute.value))
    }
  }

  /// Where the name and the value of the attribute behind `place` lie in the buffer; nil where there is none.
  private func nextAttribute(_ place: inout Int) throws(FileError) -> (name: Range<Int>, value: Range<Int>)? {
    let bytes = buffer.span
    let last = attributes.upperBound
    while place < last, Self.isSpace(bytes[place]) { place += 1 }
    if place >= last { return nil }
    let start = place
    while place < last, bytes[place] != UInt8(ascii: "="), !Self.isSpace(bytes[place]) { place += 1 }
    let name = start..<place
    while place < last, Self.isSpace(bytes[place]) { place += 1 }
    guard place < last, bytes[place] == UInt8(ascii: "=") else { throw problem("an attribute has no value") }
    place += 1
    while place < last, Self.isSpace(bytes[place]) { place += 1 }
    guard place < last, bytes[place] == UInt8(ascii: "\"") || bytes[place] == UInt8(ascii: "'") else {
      throw problem("the value of an attribute has no quotes")
    }
    let quote = bytes[place]
    let valueStart = place + 1
    place = valueStart
    while place < last, bytes[place] != quote { place += 1 }
    guard place < last else { throw problem("the value of an attribute has no quote at its end") }
    defer { place += 1 }
    return (name, valueStart..<place)
  }

  /// The value of an attribute as text; nil where the element does not have it.
  package func attribute(_ wanted: String) throws(FileError) -> String? {
    let wanted = XMLName(wanted)
    var found: String?
    try forEachAttribute { (name, value) throws(FileError) in
      guard name == wanted else { return }
      var text: [UInt8] = []
      try decode(value, onto: &text)
      found = String(decoding: text, as: UTF8.self)
    }
    return found
  }

  /// Adds the text between tags to `text`.
  ///
  /// - Throws: `FileError` for an entity that XML does not have.
  package func appendContent(to text: inout [UInt8]) throws(FileError) {
    let bytes = buffer.span.extracting(content)
    if isLiteral {
      for index in bytes.indices { text.append(bytes[index]) }
    } else {
      try decode(bytes, onto: &text)
    }
  }

  /// Whether the text between tags is nothing but space, written as it is.
  package var isContentSpace: Bool {
    let bytes = buffer.span
    for index in content where !Self.isSpace(bytes[index]) { return false }
    return true
  }

  private func decode(_ bytes: Span<UInt8>, onto text: inout [UInt8]) throws(FileError) {
    var place = 0
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      guard byte == UInt8(ascii: "&") else {
        text.append(byte)
        continue
      }
      let start = place
      while place < bytes.count, place - start < 12, bytes[place] != UInt8(ascii: ";") { place += 1 }
      guard place < bytes.count, bytes[place] == UInt8(ascii: ";") else {
        throw problem("'&' begins no entity")
      }
      try appendEntity(bytes.extracting(start..<place), to: &text)
      place += 1
    }
  }

  private func appendEntity(_ name: Span<UInt8>, to text: inout [UInt8]) throws(FileError) {
    let word = String(decoding: name.indices.map { name[$0] }, as: UTF8.self)
    switch word {
    case "amp": text.append(UInt8(ascii: "&"))
    case "lt": text.append(UInt8(ascii: "<"))
    case "gt": text.append(UInt8(ascii: ">"))
    case "quot": text.append(UInt8(ascii: "\""))
    case "apos": text.append(UInt8(ascii: "'"))
    default:
      let digits = word.dropFirst(word.hasPrefix("#x") ? 2 : 1)
      guard word.hasPrefix("#"), digits.first?.isHexDigit == true,
        let code = UInt32(digits, radix: word.hasPrefix("#x") ? 16 : 10), code > 0,
        let scalar = Unicode.Scalar(code)
      else {
        throw problem("the entity '\(word.printable(limit: 20))' is none of XML's own")
      }
      text += Array(String(Character(scalar)).utf8)
    }
  }

  // MARK: Whole names, valid text

  /// The name of the element that began last, with its prefix.
  ///
  /// - Throws: `FileError` where it is no UTF-8.
  package func wholeName() throws(FileError) -> String {
    guard let name = plain(nameRange) ?? String(validating: buffer[nameRange], as: UTF8.self) else {
      throw problem("the name of an element is not UTF-8")
    }
    return name
  }

  /// The attributes of the element that has begun, in their order: whole names, and values as text, in which line feeds and
  /// tabs are spaces unless they are written by number.
  ///
  /// - Throws: `FileError` for what is no attribute or no UTF-8, and for a name that stands twice.
  package func wholeAttributes() throws(FileError) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    var place = attributes.lowerBound
    while let attribute = try nextAttribute(&place) {
      guard let name = plain(attribute.name) ?? String(validating: buffer[attribute.name], as: UTF8.self) else {
        throw problem("an attribute is not UTF-8")
      }
      let value = if let plain = plain(attribute.value) { plain } else { try decoded(attribute.value) }
      guard !found.contains(where: { $0.name == name }) else {
        throw problem("the attribute '\(name.printable(limit: 40))' stands twice")
      }
      guard found.count < Self.mostAttributes else {
        throw problem("an element has more than \(Self.mostAttributes) attributes")
      }
      found.append((name, value))
    }
    return found
  }

  private static var mostAttributes: Int { 64 }

  /// A text that is what its bytes are, as most are: printable ASCII without entities; nil for others.
  private func plain(_ range: Range<Int>) -> String? {
    let bytes = buffer.span
    for index in range {
      let byte = bytes[index]
      guard byte >= 0x20, byte < 0x7f, byte != UInt8(ascii: "&") else { return nil }
    }
    return String(decoding: buffer[range], as: UTF8.self)
  }

  /// The value of any attribute.
  private func decoded(_ range: Range<Int>) throws(FileError) -> String {
    let bytes = buffer[range].map { Self.isSpace($0) ? 0x20 : $0 }
    var text: [UInt8] = []
    try decode(bytes.span, onto: &text)
    guard let value = String(validating: text, as: UTF8.self) else {
      throw problem("an attribute is not UTF-8")
    }
    guard !MarkRun.isLong(value) else { throw problem("in an attribute \(MarkRun.problem)") }
    return value
  }
}
