// What is known of each character: the table that CharacterTable+Data.swift holds, ready to be asked.

/// Of each code point: whether it belongs to words, whether it is white space, its lower case, its script.
///
/// All answers are those of one version of Unicode (`unicodeVersion`), on every machine and under every release of Swift.
package struct CharacterTable: Sendable {
  /// What characters of one kind have in common.
  struct Kind: Sendable {
    var flags: UInt8
    var script: UInt8
    /// What is added to a code point for its lower case.
    var lowerCaseStep: Int32

    static let word: UInt8 = 1
    static let space: UInt8 = 2
    static let cased: UInt8 = 4
    static let ignorable: UInt8 = 8

    /// Whether it is a letter, a digit, another number or an underscore.
    var isWord: Bool { flags & Self.word != 0 }
    var isSpace: Bool { flags & Self.space != 0 }
    /// Whether there is an upper and a lower case of it.
    var isCased: Bool { flags & Self.cased != 0 }
    /// Whether case looks through it, as through an apostrophe.
    var isCaseIgnorable: Bool { flags & Self.ignorable != 0 }
  }

  /// The one table.
  package static let shared = CharacterTable()

  /// The code point whose lower case has two characters: İ becomes i and a dot above.
  static let dottedCapitalI: UInt32 = 0x130
  static let dotAbove: UInt32 = 0x307
  static let capitalSigma: UInt32 = 0x3A3
  static let finalSigma: UInt32 = 0x3C2
  static let codePointCount: UInt32 = 0x11_0000

  private let kinds: [Kind]
  /// The kind of each code point. Only the pages of scripts that are met are ever read.
  private let places: [UInt8]

  private init() {
    let content = Self.bytes(of: Self.encoded)
    var next = 0
    func take() -> UInt32 {
      var value: UInt32 = 0
      var shift: UInt32 = 0
      while next < content.count {
        let byte = content[next]
        next += 1
        value |= UInt32(byte & 127) << shift
        shift += 7
        if byte < 128 { break }
      }
      return value
    }
    var kinds: [Kind] = []
    for _ in 0..<take() {
      let (flags, script) = (content[next], content[next + 1])
      next += 2
      let step = take()
      let size = Int32(step >> 1)
      kinds.append(Kind(flags: flags, script: script, lowerCaseStep: step & 1 == 1 ? -size : size))
    }
    var places: [UInt8] = []
    places.reserveCapacity(Int(Self.codePointCount))
    while next < content.count {
      let length = take()
      places.append(contentsOf: repeatElement(content[next], count: Int(length)))
      next += 1
    }
    self.kinds = kinds
    self.places = places
  }

  /// The kind of a code point below `codePointCount`.
  @inline(__always)
  func kind(of scalar: UInt32) -> Kind { kinds[Int(places[Int(scalar)])] }

  /// Where the kind changes from one code point to the next, and the kind from there on. Complexity: O(code points).
  var runs: [(first: UInt32, kind: Kind)] {
    var runs: [(first: UInt32, kind: Kind)] = []
    var last: UInt8?
    for (scalar, place) in places.enumerated() where place != last {
      runs.append((UInt32(truncatingIfNeeded: scalar), kinds[Int(place)]))
      last = place
    }
    return runs
  }

  /// The lower case of a code point, without a look at what stands around it. İ gives its first character.
  @inline(__always)
  func lowerCase(of scalar: UInt32) -> UInt32 {
    UInt32(truncatingIfNeeded: Int32(truncatingIfNeeded: scalar) &+ kind(of: scalar).lowerCaseStep)
  }

  /// The bytes that a text in base64 stands for.
  private static func bytes(of text: StaticString) -> [UInt8] {
    var result: [UInt8] = []
    var bits: UInt32 = 0
    var count = 0
    for digit in text.description.utf8 {
      let value: UInt8
      switch digit {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = digit - 65
      case UInt8(ascii: "a")...UInt8(ascii: "z"): value = digit - 71
      case UInt8(ascii: "0")...UInt8(ascii: "9"): value = digit + 4
      case UInt8(ascii: "+"): value = 62
      case UInt8(ascii: "/"): value = 63
      default: continue
      }
      bits = bits << 6 | UInt32(value)
      count += 6
      if count >= 8 {
        count -= 8
        result.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
      }
    }
    return result
  }
}
