// Interactions of a table's columns, from train to predict, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct InteractionCommandTests {
  private let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  private func run(_ arguments: [String]) throws -> CommandRun { try CommandRun(arguments, in: folder.path) }

  /// What is bought depends on the product of two numbers and a colour, and on nothing else.
  private func write(_ name: String, seed: UInt64, rows: Int = 160) throws {
    var numbers = MadeNumbers(seed: seed)
    let values = numbers.floats(2 * rows)
    let kinds = numbers.indices(rows, below: 2)
    let lines = (0..<rows).map { i in
      let (x, y) = (values[2 * i], values[2 * i + 1])
      let sign: Float = kinds[i] == 0 ? 1 : -1
      return "\(x),\(y),\(kinds[i] == 0 ? "red" : "blue"),\(x * y + 0.3 * sign * x > 0 ? "yes" : "no")"
    }
    try folder.write(Array((["x,y,colour,bought"] + lines).joined(separator: "\n").utf8), to: name)
  }

  @Test func aModelTakesItsProductsAlong() throws {
    try write("a.csv", seed: 3)
    try write("b.csv", seed: 4)
    let plain = try run(["train", "a.csv", "--test", "b.csv", "--json"]).json()
    let trained = try run(
      ["train", "a.csv", "--test", "b.csv", "--interact", "x:y,colour:x", "-o", "m.safetensors", "--json"])
    #expect(trained.status == 0, "\(trained.errors)")
    let document = try trained.json()
    #expect(document["featureCount"] as? Int == 7)
    let (before, after) = (
      try #require(plain["testAccuracy"] as? Double), try #require(document["testAccuracy"] as? Double)
    )
    #expect(before < 0.75 && after > 0.9)
    #expect(try run(["verify", "m.safetensors", "a.csv", "--test", "b.csv"]).status == 0)
    let evaluated = try run(["evaluate", "m.safetensors", "b.csv", "--json"]).json()
    #expect(evaluated["accuracy"] as? Double == after)
    let predicted = try run(["predict", "m.safetensors", "b.csv", "--format", "csv"])
    #expect(
      predicted.status == 0 && predicted.output.split(separator: "\n").count == 161, "\(predicted.errors)")
    let shown = try run(["inspect", "m.safetensors"])
    #expect(shown.output.contains("x:y, colour:x"), "\(shown.output)")
    // A factor for a pair is one for each of its products.
    try folder.write(Array("colour:x,0\nx:y,2\n".utf8), to: "f.csv")
    let factors = try run(
      ["train", "a.csv", "--interact", "x:y,colour:x", "--penalty-factor", "f.csv", "--json"]).json()
    #expect(factors["penaltyFactors"] as? [Double] == [1, 1, 1, 1, 2, 0, 0])
    let tuned = try run(["tune", "a.csv", "--interact", "x:y", "--count", "2", "--json"]).json()
    #expect((tuned["fit"] as? [String: Any])?["featureCount"] as? Int == 5)
  }

  @Test(arguments: [
    ("x:z", 65, "--interact 'x:z' is no pair of columns"), ("x", 65, "is no pair of columns"),
    ("colour:colour", 65, "is no number, whose square would say something new"),
    ("x:y,y:x", 65, "the pair stands twice"), ("x:bought", 65, "is no pair of columns"),
  ])
  func whatIsNoPairIsRefused(_ pairs: String, _ status: Int32, _ message: String) throws {
    try write("a.csv", seed: 3, rows: 40)
    let refused = try run(["train", "a.csv", "--interact", pairs])
    #expect(refused.status == status && refused.errors.contains(message), "\(refused.errors)")
    let pictures = try run(["train", "digits", "--interact", pairs])
    #expect(pictures.status == 64 && pictures.errors.contains("--interact is for tables"))
  }
}
