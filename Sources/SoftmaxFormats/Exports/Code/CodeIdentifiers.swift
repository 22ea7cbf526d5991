// Names of columns as names in code.

/// Makes names that are safe in C, C++ and Swift.
enum CodeIdentifiers {
  /// A name for each text, all different: its letters and digits of ASCII.
  static func names(for texts: [String]) -> [String] {
    var taken: Set<String> = []
    return texts.enumerated().map { place, text in
      var name = ""
      for byte in text.utf8.prefix(60) {
        let isWord = Self.isLetter(byte) || Self.isDigit(byte)
        if isWord { name.unicodeScalars.append(UnicodeScalar(byte)) } else if name.last != "_" { name += "_" }
      }
      while name.hasPrefix("_") { name.removeFirst() }
      while name.hasSuffix("_") { name.removeLast() }
      if name.isEmpty { name = "column_\(place + 1)" }
      if name.utf8.first.map(isDigit) ?? false { name = "c" + name }
      if reserved.contains(name) { name += "_" }
      var (unique, next) = (name, 2)
      while taken.contains(unique) { (unique, next) = ("\(name)_\(next)", next + 1) }
      taken.insert(unique)
      return unique
    }
  }

  static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

  static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  static let reserved: Set<String> = Set(
    """
    alignas alignof and and_eq asm auto bitand bitor bool break case catch char char16_t char32_t char8_t class co_await \
    co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do \
    double dynamic_cast else enum explicit export extern false float for friend goto if inline int long mutable namespace \
    new noexcept not not_eq nullptr operator or or_eq private protected public register reinterpret_cast requires restrict \
    return short signed sizeof static static_assert static_cast struct switch template this thread_local throw true try \
    typedef typeid typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq linux unix i386 NULL \
    NAN INFINITY HUGE_VAL Any Protocol Self Type actor as async await associatedtype borrowing consuming defer deinit \
    dynamic fallthrough fileprivate func guard import in indirect infix init inout internal is isolated lazy let nil \
    nonisolated none nonmutating open optional override package postfix precedencegroup prefix protocol repeat rethrows \
    self sending some subscript super throws typealias unowned var weak where willSet didSet get set
    """.split(separator: " ").map(String.init))
}
