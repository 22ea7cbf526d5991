// Text from files on its way to people, character by character.

/// A text that grows only by what is safe to show, and knows the columns of a terminal that it takes.
///
/// It works on Unicode scalars: what people take for one character may be a letter with any number of marks, and to compare
/// or to hash it takes time that grows with the square of that number.
package struct ShownText {
  /// How a scalar is written that cannot be shown.
  package enum Replacement: Sendable {
    /// `\u{1b}`.
    case escape
    /// U+FFFD; what joins letters or the parts of an emoji stays, and marks beyond the most are left out.
    case sign
  }

  /// So many marks on one character are drawn; no writing system has more, and a terminal would draw them over other lines.
  package static let mostMarks = 8
  /// So many parts of an emoji are drawn as one.
  private static let mostJoined = 8

  package private(set) var scalars = String.UnicodeScalarView()
  /// How many scalars there are.
  package private(set) var count = 0
  /// The columns that they take.
  package private(set) var columns = 0
  private let replacement: Replacement
  private let keepsLineFeeds: Bool
  // Marks on the last character; nil where there is none that could carry one.
  private var markCount: Int?
  private var joinedCount = 0
  private var endsWithJoiner = false
  private var endsWithEmoji = false

  package init(_ replacement: Replacement = .escape, keepsLineFeeds: Bool = false) {
    self.replacement = replacement
    self.keepsLineFeeds = keepsLineFeeds
  }

  package var text: String { String(scalars) }

  /// Adds a scalar, or what stands for it.
  package mutating func append(_ scalar: Unicode.Scalar) {
    if scalar.isMark, !scalar.isUnshowable {
      appendMark(scalar)
    } else if scalar == "\n", keepsLineFeeds {
      append(scalar, columns: 0)
      markCount = nil
    } else if scalar == "\u{200c}" || scalar == "\u{200d}", replacement == .sign, markCount != nil {
      endsWithJoiner = scalar == "\u{200d}" && endsWithEmoji && joinedCount < Self.mostJoined
      appendMark(scalar)
    } else if scalar.isUnshowable {
      replace(scalar)
    } else {
      add(scalar)
    }
  }

  private mutating func appendMark(_ scalar: Unicode.Scalar) {
    // Alone it would be drawn over what stands before the text.
    if markCount == nil { add("\u{25cc}") }
    let marks = markCount ?? 0
    if marks < Self.mostMarks {
      append(scalar, columns: 0)
      markCount = marks + 1
    } else if replacement == .escape {
      replace(scalar)
      markCount = marks
    }
  }

  private mutating func replace(_ scalar: Unicode.Scalar) {
    switch replacement {
    case .sign: add("\u{fffd}")
    case .escape: for part in scalar.escaped.unicodeScalars { add(part) }
    }
  }

  private mutating func add(_ scalar: Unicode.Scalar) {
    endsWithEmoji = scalar.terminalColumns == 2 && scalar.value > 0xffff && scalar.properties.isEmoji
    // The parts of an emoji that are joined stand in the place of the first.
    let isJoined = endsWithJoiner && endsWithEmoji
    joinedCount = isJoined ? joinedCount + 1 : 0
    append(scalar, columns: isJoined ? 0 : scalar.terminalColumns)
    endsWithJoiner = false
    markCount = 0
  }

  private mutating func append(_ scalar: Unicode.Scalar, columns: Int) {
    scalars.append(scalar)
    count += 1
    self.columns += columns
  }
}
