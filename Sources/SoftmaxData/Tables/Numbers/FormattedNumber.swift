// Numbers for people: with a decimal comma, thousands separators, a currency or per cent.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// What makes a text that people read as a number none that programs do.
enum FormattedNumber: Hashable {
  /// 1,5 or 1234,567: a comma where the point should be.
  case decimalComma
  /// 8,412: either a decimal comma or thousands separators.
  case unclearComma
  /// 1,234.5 or 1.234.567 or 1 234 or 12,34,567: digits in groups, between which `thousands` stands. Where nothing stands
  /// before decimals, the decimal mark is the one that is left.
  case grouped(thousands: Character, decimal: Character)
  /// $5 or 12.5 % or 3 €.
  case unit

  /// How such numbers can be read.
  var advice: Advice {
    switch self {
    case .unclearComma:
      "\(.readNumbers(decimal: ",", thousands: nil)) reads 8,412 as 8.412, "
        + "\(.readNumbers(decimal: ".", thousands: ",")) as 8412"
    case .unit: "write the number alone"
    case .decimalComma, .grouped: remedy.map { "\($0) reads them" } ?? ""
    }
  }

  /// What to do about a cell that is a number in other marks than those it is `readAs`; nil for what is no number.
  /// `isKnown`: the notation is a model's.
  static func advice(on text: Span<UInt8>, readAs notation: NumberNotation, isKnown: Bool = false) -> Advice? {
    guard notation != .plain else {
      return FormattedNumber(text).map { mark in
        guard !isKnown, let remedy = mark.remedy else { return Advice(mark.correction()) }
        return "\(mark.correction()), or \(remedy) if all numbers are written so"
      }
    }
    let decimal = notation.decimalMark == "," ? "comma" : "point"
    guard DecimalParser.shared.number(text) != nil else {
      return FormattedNumber(text).map { mark in
        isKnown || mark == .unit ? Advice(mark.correction(decimal: decimal)) : mark.advice
      }
    }
    let rewriting = "write a decimal \(decimal) here too"
    if isKnown || notation.decimalMark == "." { return Advice(rewriting) }
    return
      "\(rewriting), or \(.readNumbers(decimal: ",", thousands: ".")) if the point stands between thousands"
  }

  /// The notation that reads it; nil where none does, or more than one.
  private var remedy: Remedy? {
    switch self {
    case .decimalComma: .readNumbers(decimal: ",", thousands: nil)
    case .grouped(let thousands, let decimal): .readNumbers(decimal: decimal, thousands: thousands)
    case .unclearComma, .unit: nil
    }
  }

  /// What is to be written in its place.
  private func correction(decimal: String = "point") -> String {
    switch self {
    case .unclearComma where decimal == "point": "write 8412 or 8.412 for 8,412, whichever is meant"
    case .decimalComma where decimal == "point": "write a point for the decimal comma"
    case .unit: "write the number alone"
    default: "write digits without separators of thousands, and a \(decimal) before decimals"
    }
  }

  /// Nil for plain numbers, and for what is no number.
  init?(_ text: Span<UInt8>) {
    // Most words are told by their last character.
    guard !text.isEmpty, text.count <= Self.longest, !Self.isLetter(text[text.count - 1]) else { return nil }
    var rest = text.indices.map { text[$0] }[...]
    let hasPlus = rest.first == UInt8(ascii: "+")
    Self.skip(Self.signs, &rest)
    var hasUnit = Self.skip(Self.currencies, &rest)
    if hasUnit {
      Self.skip(Self.spaces, &rest)
      Self.skip(Self.signs, &rest)
    }
    // No thousands begin with 0, and phone numbers with +.
    let mayBeGrouped = !hasPlus && rest.first != UInt8(ascii: "0")
    var groups = [Self.digits(&rest)]
    var separators: [UInt8] = []
    while let separator = Self.separator(&rest) {
      separators.append(separator)
      groups.append(Self.digits(&rest))
    }
    Self.skip(Self.spaces, &rest)
    hasUnit = Self.skip(Self.currencies + Self.percent, &rest) || hasUnit
    guard rest.isEmpty, let form = Self.form(groups, separators, mayBeGrouped: mayBeGrouped) else { return nil }
    // No notation reads a unit.
    switch form {
    case _ where hasUnit: self = .unit
    case .plain: return nil
    case .marked(let mark): self = mark
    }
  }

  private enum Form {
    case plain
    case marked(FormattedNumber)
  }

  /// What groups of digits with separators between them are; nil for no number.
  private static func form(_ groups: [Int], _ separators: [UInt8], mayBeGrouped: Bool) -> Form? {
    guard let last = separators.last else { return groups[0] > 0 ? .plain : nil }
    let (point, comma) = (UInt8(ascii: "."), UInt8(ascii: ","))
    let isOfThousands = mayBeGrouped && 1...3 ~= groups[0]
    if separators.count == 1 {
      if last == point { return .plain }
      let isGrouped = isOfThousands && groups[1] == 3
      if last == comma { return .marked(isGrouped ? .unclearComma : .decimalComma) }
      return isGrouped ? .marked(.grouped(thousands: Character(Unicode.Scalar(last)), decimal: ".")) : nil
    }
    // All alike, the last perhaps the decimal one. Four numbers with points are an address.
    guard isOfThousands, separators.dropLast().allSatisfy({ $0 == separators[0] }),
      last != point || separators[0] != point || separators.count < 3
    else { return nil }
    let hasDecimals = last != separators[0]
    let thousands = Character(Unicode.Scalar(separators[0]))
    let decimal: Character = hasDecimals ? Character(Unicode.Scalar(last)) : thousands == "." ? "," : "."
    guard !hasDecimals || last == point || last == comma else { return nil }
    let inner = groups.dropFirst().dropLast(hasDecimals ? 2 : 1)
    let innermost = groups[groups.count - (hasDecimals ? 2 : 1)]
    // In India groups have two digits but the last.
    let innerSizes = separators[0] == comma ? 2...3 : 3...3
    return innermost == 3 && inner.allSatisfy(innerSizes.contains)
      ? .marked(.grouped(thousands: thousands, decimal: decimal)) : nil
  }

  // MARK: Text

  private static let longest = 40
  private static let signs = bytes("-", "+")
  private static let currencies = bytes("$", "€", "£", "¥", "₹", "₩")
  private static let percent = bytes("%")
  private static let spaces = bytes(" ", "\u{a0}", "\u{202f}")

  private static func bytes(_ marks: String...) -> [[UInt8]] { marks.map { Array($0.utf8) } }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 &- UInt8(ascii: "a") < 26 }

  /// Passes over one of these, if one follows.
  @discardableResult
  private static func skip(_ marks: [[UInt8]], _ rest: inout ArraySlice<UInt8>) -> Bool {
    guard let mark = marks.first(where: { rest.starts(with: $0) }) else { return false }
    rest = rest.dropFirst(mark.count)
    return true
  }

  /// Passes over digits; how many.
  private static func digits(_ rest: inout ArraySlice<UInt8>) -> Int {
    let count = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }.count
    rest = rest.dropFirst(count)
    return count
  }

  /// Passes over a comma, a point, an apostrophe, or a space of any kind, if a digit follows; spaces are one separator.
  private static func separator(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
    var after = rest
    let isSpace = skip(spaces, &after)
    let separator = isSpace ? UInt8(ascii: " ") : after.popFirst()
    guard let separator, isSpace || ",.'".utf8.contains(separator), let digit = after.first,
      digit &- UInt8(ascii: "0") < 10
    else { return nil }
    rest = after
    return separator
  }
}
