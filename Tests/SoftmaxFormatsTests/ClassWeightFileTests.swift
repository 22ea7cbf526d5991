// Weights of classes in files: what is read, and where what is no weight stands.

import SoftmaxFiles
import Testing

@testable import SoftmaxFormats

@Suite struct ClassWeightFileTests {
  private func weights(_ text: String) throws -> [String: Double] {
    try ClassWeightFile.weights(in: text, path: "w")
  }

  @Test func linesAndObjectsSayTheSame() throws {
    let expected = ["a": 1.0, "b, c": 2.5, "d\"": 0]
    #expect(try weights("a,1\nb, c,2.5\nd\",0\n") == expected)
    #expect(try weights("a\t1\r\n\r\nb, c\t 2.5 \r\nd\"\t0") == expected)
    #expect(try weights(" {\"a\": 1, \"b, c\": 2.5, \"d\\\"\": 0}\n") == expected)
  }

  /// A comma with an accent behind it is one Character, and no longer a comma: the line had no weight.
  @Test func separatorsAreFoundByTheirBytes() throws {
    #expect(try weights("a,\u{301}b,2\n") == ["a,\u{301}b": 2])
    let error = #expect(throws: FileError.self) { try weights("a,\u{301}\n") }
    #expect(error?.description.contains("w: line 1: ") == true)
  }

  @Test(arguments: [
    ("a,1\nb,x\n", "w: line 2: ", "the weight of 'b' is 'x', no number from 0 on"),
    ("a,1\n\nb\n", "w: line 3: ", "expected a name, a comma and a weight, found 'b'"),
    ("a,-1", "w: line 1: ", "the weight of 'a' is '-1'"),
    ("a,inf", "w: line 1: ", "the weight of 'a' is 'inf'"),
    ("a,1\na,2", "w: line 2: ", "the class 'a' stands twice"),
    ("{\"a\": -1}", "w: ", "the weight of 'a' is no number from 0 on"),
    ("{\"a\": \"1\"}", "w: ", "the weight of 'a' is no number"),
    ("{\"a\": {\"b\": 1}}", "w: ", "the weight of 'a'"),
    ("{\"a\": 1, \"a\": 2}", "w: byte 9: ", "stands twice"), ("", "w: ", "it holds no weights"),
    ("{}", "w: ", "no weights"),
  ])
  func whatIsNoWeightIsNamedWithItsPlace(_ text: String, _ place: String, _ problem: String) {
    let error = #expect(throws: FileError.self) { try weights(text) }
    #expect(
      error?.description.hasPrefix(place) == true && error?.description.contains(problem) == true,
      "\(error as Any)")
  }
}
