// Columns of arrays that lie far from 0, in every verb, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct FarColumnTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Seconds, of which the parts of an hour tell the classes, and noise.
  private static let rows: [(values: [Double], label: Int)] = {
    var numbers = MadeNumbers(seed: 3)
    return (0..<80).map { (i: Int) -> (values: [Double], label: Int) in
      let seconds = (i * 13) % 80
      return ([1_700_000_000 + Double(seconds), Double(numbers.next())], seconds < 40 ? 0 : 1)
    }
  }()

  private func array(_ values: [[Double]]) -> [UInt8] {
    NPYWriter.file(
      "<f8", shape: [values.count, 2],
      data: values.flatMap(\.self).flatMap { NPYWriter.bytes(of: $0.bitPattern) })
  }

  @Test func timesInSecondsAreLearnedFromAndScoredInEveryForm() throws {
    let values = Self.rows.map(\.values)
    try folder.write(array(values), to: "x.npy")
    try folder.write(array(values.map { [$0[0] - 1_700_000_040, $0[1]] }), to: "near.npy")
    try folder.write(
      NPYWriter.floats(values.flatMap { $0.map { Float($0) } }, shape: [80, 2]), to: "single.npy")
    try folder.write(Array(Self.rows.map { "\($0.label)" }.joined(separator: "\n").utf8), to: "y.txt")
    let csv = (["seconds,noise,label"] + Self.rows.map { "\($0.values[0]),\($0.values[1]),\($0.label)" })
      .joined(separator: "\n")
    try folder.write(Array(csv.utf8), to: "t.csv")
    let far = try json(["train", "x.npy", "--labels", "y.txt", "-o", "m.safetensors"])
    // One optimum, wherever the column is counted from: the bias takes what differs.
    let near = try json(["train", "near.npy", "--labels", "y.txt"])
    let objectives = [far, near].compactMap { $0["objective"] as? Double }
    #expect(objectives.count == 2 && abs(objectives[0] - objectives[1]) < 3e-8 * objectives[0])
    #expect(far["trainAccuracy"] as? Double ?? 0 > 0.9)
    // As they are, Float32 keeps every 128th second.
    let raw = try json(["train", "x.npy", "--labels", "y.txt", "--no-standardize"])
    let single = try json(["train", "single.npy", "--labels", "y.txt", "--no-standardize"])
    #expect(raw["weightsSHA256"] as? String == single["weightsSHA256"] as? String)
    #expect(raw["trainAccuracy"] as? Double ?? 1 < 0.9)
    #expect(try run(["verify", "m.safetensors", "x.npy", "--labels", "y.txt"]).status == 0)
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(shown.contains("counted from") && shown.contains("feature 0 less 17000000"), "\(shown)")
    let scored = try json(["evaluate", "m.safetensors", "x.npy", "--labels", "y.txt"])
    #expect(scored["accuracy"] as? Double == far["trainAccuracy"] as? Double)
    // The same numbers as text, for a model that knows nothing of tables.
    let table = try json(["evaluate", "m.safetensors", "t.csv", "--label", "label"])
    #expect(table["logLoss"] as? Double == scored["logLoss"] as? Double)
    let piped = try CommandRun(
      ["evaluate", "m.safetensors", "-", "--input-format", "csv", "--label", "label"], input: Array(csv.utf8),
      in: folder.path)
    #expect(piped.status == 64 && piped.errors.contains("name a file, not standard input"), "\(piped.errors)")
    let predictions = try run(["predict", "m.safetensors", "x.npy", "--format", "csv", "--count", "80"])
    #expect(predictions.status == 0, "\(predictions.errors)")
    // Test data, tune and a start have the same origins.
    let tuned = try json([
      "tune", "x.npy", "--labels", "y.txt", "--test", "x.npy", "--test-labels", "y.txt", "--count", "3",
    ])
    #expect((tuned["scores"] as? [[String: Any]])?.allSatisfy { $0["testAccuracy"] is Double } == true)
    let started = try json([
      "train", "x.npy", "--labels", "y.txt", "--start", "m.safetensors", "--max-iterations", "0",
    ])
    #expect(started["weightsSHA256"] as? String == far["weightsSHA256"] as? String)
  }
}
