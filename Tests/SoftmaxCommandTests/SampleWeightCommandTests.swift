// --sample-weight in every verb that learns or scores, run as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct SampleWeightCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  /// Rows of three numbers that tell three classes apart, not always.
  private static let rows: [(values: [Float], label: Int)] = {
    var numbers = MadeNumbers(seed: 77)
    return (0..<90).map { i in
      ((0..<3).map { j in (4 * (numbers.next() + (j == i % 3 ? 0.7 : 0))).rounded() / 4 }, i % 3)
    }
  }()

  /// What is in the data: features, labels, a part and a group.
  private func table(_ indices: [Int], weights: [String]?) -> String {
    let header = "a,b,c,kind,part,group" + (weights == nil ? "" : ",w")
    let lines = indices.enumerated().map { place, i in
      let row = Self.rows[i]
      return
        (row.values.map { "\($0)" } + ["k\(row.label)", i % 5 == 4 ? "test" : "train", "g\(i / 3)"]
        + (weights.map { [$0[place]] } ?? [])).joined(separator: ",")
    }
    return ([header] + lines).joined(separator: "\n") + "\n"
  }

  private static let all = Array(0..<90)
  private static let flags = ["--label", "kind", "--ignore", "part,group", "--l2", "0.05"]

  @Test func tuneScoresAWeightAsRepetitionsInOneFold() throws {
    // The first row of each group counts twice.
    try write(table(Self.all, weights: Self.all.map { $0 % 3 == 0 ? "2" : "1" }), to: "weighted.csv")
    try write(
      table(Self.all.flatMap { $0 % 3 == 0 ? [$0, $0] : [$0] }, weights: nil), to: "repeated.csv")
    let flags = [
      "--label", "kind", "--ignore", "part", "--group", "group", "--strengths", "0.1,0.01",
      "--sweep-tolerance", "1e-9", "--folds", "3",
    ]
    let found = try json(["tune", "weighted.csv", "--sample-weight", "w"] + flags)
    let expected = try json(["tune", "repeated.csv"] + flags)
    let alike = try json(
      ["tune", "weighted.csv", "--ignore", "part,w"] + flags.filter { $0 != "--ignore" && $0 != "part" })
    let scores = [found, expected, alike].compactMap { $0["scores"] as? [[String: Any]] }
    for (one, other) in zip(scores[0], scores[1]) {
      let (losses, same) = (one["foldLogLosses"] as? [Double], other["foldLogLosses"] as? [Double])
      // Both within 1e-9 of F of one optimum.
      #expect(Closeness.largestDifference(losses ?? [], same ?? [9]) < 1e-5)
      #expect(one["foldAccuracies"] as? [Double] == other["foldAccuracies"] as? [Double])
    }
    #expect(scores[0][0]["foldAccuracies"] as? [Double] != scores[2][0]["foldAccuracies"] as? [Double])
    #expect(found["chosen"] as? Int == expected["chosen"] as? Int)
  }

  @Test func evaluateAndTrainScoreAWeightAsRepetitions() throws {
    let times = Self.all.map { ($0 * 7 + $0 / 4) % 3 }
    try write(table(Self.all, weights: times.map { "\($0)" }), to: "weighted.csv")
    try write(
      table(Self.all.flatMap { Array(repeating: $0, count: times[$0]) }, weights: nil), to: "repeated.csv")
    let flags = ["--split-column", "part", "--label", "kind", "--ignore", "group", "--l2", "0.05"]
    let trained = try json(
      ["train", "weighted.csv", "--sample-weight", "w", "-o", "m.safetensors"] + flags)
    let expected = try json(["train", "repeated.csv"] + flags)
    #expect(trained["testAccuracy"] as? Double == expected["testAccuracy"] as? Double)
    #expect(trained["trainAccuracy"] as? Double == expected["trainAccuracy"] as? Double)
    let losses = [trained, expected].compactMap { $0["testLogLoss"] as? Double }
    // Two fits, each certified to 1e-8.
    #expect(abs(losses[0] - losses[1]) < 1e-3)
    #expect(try run(["verify", "m.safetensors", "weighted.csv"]).status == 0)
    // The column of training is the default.
    let noted = try run(["evaluate", "m.safetensors", "weighted.csv", "--json"])
    #expect(noted.errors.contains("note: samples count by the weights 'w', as in training; --no-sample-weight"))
    let found = try noted.json()
    let same = try json(["evaluate", "m.safetensors", "repeated.csv"])
    for key in ["accuracy", "macroF1"] { #expect(found[key] as? Double == same[key] as? Double, "\(key)") }
    for key in ["logLoss", "expectedCalibrationError"] {
      let pair = [found, same].compactMap { $0[key] as? Double }
      #expect(pair.count == 2 && abs(pair[0] - pair[1]) < 1e-12, "\(key)")
    }
    #expect(found["confusionMatrix"] as? [[Int]] == same["confusionMatrix"] as? [[Int]])
    #expect(found["totalWeight"] as? Int == same["sampleCount"] as? Int && same["totalWeight"] == nil)
    #expect(found["sampleCount"] as? Int == times.count { $0 > 0 })
    let named = try json(["evaluate", "m.safetensors", "weighted.csv", "--sample-weight", "w"])
    #expect(named["logLoss"] as? Double == found["logLoss"] as? Double)
    let alike = try json(["evaluate", "m.safetensors", "weighted.csv", "--no-sample-weight"])
    #expect(alike["sampleCount"] as? Int == 90 && alike["totalWeight"] == nil)
    #expect(alike["accuracy"] as? Double != found["accuracy"] as? Double)
    let missing = try run(["evaluate", "m.safetensors", "repeated.csv"])
    #expect(
      missing.errors.contains(
        "note: repeated.csv has no weights 'w', which training had: its samples count alike"))
    #expect(missing.output.hasPrefix("repeated.csv: \(times.reduce(0, +)) samples\n"))
    // A column that was named by its place is kept by its name: in another table that place is another column's.
    let placed = try run(
      [
        "train", "weighted.csv", "--sample-weight", "7", "--test", "weighted.csv", "-o", "p.safetensors",
        "--json",
      ]
        + Self.flags)
    #expect(
      try placed.json()["testLogLoss"] != nil && !placed.errors.contains("has no weights"), "\(placed.errors)")
    let swapped = try run(["evaluate", "p.safetensors", "repeated.csv"])
    #expect(swapped.errors.contains("repeated.csv has no weights 'w'"), "\(swapped.errors)")
    #expect(try run(["verify", "p.safetensors", "weighted.csv"]).status == 0)
    let text = try run(["evaluate", "m.safetensors", "weighted.csv"]).output
    #expect(
      text.hasPrefix("weighted.csv: \(times.count { $0 > 0 }) samples, which count \(times.reduce(0, +))\n"))
  }

  @Test func earlyStoppingLooksAtAWeightAsAtRepetitions() throws {
    let times = Self.all.map { $0 % 5 == 4 ? ($0 / 5) % 3 : 1 }
    func text(_ indices: [Int], _ weights: [String]?) -> String {
      table(indices, weights: weights).replacing(",test,", with: ",validation,")
    }
    try write(text(Self.all, times.map { "\($0)" }), to: "weighted.csv")
    try write(text(Self.all.flatMap { Array(repeating: $0, count: times[$0]) }, nil), to: "repeated.csv")
    let flags = [
      "--split-column", "part", "--label", "kind", "--ignore", "group", "--solver", "sgd", "--early-stopping",
      "--epochs", "40", "--learning-rate", "0.5", "--patience", "3",
    ]
    let found = try json(["train", "weighted.csv", "--sample-weight", "w"] + flags)
    let expected = try json(["train", "repeated.csv"] + flags)
    #expect(found["bestEpoch"] as? Int == expected["bestEpoch"] as? Int)
    #expect(found["weightsSHA256"] as? String == expected["weightsSHA256"] as? String)
    let histories = [found, expected].compactMap { $0["history"] as? [[String: Any]] }
    #expect(histories[0].count == histories[1].count)
    for (one, other) in zip(histories[0], histories[1]) {
      #expect(one["holdoutAccuracy"] as? Double == other["holdoutAccuracy"] as? Double)
      let losses = [one, other].compactMap { $0["holdoutLogLoss"] as? Double }
      #expect(losses.count == 2 && abs(losses[0] - losses[1]) < 1e-12)
    }
  }

  @Test func weightsOfOneChangeNoDocument() throws {
    try write(table(Self.all, weights: Self.all.map { _ in "1" }), to: "t.csv")
    #expect(
      try run(["train", "t.csv", "--sample-weight", "w", "-o", "m.safetensors"] + Self.flags).status == 0)
    for json in [[], ["--json"]] {
      let weighted = try run(["evaluate", "m.safetensors", "t.csv"] + json)
      let alike = try run(["evaluate", "m.safetensors", "t.csv", "--no-sample-weight"] + json)
      #expect(weighted.output == alike.output && !weighted.output.contains("1.0"))
    }
  }

  // MARK: Arrays

  private static let x = NPYWriter.floats(rows.flatMap(\.values), shape: [90, 3])
  private static let y = NPYWriter.integers(rows.map { Int64($0.label) })

  private func weights(_ values: [Double]) -> [UInt8] {
    NPYWriter.file("<f8", shape: [values.count], data: values.flatMap { NPYWriter.bytes(of: $0.bitPattern) })
  }

  private func archive(_ arrays: [(String, [UInt8])], to name: String) throws {
    try folder.write(ZipWriter.file(arrays.map { ZipWriter.Entry($0.0 + ".npy", $0.1) }), to: name)
  }

  @Test func arraysHaveTheirWeightsInAnArrayOrAFile() throws {
    let own = Self.all.map { Double($0 % 4) / 2 }
    try archive([("x", Self.x), ("y", Self.y), ("w", weights(own))], to: "d.npz")
    try archive([("x", Self.x), ("y", Self.y)], to: "plain.npz")
    try folder.write(weights(own), to: "w.npy")
    try write(own.map { "\($0)" }.joined(separator: "\n") + "\n", to: "w.txt")
    try write("weight\n" + own.map { "\($0)" }.joined(separator: "\r\n"), to: "w.csv")
    try write(table(Self.all, weights: own.map { "\($0)" }), to: "t.csv")
    let base = try json(["train", "d.npz", "--sample-weight", "w", "--l2", "0.05", "-o", "array.safetensors"])
    for name in ["w.npy", "w.txt", "w.csv"] {
      let found = try json(
        ["train", "plain.npz", "--sample-weight", name, "--l2", "0.05", "-o", "file.safetensors"])
      #expect(found["weightsSHA256"] as? String == base["weightsSHA256"] as? String, "\(name)")
    }
    let fromTable = try json(["train", "t.csv", "--sample-weight", "w", "--no-standardize"] + Self.flags)
    #expect(fromTable["weightsSHA256"] as? String == base["weightsSHA256"] as? String)
    let alike = try json(["train", "plain.npz", "--l2", "0.05"])
    #expect(alike["weightsSHA256"] as? String != base["weightsSHA256"] as? String)
    // tune takes them too.
    let tuned = try json(["tune", "d.npz", "--sample-weight", "w", "--strengths", "0.05", "--folds", "3"])
    #expect((tuned["fit"] as? [String: Any])?["weightsSHA256"] as? String == base["weightsSHA256"] as? String)
    let shown = try run(["data", "d.npz", "--sample-weight", "w"])
    #expect(shown.output.contains("\nweights: 0 to 1.500, 23 of them 0\n"), "\(shown.output)\(shown.errors)")
    // An array is found again; a file has to be named.
    #expect(try run(["verify", "array.safetensors", "d.npz"]).status == 0)
    let unnamed = try run(["verify", "file.safetensors", "plain.npz"])
    #expect(
      unnamed.status == 64
        && unnamed.errors.contains("weights from a file of their own, w.csv: name it with --sample-weight"))
    let named = try run(["verify", "file.safetensors", "plain.npz", "--sample-weight", "w.npy"])
    #expect(named.status == 0, "\(named.output)\(named.errors)")
    try write(own.map { "\($0 + 1)" }.joined(separator: "\n"), to: "other.txt")
    #expect(try run(["verify", "file.safetensors", "plain.npz", "--sample-weight", "other.txt"]).status == 1)
    // Scores by the array of training, by a file, and alike.
    let scored = try json(["evaluate", "array.safetensors", "d.npz"])
    #expect(scored["totalWeight"] as? Double == own.reduce(0, +))
    let byFile = try json(["evaluate", "array.safetensors", "plain.npz", "--sample-weight", "w.txt"])
    #expect(scored["accuracy"] as? Double == byFile["accuracy"] as? Double)
    #expect(try json(["evaluate", "array.safetensors", "d.npz", "--no-sample-weight"])["totalWeight"] == nil)
    #expect(try run(["evaluate", "array.safetensors", "plain.npz"]).errors.contains("has no weights 'w'"))
  }

  @Test func partsHaveWeightsOfTheirOwn() throws {
    let own = Self.all.map { Double($0 % 3) + 1 }
    func part(_ range: Range<Int>) -> (x: [UInt8], y: [UInt8], w: [UInt8]) {
      (
        NPYWriter.floats(Self.rows[range].flatMap(\.values), shape: [range.count, 3]),
        NPYWriter.integers(Self.rows[range].map { Int64($0.label) }), weights(Array(own[range]))
      )
    }
    let (train, test) = (part(0..<60), part(60..<90))
    let arrays = [
      ("x_train", train.x), ("y_train", train.y), ("w_train", train.w), ("x_test", test.x), ("y_test", test.y),
    ]
    try archive(arrays + [("w_test", test.w)], to: "both.npz")
    try archive(arrays, to: "one.npz")
    let flags = ["--sample-weight", "w", "--l2", "0.05"]
    let both = try json(["train", "both.npz", "-o", "m.safetensors"] + flags)
    let one = try run(["train", "one.npz", "--json"] + flags)
    #expect(one.errors.contains("note: one.npz:test has no weights, so that its samples count alike in scores"))
    #expect(both["weightsSHA256"] as? String == (try one.json())["weightsSHA256"] as? String)
    #expect(both["testLogLoss"] as? Double != (try one.json())["testLogLoss"] as? Double)
    #expect(try run(["verify", "m.safetensors", "both.npz"]).status == 0)
    let scored = try json(["evaluate", "m.safetensors", "both.npz"])
    #expect(scored["logLoss"] as? Double == both["testLogLoss"] as? Double)
    #expect(scored["totalWeight"] as? Double == own[60...].reduce(0, +))
  }

  @Test(arguments: [
    ("1\n2\n", 65, "w.txt: expected 90 weights, as many as there are samples in d.npz, found 2"),
    (
      "1\n-2\n", 65,
      "w.txt: line 2: the weight is '-2': expected a number; weights are numbers that are not negative"
    ),
    ("1\n\n3\n", 65, "w.txt: line 2: the line is blank: expected a weight"),
    ("nan\n", 65, "w.txt: line 1: the weight is 'nan'"), ("1\ninf\n", 65, "w.txt: line 2: the weight is 'inf'"),
    ("weight\n1\n", 65, "w.txt: line 1: the weight is 'weight'"), ("", 65, "w.txt: "),
  ])
  func aFileThatHoldsNoWeightsIsRefused(_ text: String, _ status: Int32, _ message: String) throws {
    try archive([("x", Self.x), ("y", Self.y)], to: "d.npz")
    try write(text, to: "w.txt")
    let refused = try run(["train", "d.npz", "--sample-weight", "w.txt"])
    #expect(refused.status == status && refused.errors.contains(message), "\(refused.errors)")
  }

  @Test func anArrayThatHoldsNoWeightsIsRefusedWithItsPlace() throws {
    let ones = [Double](repeating: 1, count: 90)
    for (values, message) in [
      (
        ones.dropLast().map(\.self),
        "the array 'w' has 89 weights, but there are 90 samples: each sample needs one"
      ),
      (ones.enumerated().map { $0 == 7 ? -3 : $1 }, "the weight of sample 7 (counted from 0) is -3.0"),
      (ones.enumerated().map { $0 == 8 ? .nan : $1 }, "the weight of sample 8 (counted from 0) is nan"),
      (ones.enumerated().map { $0 == 9 ? .infinity : $1 }, "the weight of sample 9 (counted from 0) is inf"),
    ] {
      try archive([("x", Self.x), ("y", Self.y), ("w", weights(values))], to: "d.npz")
      let refused = try run(["train", "d.npz", "--sample-weight", "w"])
      #expect(
        refused.status == 65 && refused.errors.contains("d.npz") && refused.errors.contains(message),
        "\(refused.errors)")
    }
    let unknown = try run(["train", "d.npz", "--sample-weight", "v"])
    #expect(
      unknown.status == 66 && unknown.errors.contains("there is no array 'v' in it and no file of this name"),
      "\(unknown.errors)")
    // A class all of whose samples have no weight.
    try archive(
      [("x", Self.x), ("y", Self.y), ("w", weights(Self.rows.map { $0.label == 2 ? 0 : 1 }))], to: "d.npz")
    for verb in ["train", "tune"] {
      let refused = try run([verb, "d.npz", "--sample-weight", "w"])
      #expect(
        refused.status == 65 && refused.errors.contains("all 30 samples of the class '2' have a weight of 0"),
        "\(refused.errors)")
    }
  }

  @Test func samplesOfWhichNoneCountsAreNotScored() throws {
    try write(table(Self.all, weights: Self.all.map { _ in "1" }), to: "t.csv")
    try write(table(Self.all, weights: Self.all.map { _ in "0" }), to: "none.csv")
    let flags = ["--sample-weight", "w"] + Self.flags
    #expect(try run(["train", "t.csv", "-o", "m.safetensors"] + flags).status == 0)
    for arguments in [
      ["evaluate", "m.safetensors", "none.csv"], ["train", "t.csv", "--test", "none.csv"] + flags,
    ] {
      let refused = try run(arguments)
      #expect(refused.status == 65 && refused.output.isEmpty)
      #expect(
        refused.errors.contains(
          "error: none.csv: the weights of all samples are 0, so that there is nothing to score"),
        "\(refused.errors)")
    }
  }

  @Test func picturesTakeWeightsFromAFile() throws {
    let plain = try json(["train", "digits:train", "--max-iterations", "3"])
    let count = try #require(plain["sampleCount"] as? Int)
    try write((0..<count).map { "\($0 % 3)" }.joined(separator: "\n"), to: "w.txt")
    let found = try json(
      ["train", "digits:train", "--max-iterations", "3", "--sample-weight", "w.txt", "-o", "m.safetensors"])
    #expect(found["sampleCount"] as? Int == count)
    #expect(found["weightsSHA256"] as? String != plain["weightsSHA256"] as? String)
    let shown = try run(["inspect", "m.safetensors"]).output
    #expect(shown.contains("weights from w.txt") && shown.contains("sample weights"))
  }
}
