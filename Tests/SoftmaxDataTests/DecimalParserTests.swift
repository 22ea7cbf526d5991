// Decimal text to Float64: the same bits as the C library's strtod.

import Foundation
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct DecimalParserTests {
  private let parser = DecimalParser.shared

  private func parse(_ text: String) -> Double? {
    let bytes = Array(text.utf8)
    return parser.number(bytes.span)
  }

  /// Texts that are not read as strtod reads them.
  private func differences(_ texts: some Sequence<String>) -> [String] {
    texts.filter { text in
      guard let number = parse(text) else { return true }
      let expected = unsafe strtod(text, nil)
      return number.bitPattern != expected.bitPattern
    }
  }

  @Test func everyFormOfADecimalIsRead() {
    let expected: [String: Double] = [
      "1": 1, "-1.5e3": -1500, "+2": 2, ".5": 0.5, "5.": 5, "-.5": -0.5, "0": 0, "1E5": 1e5, "1e+05": 1e5,
      "007": 7,
      "1.e2": 100, "12345678": 12_345_678, "1234567890123456789": 1_234_567_890_123_456_768,
    ]
    for (text, number) in expected { #expect(parse(text) == number, "\(text)") }
    #expect(parse("-0")?.sign == .minus)
  }

  @Test(
    arguments: [
      "", "-", "+", ".", "-.", "e5", "1e", "1e+", "1,5", "1_000", "0x1p3", "0x10", "1 ", " 1", "--1", "+-1",
      "1.2.3",
      "inf", "nan", "1f", "1e5.5", "½", "１", "1e 5", "1-", "12345678x", "x12345678",
    ])
  func whatIsNoDecimalIsRefused(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test func aNumberEndsWhereItsTextDoes() {
    let bytes = Array("a,-12.5e1,7".utf8)
    let number = parser.parse(bytes.span, from: 2)
    #expect(number?.value == -125)
    #expect(number?.end == 9)
  }

  @Test func shortestTextsOfRandomBitsAreReadBack() {
    var numbers = MadeNumbers(seed: 3)
    var wrong: [Double] = []
    for _ in 0..<20_000 {
      let value = Double(bitPattern: randomBits(&numbers))
      guard value.isFinite else { continue }
      if parse("\(value)")?.bitPattern != value.bitPattern { wrong.append(value) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func randomDigitsAndExponentsAreReadAsStrtodReadsThem() {
    var numbers = MadeNumbers(seed: 4)
    let texts = (0..<30_000).map { index -> String in
      let digits = String(randomBits(&numbers)).prefix(1 + index % 20)
      let exponent = Int(numbers.next() * Float(index % 3 == 0 ? 345 : 30))
      let point = digits.index(digits.startIndex, offsetBy: index % digits.count)
      return "\(index % 2 == 0 ? "-" : "")\(digits[..<point]).\(digits[point...])e\(exponent)"
    }
    #expect(differences(texts).isEmpty)
  }

  @Test func numbersHalfwayBetweenTwoAreRoundedToTheEvenOne() {
    var numbers = MadeNumbers(seed: 5)
    var texts: [String] = []
    for exponent in 0..<60 {
      // 2^53 + an odd number is halfway between two; times 2^exponent it stays so.
      let odd = (1 << 53) + 2 * Int(randomBits(&numbers) >> 20) + 1
      let exact = Decimal(odd) * pow(Decimal(2), exponent % 30)
      texts += ["\(exact)", "\(exact).0", "\(exact).\(String(repeating: "0", count: exponent))1"]
      texts.append("\(exact - Decimal(1)).\(String(repeating: "9", count: exponent + 1))")
    }
    // Halves of Float64's steps below 1, exact in decimal.
    for value in [1.0, 1.5, 0.1, 0.7, 1e-5, 1.9999999999999998] {
      texts.append(exactDecimal(halfwayAbove: value))
      texts.append(exactDecimal(halfwayAbove: value) + "1")
    }
    #expect(differences(texts).isEmpty)
  }

  @Test func theEndsOfTheRangeAreReadAsStrtodReadsThem() {
    var texts = [
      "1e-400", "1e400", "-1e400", "1e-99999999999999999999", "1e99999999999999999999", "0e999999999",
      "0.0e-999999999",
      "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.47e-324", "2.5e-324",
      "2.2250738585072011e-308", "2.2250738585072012e-308", "2.2250738585072014e-308", "2.225073858507201e-308",
      "1.7976931348623157e308", "1.7976931348623158e308", "1.7976931348623159e308", "179769313486231580793e289",
      "9007199254740993", "9007199254740992.999999999999999999999", "9007199254740993.0000000000000000000001",
      "0.1", "123456789012345678901234567890", "1.00000000000000011102230246251565404",
      "1.00000000000000011102230246251565405", "1.00000000000000011102230246251565403", "8.41e21", "9.5e22",
      "1e23",
      "9999999999999999999", "18446744073709551615", "18446744073709551616", "99999999999999999999",
    ]
    for count in stride(from: 0, through: 400, by: 13) {
      let zeros = String(repeating: "0", count: count)
      texts += [
        "0.\(zeros)123456789012345678", "1\(zeros)", "\(zeros)1.5", "1.5\(zeros)", "0.\(zeros)1e\(count)",
      ]
      texts += ["123456789\(zeros)e-\(count)", "1\(zeros)1", "1.\(zeros)1"]
    }
    for step in 0..<300 {
      texts.append("\(Double(bitPattern: UInt64(step)))")
      texts.append("\(step * 7 + 1)e-326")
      texts.append("\(Double.leastNormalMagnitude.nextDown * (1 - Double(step) * 1e-16))")
    }
    #expect(differences(texts).isEmpty)
  }

  @Test func everyPowerOfTenIsReadAsStrtodReadsIt() {
    let texts = (-345...310).flatMap { ["1e\($0)", "9007199254740993e\($0)", "17976931348623157e\($0)"] }
    #expect(differences(texts).isEmpty)
  }

  /// What the short way gives for a cell that is followed by others; where it gives something else than strtod, the text.
  private func short(_ cells: some Sequence<String>) -> (readCount: Int, wrong: [String]) {
    var result = (readCount: 0, wrong: [String]())
    for cell in cells {
      let bytes = Array("7,\(cell),\(String(repeating: "9", count: DecimalParser.shortWindow))".utf8)
      guard let number = parser.short(bytes.span, from: 2) else { continue }
      result.readCount += 1
      let expected = Float(unsafe strtod(cell, nil))
      if number.value.bitPattern != expected.bitPattern || number.end != 2 + cell.utf8.count {
        result.wrong.append(cell)
      }
    }
    return result
  }

  @Test func numbersReadTheShortWayHaveTheBitsOfTheLongOne() {
    var numbers = MadeNumbers(seed: 6)
    let made = (0..<40_000).map { index -> String in
      let zeros = String(repeating: "0", count: index % 7 == 0 ? index % 5 : 0)
      let digits = zeros + String(randomBits(&numbers)).prefix(1 + index % 19)
      let point = digits.index(digits.startIndex, offsetBy: index % min(digits.count, 8))
      let sign = ["", "-", "+"][index % 3]
      return index % 11 == 0 ? "\(sign)\(digits.prefix(16))" : "\(sign)\(digits[..<point]).\(digits[point...])"
    }
    let result = short(made)
    #expect(result.wrong.isEmpty)
    // Left to the long way are a few that begin with zeros, and one in thousands near the middle between two Float32s.
    #expect(result.readCount > 39_000)
    let simple = ["0", "-0", "0.0", "5.", ".5", "-.25", "1", "1234567", "1234567890123456", "0.1", "3.14159"]
    #expect(short(simple) == (simple.count, []))
  }

  @Test func numbersAboutTheMiddleOfTwoFloat32sAreNeverReadWrong() {
    var texts = [
      "16777217", "16777219", "16777217.0000000001", "16777216.99999999999999", "0.500000029802322387695",
    ]
    var numbers = MadeNumbers(seed: 7)
    for index in 0..<5_000 {
      let value = Float(numbers.next() * 100 + 0.001)
      let middle = (Double(value) + Double(value.nextUp)) / 2
      for step in -3...3 {
        let near = middle + Double(step) * middle.ulp * (index % 2 == 0 ? 1 : 30_000)
        texts += ["\(near)", String(String(format: "%.20f", near).prefix(23))]
      }
    }
    let result = short(texts)
    #expect(result.wrong.isEmpty)
    // Those a little off the middle are read.
    #expect(result.readCount > 0 && result.readCount < texts.count)
  }

  @Test(
    arguments: [
      "", "-", "+", ".", "-.", "1e5", "1.5e-3", "e5", "x", "é", "1é", "\u{0}", "12345678901234567",
      "123456789.5",
      "1.2345678901234567890123", "0.00000000000000000123",
    ])
  func theShortWayLeavesOtherTextsToTheLongOne(_ text: String) {
    let bytes = Array("\(text),\(String(repeating: " ", count: DecimalParser.shortWindow))".utf8)
    let number = parser.short(bytes.span, from: 0)
    // Numbers that go on with something else are told by what stands at their end.
    #expect(number == nil || !",\n".utf8.contains(bytes[number?.end ?? 0]))
    #expect(parser.short(Array("1.5,2".utf8).span, from: 0) == nil)
  }

  private func randomBits(_ numbers: inout MadeNumbers) -> UInt64 {
    numbers.bytes(8).reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// value + half a step, written out: every Float64 is a whole number of 2^-1074, and 10^1074 / 2^1074 = 5^1074.
  private func exactDecimal(halfwayAbove value: Double) -> String {
    // printf is exact; the mean of two neighbours has one bit more, which a larger format shows as two halves.
    let lower = digits(value)
    let upper = digits(value.nextUp)
    var sum: [UInt8] = []
    var carry: UInt8 = 0
    for (a, b) in zip(lower, upper).reversed() {
      let digit = a + b + carry
      sum.append(digit % 10)
      carry = digit / 10
    }
    sum.append(carry)
    // Half of the sum.
    var half: [UInt8] = []
    var remainder: UInt8 = 0
    for digit in sum.reversed() {
      half.append((remainder * 10 + digit) / 2)
      remainder = (remainder * 10 + digit) % 2
    }
    let text = half.map { String($0) }.joined()
    return "0.\(text)e4"
  }

  /// 3 digits before the point and 120 after it, exactly.
  private func digits(_ value: Double) -> [UInt8] {
    let text = String(format: "%0124.120f", value)
    return text.utf8.filter { $0 != UInt8(ascii: ".") }.map { $0 - 48 }
  }
}
