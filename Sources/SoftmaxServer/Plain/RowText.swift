// Arrays of numbers in JSON as lines of delimited text: rows of a model that knows no names.

import SoftmaxFiles

/// Takes the brackets off arrays of numbers, one array a line.
enum RowText {
  /// A document of one array for each row, or one row alone, as lines; objects become a line each.
  ///
  /// - Throws: `RequestProblem` naming the byte that is no JSON.
  static func lines(of document: [UInt8]) throws(RequestProblem) -> (text: [UInt8], isTable: Bool) {
    var scanner = JSONScanner(document, count: document.count)
    var rows: [Range<Int>] = []
    var firsts: Set<UInt8> = []
    func note(_ scanner: inout JSONScanner) throws(RequestProblem) {
      firsts.insert(scanner.peek() ?? 0)
      let start = scanner.position
      try scanner.skip()
      rows.append(start..<scanner.position)
    }
    if scanner.peek() == UInt8(ascii: "[") {
      try scanner.array { (scanner) throws(RequestProblem) in try note(&scanner) }
    } else {
      try note(&scanner)
    }
    try scanner.expectEnd()
    guard !rows.isEmpty else { throw .bad("the array has no elements: expected one for each sample") }
    let isTable = firsts == [UInt8(ascii: "{")]
    if !isTable, firsts != [UInt8(ascii: "[")] {
      // One array of numbers is one row.
      guard !firsts.contains(UInt8(ascii: "{")), !firsts.contains(UInt8(ascii: "[")) else {
        throw .bad(
          "the elements are of different kinds: expected an object, or an array of numbers, for each sample")
      }
      rows = [0..<document.count]
    }
    var text: [UInt8] = []
    text.reserveCapacity(document.count)
    for row in rows {
      if isTable {
        // Spaces alone: within texts a line break is written as \n.
        for place in row {
          text.append(document[place] == 0x0a || document[place] == 0x0d ? 0x20 : document[place])
        }
      } else {
        try append(document[row], to: &text)
      }
      text.append(UInt8(ascii: "\n"))
    }
    return (text, isTable)
  }

  /// The numbers of an array, however deep it is, with commas between them; null is an empty cell.
  private static func append(_ array: ArraySlice<UInt8>, to text: inout [UInt8]) throws(RequestProblem) {
    let cells = array.filter { ![0x20, 0x0a, 0x0d, 0x09, UInt8(ascii: "["), UInt8(ascii: "]")].contains($0) }
    if let other = array.firstIndex(of: UInt8(ascii: "\"")) {
      throw .bad(
        "the request's JSON, byte \(other): a row of an array holds numbers: send texts as objects with the columns' names"
      )
    }
    var rest = cells[...]
    let null = Array("null".utf8)
    while let byte = rest.first {
      if rest.starts(with: null) {
        rest = rest.dropFirst(null.count)
      } else {
        text.append(byte)
        rest = rest.dropFirst()
      }
    }
  }
}
