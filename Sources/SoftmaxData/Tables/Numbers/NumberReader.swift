// Numbers of cells, however a file writes them.

import SoftmaxFiles
import SoftmaxRegression

/// Reads the numbers of cells in a notation. Digits are read exactly, as `DecimalParser` does.
struct NumberReader: Sendable {
  /// How numbers are written.
  let notation: NumberNotation
  /// Whether they are as programs write them, so that nothing has to be rewritten.
  var isPlain: Bool { notation == .plain }

  private let decimal: UInt8
  private let thousands: UInt8?
  private let point = UInt8(ascii: ".")

  init(_ notation: NumberNotation) {
    self.notation = notation
    // Both are ASCII.
    decimal = notation.decimalMark.asciiValue ?? UInt8(ascii: ".")
    thousands = notation.thousandsMark?.asciiValue
  }

  /// The number that all of `text` is, or nil.
  func number(_ text: Span<UInt8>) -> Double? {
    if isPlain { return DecimalParser.shared.number(text) }
    guard let rewritten = plain(text) else { return nil }
    return DecimalParser.shared.number(rewritten.span)
  }

  /// A text with a point for its decimal mark and nothing between thousands; nil where its marks are not where they belong.
  private func plain(_ text: Span<UInt8>) -> [UInt8]? {
    var plain: [UInt8] = []
    plain.reserveCapacity(text.count)
    var position = 0
    if let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
      plain.append(first)
      position = 1
    }
    // The lengths of the groups before the decimal mark.
    var groups = [0]
    while position < text.count {
      if text[position] &- UInt8(ascii: "0") < 10 {
        plain.append(text[position])
        groups[groups.count - 1] += 1
        position += 1
      } else if let next = separatorEnd(text, from: position) {
        groups.append(0)
        position = next
      } else {
        break
      }
    }
    // No thousands begin with 0: 0.118 beside 1.234,5 is a number of another notation.
    guard
      groups.count == 1
        || (Self.areThousands(groups) && plain.first { $0 &- UInt8(ascii: "0") < 10 } != UInt8(ascii: "0"))
    else { return nil }
    if position < text.count, text[position] == decimal {
      plain.append(point)
      position += 1
    }
    // What is left has no marks any more.
    while position < text.count {
      if text[position] == point || text[position] == UInt8(ascii: ",") { return nil }
      plain.append(text[position])
      position += 1
    }
    return plain
  }

  /// Whether groups of digits are those of thousands: three digits each, or two but for the last; one to three in the first.
  private static func areThousands(_ groups: [Int]) -> Bool {
    guard (1...3).contains(groups[0]), groups.last == 3 else { return false }
    let inner = groups.dropFirst().dropLast()
    return inner.allSatisfy { $0 == 3 } || (inner.allSatisfy { $0 == 2 } && groups[0] <= 2)
  }

  /// Where the mark between thousands ends that begins here; nil where there is none.
  private func separatorEnd(_ text: Span<UInt8>, from position: Int) -> Int? {
    guard let thousands else { return nil }
    if text[position] == thousands { return position + 1 }
    // A space that is no ASCII: one that does not break, a narrow one, a thin one. And the apostrophe of typographers.
    let (space, apostrophe) = (UInt8(ascii: " "), UInt8(ascii: "'"))
    let others: [[UInt8]] =
      switch thousands {
      case space: [[0xc2, 0xa0], [0xe2, 0x80, 0xaf], [0xe2, 0x80, 0x89]]
      case apostrophe: [[0xe2, 0x80, 0x99]]
      default: []
      }
    for mark in others where position + mark.count <= text.count {
      if mark.indices.allSatisfy({ text[position + $0] == mark[$0] }) { return position + mark.count }
    }
    return nil
  }
}
