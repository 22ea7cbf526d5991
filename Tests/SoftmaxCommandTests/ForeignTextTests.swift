// Names, cells and file names that nobody vouches for, in every verb: nothing that a terminal obeys is printed.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct ForeignTextTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// Clears the screen, sets a title, moves, turns the direction of writing, and ends the line.
  private static let hostile = "\u{1b}[2J\u{9b}31m\u{202e}\u{200b}\u{7}\u{7f}x"
  private static let fileName = "d\u{1b}[31m\u{202e}\n.csv"

  private func run(_ arguments: [String], input: String = "") throws -> CommandRun {
    try CommandRun(arguments, input: Array(input.utf8), in: folder.path)
  }

  /// What no terminal may get: all controls but line feeds, and what turns the direction of writing.
  private func isHarmless(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { scalar in
      if scalar == "\n" { return true }
      return switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: false
      default: true
      }
    }
  }

  private func table(_ name: String = Self.fileName, rows: Int = 40) throws {
    var text = "a\(Self.hostile),city\(Self.hostile),kind\(Self.hostile)\n"
    for row in 0..<rows {
      text += "\(row % 7).\(row % 3),\(Self.hostile)\(row % 2),\(Self.hostile)\(row % 2)\n"
    }
    try folder.write(Array(text.utf8), to: name)
  }

  @Test func noVerbPrintsWhatATerminalObeys() throws {
    try table()
    try table("short.csv", rows: 20)
    let (file, model) = (Self.fileName, "m.safetensors")
    let commands: [[String]] = [
      ["data", file], ["data", file, "--json"], ["data", file, "--ignore", "no\u{1b}such"],
      ["train", file, "-o", model, "--statistics"], ["train", file, "-o", model, "--test", "short.csv"],
      ["train", file, "--json"], ["train", file, "--solver", "sgd", "--epochs", "2"],
      ["train", file, "--plot", "p.svg"],
      ["train", file, "--label", "\u{1b}[2J"], ["train", file, "--columns", "city\(Self.hostile)=number"],
      ["train", "\u{1b}[2Jno.csv"], ["train", file, "--l2", "\u{1b}[2J"], ["train", "--\u{1b}[2J"],
      ["tune", file, "--count", "2", "--sweep", "s.json"], ["tune", file, "--count", "2", "--json"],
      ["tune", file, "--count", "3", "--sweep", "s.json"],
      ["evaluate", model, file], ["evaluate", model, file, "--json"],
      ["evaluate", model, file, "--confusion", "c.svg"],
      ["predict", model, file], ["predict", model, file, "--json"],
      ["predict", model, file, "--format", "jsonl"],
      ["predict", model, file, "--keep", "city\(Self.hostile)"],
      ["predict", model, file, "--keep", "\u{1b}[2J"],
      ["inspect", model], ["inspect", model, "--json"], ["verify", model, file],
      ["verify", model, "short.csv"],
      ["verify", model, file, "--json"], ["inspect", file], ["evaluate", file, file],
      ["datasets", "fetch", "\u{1b}[2J"],
      ["datasets", "verify", "\u{1b}[2J"],
    ]
    for command in commands {
      let result = try run(command)
      #expect(result.output.utf8.count + result.errors.utf8.count > 0, "\(command)")
      #expect(isHarmless(result.output), "\(command): \(result.output.debugDescription)")
      #expect(isHarmless(result.errors), "\(command): \(result.errors.debugDescription)")
    }
    // The names themselves are what they were: JSON escapes, and changes nothing.
    let document = try run(["inspect", model, "--json"]).json()
    let card = try #require(document["card"] as? [String: Any])
    let classes = try #require(card["classes"] as? [String])
    #expect(classes.map { Array($0.utf8) } == ["0", "1"].map { Array((Self.hostile + $0).utf8) })
  }

  @Test func csvHasCellsByteByByteButOnATerminal() throws {
    try table("d.csv")
    #expect(try run(["train", "d.csv", "-o", "m.safetensors"]).status == 0)
    let arguments = ["predict", "m.safetensors", "d.csv", "--format", "csv", "--keep", "2", "--count", "2"]
    #expect(try run(arguments).output.contains(Self.hostile + "1,"))

    let screen = try PseudoTerminal()
    let home = try TemporaryDirectory()
    defer { withExtendedLifetime(home) {} }
    let process = Process()
    process.environment = CommandEnvironment.own(home: home)
    process.executableURL = CommandRun.executable
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = screen.terminal
    process.standardError = FileHandle.nullDevice
    try process.run()
    let shown = String(decoding: screen.readToEnd(), as: UTF8.self).replacing("\r\n", with: "\n")
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(isHarmless(shown) && shown.contains("\\u{1b}[2J"), "\(shown.debugDescription)")
  }

  @Test func marksWithoutEndAreRefusedWithTheirPlace() throws {
    let marks = String(repeating: "\u{301}\u{323}", count: 20_000)
    try folder.write(Array("a,b,y\n1,2,k\n3,x\(marks),l\n".utf8), to: "d.csv")
    let start = ContinuousClock.now
    for verb in ["data", "train"] {
      let result = try run([verb, "d.csv"])
      #expect(result.status == 65)
      #expect(
        result.errors.contains("d.csv: line 3, column 'b': more than 255 combining marks"), "\(result.errors)")
    }
    #expect(try run(["train", "d.csv", "--label", marks]).status == 64)
    // Of a header, too.
    try folder.write(Array("a,b\(marks),y\n1,2,k\n3,4,l\n".utf8), to: "d.csv")
    #expect(try run(["data", "d.csv"]).status == 65)
    #expect(ContinuousClock.now - start < .seconds(40))
  }

  @Test func manyMarksOnLettersAreShownInTime() throws {
    // 200 on each: text that is odd, and yet text.
    let word = String(repeating: "a" + String(repeating: "\u{301}\u{323}", count: 100), count: 100)
    let rows = (0..<20).map { "\($0),\(word)\($0),k\($0 % 2)\n" }.joined()
    try folder.write(Array(("n,b,y\n" + rows).utf8), to: "d.csv")
    let start = ContinuousClock.now
    let result = try run(["data", "d.csv"])
    #expect(result.status == 0 && result.output.utf8.count < 100_000)
    #expect(ContinuousClock.now - start < .seconds(40))
  }

  @Test func csvCellsAreWhatTheyWere() throws {
    let quoted = [
      "\"a,\u{301}b\"", "\"\"\"q\u{301}\"", "\"line\r\n\u{301}end\"", "\" spaces \"", "=1+1", "-1.5",
    ]
    let rows = quoted.enumerated().map { "\($0),\($1),k\($0 % 2)\n" }.joined()
    try folder.write(Array(("n,name,y\n" + rows + rows + rows).utf8), to: "d.csv")
    #expect(try run(["train", "d.csv", "--ignore", "name", "-o", "m.safetensors"]).status == 0)
    let arguments = ["predict", "m.safetensors", "d.csv", "--format", "csv", "--keep", "name", "--count", "6"]
    let plain = try run(arguments)
    #expect(plain.status == 0, "\(plain.errors)")
    for cell in [
      "\"a,\u{301}b\",0,", "\"\"\"q\u{301}\",1,", "\"line\r\n\u{301}end\",2,", "\n spaces ,3,", "\n=1+1,4,",
      "\n-1.5,5,",
    ] {
      #expect(plain.output.utf8.contains(cell), "\(cell.debugDescription) in \(plain.output.debugDescription)")
    }
    let safe = try run(arguments + ["--csv-safe"])
    #expect(safe.output.utf8.contains("\n'=1+1,4,") && safe.output.utf8.contains("\n-1.5,5,"))
    let refused = try run(["predict", "m.safetensors", "d.csv", "--csv-safe"])
    #expect(refused.status == 64 && refused.errors.contains("--csv-safe is for --format csv"))
  }
}

extension String.UTF8View {
  /// Whether these bytes stand in the text, whatever characters they belong to.
  fileprivate func contains(_ text: String) -> Bool {
    Data(self).range(of: Data(text.utf8)) != nil
  }
}
