// --missing drop: rows that lack a cell are left out of training and refused in scoring, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct MissingRowTests {
  private let folder: TemporaryDirectory
  private static let header = "x,n,colour,part,group,fold,w,y"

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, input: [], in: folder.path)
  }

  /// 90 rows, and the same without the 30 that lack a cell.
  private func writeRows() throws {
    let rows = (0..<90).map { i in
      let cells = [
        i % 9 == 0 ? "" : "\(i * 7 % 13)", i % 9 == 4 ? "NA" : "\(i * i % 17)",
        i % 9 == 7 ? "" : ["red", "blue", "green"][i % 3], i % 5 == 0 ? "test" : "train", "g\(i / 4)",
        "f\(i % 3)",
        "\(1 + i % 2)", i * 7 % 13 + i % 4 > 7 ? "a" : "b",
      ]
      return cells.joined(separator: ",")
    }
    let complete = rows.indices.filter { ![0, 4, 7].contains($0 % 9) }.map { rows[$0] }
    for (name, rows) in [("all.csv", rows), ("complete.csv", complete)] {
      try folder.write(Array((([Self.header] + rows).joined(separator: "\n") + "\n").utf8), to: name)
    }
  }

  @Test(arguments: [
    ["--ignore", "part,group,fold,w"],
    ["--ignore", "part,fold,w", "--holdout", "0.25", "--group", "group", "--seed", "3"],
    ["--ignore", "group,fold", "--split-column", "part", "--sample-weight", "w"],
  ])
  func theModelIsThatOfTheRowsWithoutMissingCells(_ flags: [String]) throws {
    try writeRows()
    let dropped = try run(["train", "all.csv", "--missing", "drop", "--json", "-o", "m.safetensors"] + flags)
    #expect(dropped.status == 0, "\(dropped.errors)")
    #expect(
      dropped.errors.contains("30 of the 90 rows of all.csv are left out: they lack cells"), "\(dropped.errors)"
    )
    let complete = try run(["train", "complete.csv", "--json"] + flags)
    #expect(try dropped.json()["weightsSHA256"] as? String == complete.json()["weightsSHA256"] as? String)
    let verified = try run(["verify", "m.safetensors", "all.csv"])
    #expect(verified.status == 0, "\(verified.output)\(verified.errors)")
  }

  @Test func tuneLeavesThemOutToo() throws {
    try writeRows()
    let flags = ["--ignore", "part,group,w", "--fold-column", "fold", "--count", "3", "--json"]
    let dropped = try run(["tune", "all.csv", "--missing", "drop"] + flags)
    #expect(dropped.status == 0 && dropped.errors.contains("30 of the 90 rows"), "\(dropped.errors)")
    let complete = try run(["tune", "complete.csv"] + flags)
    #expect(try dropped.json()["weightsSHA256"] as? String == complete.json()["weightsSHA256"] as? String)
  }

  @Test func scoringRefusesSuchRowsAndSaysWhatToDo() throws {
    try writeRows()
    let flags = ["--missing", "drop", "--ignore", "part,group,fold,w"]
    #expect(try run(["train", "all.csv", "-o", "m.safetensors"] + flags).status == 0)
    for verb in ["evaluate", "predict"] {
      let refused = try run([verb, "m.safetensors", "all.csv"])
      #expect(
        refused.status == 65
          && refused.errors.contains(
            "column 'x': the cell is missing (''); this model cannot predict such rows: fill"),
        "\(refused.errors)")
    }
    #expect(try run(["evaluate", "m.safetensors", "complete.csv"]).status == 0)
    #expect(try run(["inspect", "m.safetensors"]).output.contains("30 rows with missing cells left out"))
  }

  @Test func verifyingOtherDataSaysNo() throws {
    try writeRows()
    let flags = ["--missing", "drop", "--ignore", "part,group,fold,w"]
    #expect(try run(["train", "all.csv", "-o", "m.safetensors"] + flags).status == 0)
    let answer = try run(["verify", "m.safetensors", "complete.csv"])
    #expect(answer.status == 1 && answer.output.contains("rows.incompleteCount"), "\(answer.output)")
  }

  @Test func aColumnThatIsLeftOutAsAKeyDropsNoRows() throws {
    let rows = (0..<40).map { "\($0 % 7),\($0 < 10 ? "" : "cabin \($0)"),\($0 % 7 > 2 ? "a" : "b")" }
    try folder.write(Array((["x,cabin,y"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    let trained = try run(["train", "t.csv", "--missing", "drop", "-o", "m.safetensors"])
    #expect(trained.status == 0 && trained.output.contains("40 rows"), "\(trained.errors)\(trained.output)")
    #expect(try run(["verify", "m.safetensors", "t.csv"]).status == 0)
    let named = try run(["train", "t.csv", "--missing", "drop", "--columns", "cabin=category"])
    #expect(named.status == 0 && named.errors.contains("10 of the 40 rows"), "\(named.errors)")
  }

  @Test func aTableOfWhichNoRowIsLeftIsRefusedWithItsEmptiestColumn() throws {
    let rows = (0..<40).map { "\($0 % 4 == 0 ? "" : "1"),\($0 % 4 == 0 ? "2" : ""),\($0 % 2 == 0 ? "a" : "b")" }
    try folder.write(Array((["x,most,y"] + rows).joined(separator: "\n").utf8), to: "t.csv")
    let refused = try run(["train", "t.csv", "--missing", "drop"])
    #expect(refused.status == 65, "\(refused.errors)")
    #expect(
      refused.errors.contains(
        "every row lacks a cell, so that none is left to learn from: column 'most' is missing in 30 of 40 rows; "
          + "--ignore most, or --missing mean"), "\(refused.errors)")
    let looked = try run(["data", "t.csv", "--missing", "drop"])
    #expect(looked.status == 0 && looked.output.contains("every row lacks a cell"), "\(looked.output)")
  }

  @Test func lookingAtTheDataSaysHowManyRowsGo() throws {
    try writeRows()
    let flags = ["--ignore", "part,group,fold,w"]
    let looked = try run(["data", "all.csv", "--missing", "drop"] + flags)
    #expect(
      looked.output.contains("30 of 90 rows lack cells in the columns 'x', 'n' and 'colour'"),
      "\(looked.output)")
    #expect(try run(["data", "all.csv"] + flags).output.contains("--missing drop leaves their rows out"))
    #expect(try !run(["data", "complete.csv", "--missing", "drop"] + flags).output.contains("lack"))
  }
}
