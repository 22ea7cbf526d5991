// softmax explain as a process.

import Foundation
import SoftmaxTestSupport
import Testing

@Suite struct ExplainCommandTests: RunsInFolder {
  let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
    let rows = (0..<60).map { row in
      "\(20 + row * 7 % 41),\(["basic", "plus"][row * 5 % 7 % 2]),\((20 + row * 7 % 41) > 40 ? "old" : "young")"
    }
    try write("age,plan,kind\n" + rows.joined(separator: "\n") + "\n", to: "t.csv")
    #expect(try run(["train", "t.csv", "-o", "m.safetensors"]).status == 0)
  }

  @Test func theSampleIsThatOfPredictsIndex() throws {
    let line = try #require(
      try run(["predict", "m.safetensors", "t.csv", "--format", "jsonl"]).lines.dropFirst(17).first)
    let predicted = try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    #expect(predicted["index"] as? Int == 17)
    let document = try json(["explain", "m.safetensors", "t.csv", "--sample", "17"])
    #expect(document["predicted"] as? String == predicted["predicted"] as? String)
    let probabilities = try #require(document["probabilities"] as? [String: Double])
    let name = try #require(predicted["predicted"] as? String)
    let probability = try #require(predicted["probability"] as? Double)
    #expect(abs((probabilities[name] ?? 0) - probability) < 1e-7)
    let text = try run(["explain", "m.safetensors", "t.csv", "--sample", "17"])
    #expect(text.status == 0 && text.lines[0].hasPrefix("t.csv, sample 17: predicted \(name)"))
  }

  @Test func offsetsAreATermOfTheGap() throws {
    let rows = (0..<40).map { row in
      "\(row * 7 % 11),\(row * 3 % 5 - 2),\(row * 7 % 11 + row * 5 % 6 > 7 ? "old" : "young")"
    }
    try write("x,known,kind\n" + rows.joined(separator: "\n") + "\n", to: "o.csv")
    #expect(try run(["train", "o.csv", "--offset", "old=known", "-o", "o.safetensors"]).status == 0)
    for sample in [0, 7, 13] {
      let document = try json(
        ["explain", "o.safetensors", "o.csv", "--sample", "\(sample)", "--class", "old", "--against", "young"])
      #expect(document["offsetGap"] as? Double == Double(sample * 3 % 5 - 2))
      let columns = try #require(document["columns"] as? [[String: Any]])
      let terms = columns.compactMap { $0["contribution"] as? Double }
      let others = ["offsetGap", "baselineGap"].compactMap { document[$0] as? Double }
      let gap = try #require(document["logitGap"] as? Double)
      #expect(others.count == 2 && abs((terms + others).reduce(0, +) - gap) < 1e-12)
      // The odds are e to the power of the gap; probabilities are Float32.
      let probabilities = try #require(document["probabilities"] as? [String: Double])
      let (old, young) = (try #require(probabilities["old"]), try #require(probabilities["young"]))
      #expect(abs(log(old / young) - gap) < 1e-4)
    }
    let text = try run(["explain", "o.safetensors", "o.csv", "--sample", "7"])
    #expect(text.lines.contains { $0.hasPrefix("offsets ") })
    #expect(try run(["explain", "o.safetensors", "o.csv", "--effect", "x"]).status == 0)
  }

  @Test func picturesAndChartsAreWritten() throws {
    #expect(try run(["train", "digits", "--epochs", "2", "-o", "d.safetensors"]).status == 0)
    let shown = try run(
      [
        "explain", "d.safetensors", "digits", "--sample", "3", "--picture", "w.png", "--plot", "b.svg",
        "--show",
      ])
    #expect(shown.status == 0 && shown.errors.contains("wrote w.png") && shown.errors.contains("wrote b.svg"))
    #expect(shown.output.contains("- and = speak against, + and # for"))
    #expect(folder.content("w.png")?.starts(with: [0x89, 0x50, 0x4e, 0x47]) == true)
    for effect in ["age", "plan"] {
      let run = try run(["explain", "m.safetensors", "t.csv", "--effect", effect, "--plot", "\(effect).svg"])
      #expect(run.status == 0 && run.output.contains("the mean over 60 rows"), "\(run.errors)")
      let picture = String(decoding: try #require(folder.content("\(effect).svg")), as: UTF8.self)
      #expect(picture.contains("Effect of \(effect)"))
    }
  }

  @Test func whatCannotBeExplainedIsRefused() throws {
    let files = ["explain", "m.safetensors", "t.csv"]
    for (arguments, status, message) in [
      ([], 64, "explain needs --sample N, counted from 0 as the index of predict, or --effect COLUMN"),
      (
        ["--sample", "60"], 64,
        "t.csv has no sample 60: there are 60, counted from 0, so that the last one is 59"
      ),
      (["--sample", "-1"], 64, "--sample must be at least 0, not -1"),
      (
        ["--sample", "0", "--class", "old", "--against", "old"], 64,
        "the class 'old' cannot be held against itself"
      ),
      (["--sample", "0", "--against", "yuong"], 64, "no class 'yuong'; the nearest is 'young'"),
      (["--effect", "aeg"], 64, "the model has no column 'aeg'; it has 'age'"),
      (["--effect", "age", "--against", "old"], 64, "--against is for one sample's contributions"),
      (["--sample", "0", "--picture", "w.png"], 65, "--picture needs a model of pictures"),
      (["--sample", "0", "--points", "9"], 64, "--points is for --effect COLUMN"),
      (["--sample", "0", "--plot", "w.gif"], 64, "not the name of a picture"),
    ] as [([String], Int32, String)] {
      let run = try run(files + arguments)
      #expect(run.status == status && run.output.isEmpty && run.errors.contains(message), "\(run.errors)")
    }
  }
}
