// Messages name the file, the field and the flag, and long paths leave room for the reason.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct MessageTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func run(_ arguments: [String]) throws -> CommandRun {
    try CommandRun(arguments, in: folder.path)
  }

  @Test(arguments: [
    (["--sweep-tolerance", "0"], "--sweep-tolerance must be a number between 0 and 1, not 0.0"),
    (["--tolerance", "0"], "--tolerance must be a number between 0 and 1, not 0.0"),
    (["--strengths", "1e300"], "--strengths: a strength of the penalty must be"),
    (["--c", "1e-300"], "--c: a strength of the penalty must be"),
  ])
  func theFlagThatIsWrongIsBlamed(_ flags: [String], _ message: String) throws {
    let refused = try run(["tune", "iris"] + flags)
    #expect(refused.status == 64)
    #expect(refused.errors.hasPrefix("error: " + message), "\(refused.errors)")
  }

  @Test(arguments: ["train", "tune"])
  func aWeightOfAnUnknownClassNamesItsFile(_ verb: String) throws {
    try folder.write(Array("setsa,1\n".utf8), to: "w.txt")
    let refused = try run([verb, "iris", "--class-weight", "w.txt"])
    #expect(refused.status == 65)
    #expect(
      refused.errors.hasPrefix(
        "error: w.txt: there is a weight for the class 'setsa', which the data does not have; the nearest is 'setosa'"
      ))
  }

  @Test func longPathsLeaveRoomForTheReason() throws {
    // The longest that the system takes, and a little less.
    let long = String(repeating: "nothing-here/", count: 300) + "data.csv"
    for command in [
      ["train", long], ["data", long], ["inspect", long], ["predict", long, "iris"],
      ["train", "iris", "-o", long],
      ["train", "iris", "--class-weight", long], ["train", "iris", "--plot", long + ".bmp"],
      ["train", "iris", "--l2", long],
      ["tune", "iris", "--sweep", long], ["train", "iris", "--" + long],
    ] {
      let refused = try run(command)
      #expect([64, 65, 66, 73].contains(refused.status), "\(command.prefix(2)): \(refused.status)")
      #expect(refused.errors.utf8.count < 1100 && refused.errors.contains("…"), "\(refused.errors)")
      let reasons = [
        "cannot be", "neither", "no such", "No such", "choose", "expected", "Unknown", "too long", "folder",
      ]
      #expect(reasons.contains { refused.errors.contains($0) }, "\(refused.errors)")
    }
  }

  @Test func byteOrderMarksAreNoPartOfNames() throws {
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    try folder.write(mark + Array("setosa,2\n".utf8), to: "w.txt")
    let weighted = try run(["train", "iris", "--class-weight", "w.txt", "--json"]).json()
    #expect(weighted["classWeights"] as? [Double] == [2, 1, 1])
    try folder.write(mark + Array("{\"setosa\": 2}".utf8), to: "w.json")
    #expect(try run(["train", "iris", "--class-weight", "w.json"]).status == 0)
    #expect(try run(["tune", "iris", "--count", "2", "--sweep", "s.json"]).status == 0)
    try folder.write(mark + (folder.content("s.json") ?? []), to: "s.json")
    #expect(try run(["tune", "iris", "--count", "2", "--sweep", "s.json"]).status == 0)
    try folder.write(mark + Array("x,y\n1,a\n2,b\n3,a\n4,b\n".utf8), to: "d.csv")
    #expect(try run(["data", "d.csv"]).output.contains("\nx "))
  }

  @Test func otherEncodingsAreNamed() throws {
    let wide = Array("a,1\n".utf8).flatMap { [$0, UInt8(0)] }
    let marked: [UInt8] = [0xff, 0xfe] + wide
    for (bytes, name) in [(marked, "this is UTF-16 text"), (wide, "this looks like UTF-16 text")] {
      try folder.write(bytes, to: "w")
      try folder.write(bytes, to: "d.csv")
      for command in [
        ["train", "iris", "--class-weight", "w"], ["tune", "iris", "--sweep", "w"], ["data", "d.csv"],
        ["train", "d.csv"],
      ] {
        let refused = try run(command)
        #expect(refused.status == 65)
        #expect(
          refused.errors.contains("line 1: \(name), expected UTF-8; save the file as UTF-8"),
          "\(refused.errors)")
      }
      try folder.write(NPYWriter.floats([1, 2, 3, 4], shape: [2, 2]), to: "x.npy")
      #expect(try run(["train", "x.npy", "--labels", "w"]).errors.contains(name))
    }
  }

  @Test func aColumnOfTheSmallestNumbersIsNotTooLarge() throws {
    let rows = (0..<40).map { "\(Double($0 % 2 + $0 % 5))e-43,k\($0 % 2)\n" }.joined()
    try folder.write(Array(("dose,y\n" + rows).utf8), to: "d.csv")
    let refused = try run(["train", "d.csv"])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("column 'dose' would need a weight beyond Float32"), "\(refused.errors)")
  }

  @Test func picturesOfTooManyClassesAreRefusedBeforeScoring() throws {
    let rows = (0..<2400).map { "\($0 % 7),c\($0 % 1200)\n" }.joined()
    try folder.write(Array(("x,y\n" + rows).utf8), to: "d.csv")
    let trained = try run(["train", "d.csv", "--solver", "sgd", "--epochs", "1", "-o", "m.safetensors"])
    #expect(trained.status == 0, "\(trained.errors)")
    let refused = try run(["evaluate", "m.safetensors", "d.csv", "--confusion", "c.svg"])
    #expect(refused.status == 65)
    #expect(refused.errors.contains("a picture of 1200 classes cannot be looked at"))
    #expect(refused.output.isEmpty && !folder.names.contains("c.svg"))
    // JSON has all of them, as the message says.
    let document = try run(["evaluate", "m.safetensors", "d.csv", "--json"]).json()
    let matrix = try #require(document["confusionMatrix"] as? [[Int]])
    #expect(matrix.count == 1200 && matrix.allSatisfy { $0.count == 1200 && $0.reduce(0, +) == 2 })
    #expect((document["classes"] as? [Any])?.count == 1200 && document["sampleCount"] as? Int == 2400)
  }
}
