// A text with its marks, as pages and terminals show it.

import SoftmaxFiles
import SoftmaxRegression

/// The beginning of a marked text, in pieces that are marked or not.
struct TextPieces {
  /// On which side a piece is.
  enum Side: Hashable {
    case none, favours, opposes
  }

  /// A piece of the text, line breaks as spaces.
  struct Piece: Hashable {
    let text: String
    let side: Side
  }

  private(set) var pieces: [Piece] = []
  /// How many characters more the text has.
  let leftOutCount: Int

  /// The text up to about so many bytes; a piece that is marked is not cut, unless it alone is longer.
  init(_ text: MarkedText, limit: Int) {
    let bytes = text.bytes
    var end = 0
    func add(_ range: Range<Int>, _ side: Side) -> Piece? {
      range.isEmpty ? nil : Piece(text: Self.line(bytes[range]), side: side)
    }
    var pieces: [Piece?] = []
    for mark in text.shownMarks where end < limit {
      guard mark.range.lowerBound < limit else { break }
      pieces.append(add(end..<mark.range.lowerBound, .none))
      let markEnd =
        mark.range.upperBound <= limit || mark.range.count <= limit
        ? mark.range.upperBound : Self.boundary(limit, in: bytes)
      pieces.append(add(mark.range.lowerBound..<markEnd, mark.contribution > 0 ? .favours : .opposes))
      end = markEnd
    }
    if end < limit, end < bytes.count {
      let last = Self.boundary(min(limit, bytes.count), in: bytes)
      pieces.append(add(end..<last, .none))
      end = last
    }
    self.pieces = pieces.compactMap(\.self)
    leftOutCount = String(decoding: bytes[end...], as: UTF8.self).unicodeScalars.count
  }

  /// What is said behind a text that is cut; empty of one that is whole.
  var note: String { leftOutCount > 0 ? " … (\(Wording.counted(leftOutCount, "more character")))" : "" }

  /// The first place from here back where a character begins, or the end.
  private static func boundary(_ place: Int, in bytes: [UInt8]) -> Int {
    var place = place
    while place > 0, place < bytes.count, bytes[place] & 0xc0 == 0x80 { place -= 1 }
    return place
  }

  /// Bytes as a text of one line.
  private static func line(_ bytes: ArraySlice<UInt8>) -> String {
    String(decoding: bytes.map { (9...13).contains($0) ? 32 : $0 }, as: UTF8.self)
  }
}
