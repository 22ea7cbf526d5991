// JSON as RFC 8259 has it, and nothing else.

import SoftmaxFiles
import Testing

@Suite struct StrictJSONTests {
  private func parse(_ text: String) throws(FileError) -> StrictJSON {
    try StrictJSON.parse(Array(text.utf8), path: "a.json")
  }

  @Test func valuesAreReadAsTheyStand() throws {
    let value = try parse(#" {"a": [1, -2.5e+3, true, null], "b": "x\"\\\/\n\u00e9\ud83d\ude00é"} "#)
    #expect(value["a"] == .array([.number("1"), .number("-2.5e+3"), .bool(true), .null]))
    #expect(value["b"]?.text == "x\"\\/\né😀é")
    #expect(try parse("[9007199254740993]") == .array([.number("9007199254740993")]))
    #expect(try parse("12345678901234567890").integer == nil)
    #expect(try parse("12").integer == 12)
  }

  @Test(arguments: [
    "", " ", "{", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":1,}", "{a:1}", "'a'", "01", "1.", ".5", "+1", "1e", "-",
    "tru",
    "nul", "\"abc", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\u{1}\"", "[1] 2", "NaN",
    "Infinity", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\u{feff}1", "[1}",
  ])
  func whatIsNotJSONIsRefusedWithItsByte(_ text: String) {
    let error = #expect(throws: FileError.self) { try parse(text) }
    #expect(error?.kind == .badData)
    guard case .byte = error?.position else {
      Issue.record("no position")
      return
    }
  }

  @Test func textThatIsNotUTF8IsRefused() {
    #expect(throws: FileError.self) { try StrictJSON.parse([0x22, 0xff, 0x22], path: "a") }
    #expect(throws: FileError.self) { try StrictJSON.parse([0x22, 0xc0, 0x80, 0x22], path: "a") }
  }

  @Test func nestingHasALimit() throws {
    func nested(_ depth: Int) -> String {
      String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }
    #expect(throws: Never.self) { try parse(nested(StrictJSON.depthLimit)) }
    #expect(throws: FileError.self) { try parse(nested(StrictJSON.depthLimit + 2)) }
    #expect(throws: FileError.self) { try parse(String(repeating: "[", count: 1_000_000)) }
  }
}
