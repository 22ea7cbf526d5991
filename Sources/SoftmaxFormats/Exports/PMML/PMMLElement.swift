// Elements of PMML, one after the other.

import SoftmaxFiles
import SoftmaxKernels

/// The beginning of an element: its name, and attributes that have to be taken before the element is left.
struct PMMLElement {
  let name: String
  private var attributes: [(name: String, value: String)]

  init(_ name: String, _ attributes: [(name: String, value: String)]) {
    (self.name, self.attributes) = (name, attributes)
  }

  /// The value of an attribute, which is then taken; nil where there is none.
  mutating func take(_ name: String) -> String? {
    guard let place = attributes.firstIndex(where: { $0.name == name }) else { return nil }
    return attributes.remove(at: place).value
  }

  /// The first attribute that nobody took.
  var rest: String? { attributes.first?.name }
}

/// Reads elements strictly: what is not understood is refused, because it may change what the model says.
struct PMMLElements {
  private var scanner: XMLScanner

  init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    scanner = try XMLScanner(bytes, path: path, remedy: "get the file again, or export the model again")
  }

  func problem(_ problem: String) -> FileError { scanner.problem(problem) }

  /// The next element in the one that has begun; nil at its end.
  mutating func next() throws(FileError) -> PMMLElement? {
    while true {
      switch try scanner.next() {
      case .start:
        let element = PMMLElement(try scanner.wholeName(), try scanner.wholeAttributes())
        // Extensions are for people.
        guard element.name == "Extension" else { return element }
        try scanner.skipElement()
      case .end: return nil
      case .text: try expectSpace()
      case .finish: return nil
      }
    }
  }

  private func expectSpace() throws(FileError) {
    if scanner.isContentSpace { return }
    var text: [UInt8] = []
    try scanner.appendContent(to: &text)
    guard text.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0a || $0 == 0x0d }) else {
      throw problem("there is text where elements have to be")
    }
  }

  /// The text of the element that has begun, which has no elements.
  mutating func text() throws(FileError) -> String {
    var bytes: [UInt8] = []
    while true {
      switch try scanner.next() {
      case .text: try scanner.appendContent(to: &bytes)
      case .end, .finish:
        guard let text = String(validating: bytes, as: UTF8.self) else { throw problem("a text is not UTF-8") }
        return text
      case .start: throw problem("there is an element where a text has to be")
      }
    }
  }

  /// Passes over everything in the element that has begun.
  mutating func skip() throws(FileError) { try scanner.skipElement() }

  /// The end of an element that has none in it, and whose attributes were all taken.
  mutating func end(_ element: PMMLElement) throws(FileError) {
    try expectTaken(element)
    if let child = try next() { throw unknown(child, in: element.name) }
  }

  func expectTaken(_ element: PMMLElement) throws(FileError) {
    if let name = element.rest {
      throw problem("the attribute '\(name.printable(limit: 40))' of \(element.name) is not understood")
    }
  }

  func unknown(_ element: PMMLElement, in parent: String) -> FileError {
    problem("the element '\(element.name.printable(limit: 40))' in \(parent) is not understood")
  }

  // MARK: Values of attributes

  /// An attribute that has to be there.
  func text(_ name: String, _ element: inout PMMLElement) throws(FileError) -> String {
    guard let text = element.take(name) else { throw problem("\(element.name) has no attribute '\(name)'") }
    return text
  }

  func number(_ name: String, _ element: inout PMMLElement) throws(FileError) -> Double {
    try number(text(name, &element), "the attribute '\(name)' of \(element.name)")
  }

  func optionalNumber(_ name: String, _ element: inout PMMLElement) throws(FileError) -> Double? {
    guard let text = element.take(name) else { return nil }
    return try number(text, "the attribute '\(name)' of \(element.name)")
  }

  /// A finite decimal number.
  func number(_ text: String, _ what: String) throws(FileError) -> Double {
    let isDecimal = text.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."),
        UInt8(ascii: "E"), UInt8(ascii: "e"):
        true
      default: false
      }
    }
    guard isDecimal, let number = Double(text), number.isFinite else {
      throw problem("\(what) is '\(text.printable(limit: 40))', expected a number")
    }
    return number
  }

  /// Takes an attribute that may only be this.
  func expect(
    _ name: String, _ wanted: Set<String>, _ element: inout PMMLElement
  ) throws(FileError) -> String {
    let text = try text(name, &element)
    guard wanted.contains(text) else {
      throw problem(
        "the attribute '\(name)' of \(element.name) is '\(text.printable(limit: 40))', expected "
          + wanted.sorted().joined(separator: ", "))
    }
    return text
  }
}
