// JSON lines as tables.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct JSONLinesTests {
  private func text(
    _ content: String, name: String = "t.jsonl", chunk: Int = 1 << 12, sizes: ReadingSizes = ReadingSizes()
  )
    throws -> String
  {
    try TextOfTable(Array(content.utf8), name: name).text(chunk: chunk, sizes: sizes)
  }

  private func error(_ content: String, sizes: ReadingSizes = ReadingSizes()) throws -> String {
    try TextOfTable(Array(content.utf8), name: "t.jsonl").error(sizes: sizes)
  }

  @Test(arguments: [1, 5, 4096])
  func keysAreColumnsInTheirOrder(chunk: Int) throws {
    let content = """
      {"age": 31, "city": "Graz", "ok": true}
      {"city": null, "age": 1.50e3,"more":false}\r
      { }

      {"ok":false , "age":-0.0}
      """
    var sizes = ReadingSizes()
    sizes.chunk = chunk
    #expect(
      try text(content, chunk: chunk, sizes: sizes)
        == "age,city,ok,more\n31,Graz,true,\n1.50e3,,,false\n,,,\n\n-0.0,,false,\n")
  }

  @Test func textsHaveTheirCharacters() throws {
    let content = #"""
      {"a, b": "say \"hi\"", "ä": " x "}
      {"a, b": "one\ntwo\\\/\t", "\u00e4": "\ud83d\ude00\u0041"}
      """#
    #expect(
      try text(content)
        == "\"a, b\",ä\n\"say \"\"hi\"\"\",\" x \"\none two\\/\t,😀A\n".replacing(
          "one two\\/\t,", with: "\"one two\\/\t\","))
  }

  @Test func textsKeepTheirLineBreaksAndRowsAreLines() throws {
    let content = #"""
      {"t": "one\ntwo\r\nthree", "c": "a\nb"}
      {"t": "\ud83d\ude00", "c": 5}
      """#
    let file = try TextOfTable(Array(content.utf8), name: "t.jsonl")
    let options = TableOptions(kinds: ["t": .text])
    let table = try Table(contentsOf: file.path, options: options)
    #expect((0..<2).map { table.texts[0].text(of: $0) } == ["one\ntwo\r\nthree", "😀"])
    // A category has one line.
    #expect(table.labels?.texts == ["a b", "5"])
    #expect((0..<2).map { table.lines?.line(of: $0) } == [1, 2])
  }

  @Test(arguments: ["\u{feff}", "\n\n", ""])
  func theFirstObjectMayStandBehindAMarkOrBlankLines(before: String) throws {
    let content = before + "{\"a\":1,\"b\":2}\n"
    #expect(try text(content).hasSuffix("a,b\n" + (before == "\n\n" ? "\n\n" : "") + "1,2\n"))
    #expect(try text(content, name: "t").contains("1,2\n"))
    #expect(try text(content, name: "t.ndjson").contains("1,2\n"))
  }

  @Test func errorsNameLineAndKey() throws {
    for (line, message) in [
      (
        #"{"a":{"b":1}}"#,
        "t.jsonl: line 3, column 'a': the value is an object, expected a number, a text, true, false or null"
      ),
      (#"{"a":[1]}"#, "t.jsonl: line 3, column 'a': the value is an array, expected"),
      (#"{"a":1,"a":2}"#, "t.jsonl: line 3, column 'a': the key stands twice in the object; write it once"),
      (#"{"a":01}"#, "t.jsonl: line 3, column 'a': the number begins with 0"),
      (#"{"a":1.}"#, "t.jsonl: line 3, column 'a': found '}', expected a digit behind the point"),
      (#"{"a":yes}"#, "t.jsonl: line 3, column 'a': found 'y', expected a number"),
      (#"{"a":"\x"}"#, "t.jsonl: line 3, column 'a': a text has an escape that JSON does not have"),
      (#"{"a":"\ud800"}"#, "t.jsonl: line 3, column 'a': a text has one half of a character"),
      (#"{"a":"x}"#, "t.jsonl: line 3, column 'a': a text has no quote at its end"),
      (#"{"a":1"#, "t.jsonl: line 3, column 'a': the object does not end on its line"),
      (#"{"a":1} {"a":2}"#, "t.jsonl: line 3, column 'a': more follows the object"),
      (#"{a:1}"#, "t.jsonl: line 3: found 'a', expected a key in quotes"),
      (#"{"a" 1}"#, "t.jsonl: line 3, column 'a': found '1', expected a colon"),
      (#"[1,2]"#, "t.jsonl: line 3: expected an object of JSON"),
      (#"1,2"#, "t.jsonl: line 3: expected an object of JSON"),
      (#"{"":1}"#, "t.jsonl: line 3: a key is empty"),
    ] {
      let found = try error("{\"a\":1}\n{\"a\":2}\n\(line)\n")
      #expect(found.hasPrefix(message), "\(line): \(found)")
    }
  }

  @Test func aKeyThatTheBeginningDoesNotHaveIsAnError() throws {
    var sizes = ReadingSizes()
    sizes.keys = 20
    let lines = (0..<3).map { _ in "{\"a\":1,\"b\":2}\n" }.joined()
    #expect(
      try error(lines + "{\"a\":1,\"c\":2}\n", sizes: sizes)
        == "t.jsonl: line 4: the key 'c' is in none of the first 2 objects, which decide the columns; write it in the first "
        + "object, with null where there is no value")
    // What the beginning has may come in any order, and be left out.
    #expect(try text(lines + "{\"b\":1}\n", sizes: sizes).hasSuffix(",1\n"))
  }

  @Test func anArrayOfObjectsIsAnsweredWithItsConversion() throws {
    let file = try TextOfTable(Array("[\n{\"a\":1},{\"a\":2}]".utf8), name: "t.json")
    #expect(
      file.error().hasPrefix(
        "t.json: line 1: this is an array of JSON, expected one object on each line; jq -c '.[]' "
      ))
    #expect(throws: (any Error).self) { try DataReference(parsing: file.path) }
    #expect(try error("{\n  \"a\": 1\n}\n").contains("; jq -c '.' "))
  }

  @Test func errorsOfCellsNameTheLineOfTheObject() throws {
    let content = (0..<20).map { "{\"x\":\($0),\"y\":\"\($0 % 2)\"}\n" }.joined()
    let path = try TextOfTable(Array((content + "{\"x\":\"word\",\"y\":\"1\"}\n").utf8), name: "t.jsonl")
    let error = #expect(throws: (any Error).self) { try Table(contentsOf: path.path) }
    #expect(error.map { "\($0)".contains("line 21, column 'x'") } == true)
  }

  @Test func jsonLinesAreTheTableThatTheirTextWouldBe() throws {
    let rows = (0..<40).map {
      "{\"x\":\($0).5,\"k\":\"\(["r", "g"][$0 % 2])\",\"y\":\"\(["a", "b", "c"][$0 % 3])\"}"
    }
    let lines = try TextOfTable(GzipWriter.file(Array(rows.joined(separator: "\n").utf8)), name: "t.jsonl.gz")
    let csv = try TableFile(
      "x,k,y\n" + (0..<40).map { "\($0).5,\(["r", "g"][$0 % 2]),\(["a", "b", "c"][$0 % 3])\n" }.joined())
    let (table, same) = (try Table(contentsOf: lines.path), try Table(contentsOf: csv.path))
    #expect(table.columns == same.columns && table.numberBits == same.numberBits && table.codes == same.codes)
    #expect(table.labels?.texts == same.labels?.texts)
  }

  @Test func linesBeforeTheFirstObjectArePassedOver() throws {
    let file = try TextOfTable(
      Array("# made by hand\n# twice\n{\"x\":1,\"y\":\"a\"}\n{\"x\":[],\"y\":\"a\"}\n".utf8), name: "t.jsonl")
    #expect(file.error().hasPrefix("t.jsonl: line 1: expected an object"))
    var options = TableOptions()
    options.skippedLineCount = 2
    #expect(file.error(options).hasPrefix("t.jsonl: line 4, column 'x': the value is an array"))
    let good = try TextOfTable(
      Array("# made by hand\n{\"x\":1,\"y\":\"a\"}\n{\"x\":\"z\",\"y\":\"a\"}\n".utf8), name: "t.jsonl")
    options.skippedLineCount = 1
    options.kinds = ["x": .number]
    let error = #expect(throws: FileError.self) { try Table(contentsOf: good.path, options: options) }
    #expect(error?.position == .cell(line: 3, column: "x"))
  }

  @Test func aTableOfOneColumnHasNoBlankLines() throws {
    #expect(try text("{\"a\":1}\n{\"a\":null}\n{\"a\":3}\n\n\n") == "a\n1\n\n3\n")
    #expect(
      try error("{\"a\":1}\n\n{\"a\":3}\n")
        == "t.jsonl: line 2: this line is blank, expected an object; remove it")
  }
}
