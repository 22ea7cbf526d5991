// What is known of characters, as ranges: for exported code, which has to know it too.

/// The facts of `CharacterTable` that cutting a text needs, as short lists of code points.
package struct CharacterRanges: Sendable {
  /// Characters whose lower case is as far away from each of them.
  package struct Shift: Sendable, Hashable {
    /// The first and the last of them.
    package let first: UInt32
    package fileprivate(set) var last: UInt32
    /// 1 where all between are of them, 2 where every other one is.
    package fileprivate(set) var stride: UInt32
    /// What is added for the lower case.
    package let step: Int32
  }

  /// The one that there is.
  package static let shared = CharacterRanges(.shared)

  /// Where runs of letters, digits and underscores begin and end, in turns: a character is of them where an odd number of
  /// places is at most its own.
  package let words: [UInt32]
  /// The same of white space.
  package let spaces: [UInt32]
  /// The same of characters that have an upper and a lower case.
  package let cased: [UInt32]
  /// The same of characters that case looks through.
  package let ignorable: [UInt32]
  /// The lower cases, ascending. İ has its first character here; a dot above follows it.
  package let shifts: [Shift]

  init(_ table: CharacterTable) {
    let runs = table.runs
    func edges(_ isMember: (CharacterTable.Kind) -> Bool) -> [UInt32] {
      var edges: [UInt32] = []
      for run in runs where isMember(run.kind) != !edges.count.isMultiple(of: 2) { edges.append(run.first) }
      return edges
    }
    words = edges(\.isWord)
    spaces = edges(\.isSpace)
    cased = edges(\.isCased)
    ignorable = edges(\.isCaseIgnorable)
    var shifts: [Shift] = []
    for (index, run) in runs.enumerated() where run.kind.lowerCaseStep != 0 {
      let end = index + 1 < runs.count ? runs[index + 1].first : CharacterTable.codePointCount
      for scalar in run.first..<end { shifts.add(scalar, run.kind.lowerCaseStep) }
    }
    self.shifts = shifts
  }
}

extension [CharacterRanges.Shift] {
  /// Adds a character behind all others.
  fileprivate mutating func add(_ scalar: UInt32, _ step: Int32) {
    if let last, last.step == step {
      let gap = scalar - last.last
      if gap == last.stride || (gap == 2 && last.first == last.last) {
        self[count - 1].last = scalar
        self[count - 1].stride = gap
        return
      }
    }
    append(CharacterRanges.Shift(first: scalar, last: scalar, stride: 1, step: step))
  }
}
