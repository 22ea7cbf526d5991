// softmax train's flags of stochastic training, run as a process.

import Foundation
import SoftmaxFormats
import SoftmaxTestSupport
import Testing

@Suite struct StochasticCommandTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  /// The epoch lines, each checked to be nothing else.
  private func epochLines(_ run: CommandRun, test: Bool = true) -> [String] {
    let lines = Array(run.lines.prefix(while: { !$0.isEmpty }))
    for (index, line) in lines.enumerated() {
      let start = line.firstMatch(of: /^epoch (\d+), train loss \d\.\d{3}, train acc \d\.\d{3}/)
      #expect(start?.1 == "\(index + 1)", "\(line)")
      #expect((line.wholeMatch(of: /.*, train acc \d\.\d{3}, test acc \d\.\d{3}/) != nil) == test, "\(line)")
      if !test { #expect(line.wholeMatch(of: /.*, train acc \d\.\d{3}/) != nil, "\(line)") }
    }
    return lines
  }

  @Test func earlyStoppingLooksAtATenthOfTheTrainingDataAndScoresTheTestSetUntouched() throws {
    let run = try CommandRun([
      "train", "digits", "--early-stopping", "--patience", "1", "--epochs", "200", "--learning-rate", "2",
    ])
    #expect(run.status == 0)
    let count = epochLines(run).count
    #expect(count < 200)
    let lines = run.errors.split(separator: "\n")
    #expect(
      lines.first
        == "early stopping: 145 samples, a tenth of each class, are kept out of training (--holdout sets the share)"
    )
    // Then what decides, epoch by epoch.
    #expect(lines.count == count + 1)
    for (index, line) in lines.dropFirst().enumerated() {
      let expected = try Regex(
        "epoch \(index + 1): validation loss [0-9]+\\.[0-9]{4}, validation acc [01]\\.[0-9]{3}")
      #expect(line.wholeMatch(of: expected) != nil, "\(line)")
    }
    #expect(run.output.contains("Trained on digits:train without the holdout: 1,293 pictures"))
    #expect(run.output.contains("; ended when the validation set was no longer predicted better.\n"))
    #expect(run.output.contains("kept, the best on 145 samples kept out of training: accuracy "))
    #expect(run.output.contains("On digits:test: accuracy "))
  }

  @Test func aShareThatIsAskedForIsLookedAtBesideATestSet() throws {
    let run = try CommandRun([
      "train", "digits:train", "--test", "digits:test", "--holdout", "0.2", "--early-stopping", "--epochs", "2",
      "--json",
    ])
    #expect(run.status == 0)
    let document = try run.json()
    #expect(document["sampleCount"] as? Int == 1151)
    #expect(document["testData"] as? String == "digits:test")
    let history = try #require(document["history"] as? [[String: Any]])
    #expect(
      Set(history[0].keys) == [
        "epoch", "trainLoss", "trainAccuracy", "testAccuracy", "validationLoss", "validationAccuracy",
        "holdoutLogLoss", "holdoutAccuracy", "seconds",
      ])
    let losses = history.compactMap { $0["validationLoss"] as? Double }
    #expect(losses.count == 2 && losses == history.compactMap { $0["holdoutLogLoss"] as? Double })
    #expect(document["bestEpoch"] as? Int == (losses.firstIndex(of: losses.min() ?? .nan) ?? -9) + 1)
  }

  @Test func withoutATestSetTheLineEndsAfterTrainAccuracy() throws {
    let bare = try CommandRun(["train", "iris:all", "--early-stopping", "--epochs", "2"])
    #expect(epochLines(bare, test: false).count == 2)
    // What early stopping looks at is no test set; a share that decides nothing is one.
    let watched = try CommandRun(["train", "iris:all", "--early-stopping", "--epochs", "2", "--holdout", "0.2"])
    #expect(epochLines(watched, test: false).count == 2)
    let scored = try CommandRun(["train", "iris:all", "--solver", "sgd", "--epochs", "2", "--holdout", "0.2"])
    #expect(epochLines(scored).count == 2)
  }

  @Test func certificatesOfEpochsGoToStandardErrorAndIntoTheDocument() throws {
    let flags = ["train", "iris", "--epochs", "2", "--l2", "0.01", "--certify-epochs"]
    let run = try CommandRun(flags)
    #expect(epochLines(run).count == 2)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines.first?.wholeMatch(
        of: /epoch 1: objective \S+, largest gradient component \S+, certified gap \S+ \(.* of it.*\)/) != nil)
    let document = try CommandRun(flags + ["--json"]).json()
    let history = try #require(document["history"] as? [[String: Any]])
    #expect(history[1]["objective"] as? Double == document["objective"] as? Double)
    #expect(history[1]["certifiedGap"] as? Double == document["certifiedGap"] as? Double)
    #expect(history[1]["gradientMax"] as? Double == document["gradientMax"] as? Double)
  }

  @Test func theModelKeepsItsSettingsAndInspectShowsThem() throws {
    let run = try CommandRun(
      [
        "train", "iris", "--optimizer", "adam", "--schedule", "inverse-time", "--half-after", "3", "--average",
        "--early-stopping", "--epochs", "4", "-o", "m.safetensors",
      ], in: folder.path)
    #expect(run.status == 0)
    let record = try #require(try ModelFile(contentsOf: folder.file("m.safetensors")).card.training?.stochastic)
    #expect(record.learningRate == 0.03 && record.momentum == 0 && record.batchSize == 16)
    #expect(record.adam?.beta1 == 0.9 && record.adam?.beta2 == 0.999 && record.adam?.epsilon == 1e-8)
    #expect(record.schedule?.name == "inverse-time" && record.schedule?.halfAfter == 3)
    #expect(record.averagedFromEpoch == 2 && record.earlyStopping?.patience == 5)
    #expect(record.earlyStopping?.metric == "logLoss" && record.bestEpoch != nil)
    let shown = try CommandRun(["inspect", "m.safetensors"], in: folder.path).output
    #expect(
      shown.contains(
        "learning rate 0.03 falling as 1/t, to a half after 3.0 epochs, adam, beta1 0.9, beta2 0.999, epsilon 1e-08, "
          + "weights averaged from epoch 2 on, epoch 4 kept, the best log loss on the validation set with patience 5, seed 0"
      ))
  }

  @Test(arguments: [
    (["--optimizer", "adam", "--momentum", "0.9"], "--momentum is for --optimizer sgd"),
    (["--step-every", "3"], "--step-every is for --schedule step"),
    (["--schedule", "cosine", "--step-factor", "0.5"], "--step-factor is for --schedule step"),
    (["--schedule", "step", "--half-after", "3"], "--half-after is for --schedule inverse-time"),
    (["--patience", "3"], "--patience is for --early-stopping"),
    (["--early-stopping", "--patience", "0"], "--patience must be a positive whole number, not 0"),
    (["--schedule", "step", "--step-every", "0"], "--step-every must be a positive whole number, not 0"),
    (["--schedule", "step", "--step-factor", "nan"], "--step-factor must be above 0 and at most 1, not nan"),
    (["--schedule", "inverse-time", "--half-after", "0"], "--half-after must be a positive number of epochs"),
    (["--schedule", "linear"], "'linear' is invalid"),
    (["--optimizer", "lbfgs"], "'lbfgs' is invalid"),
    (
      ["--solver", "lbfgs", "--early-stopping", "--average", "--epochs", "3"],
      "--epochs, --average and --early-stopping are for sgd, not for lbfgs: leave them out, or use --solver sgd"
    ),
    (
      ["--solver", "newton-cg", "--certify-epochs"],
      "--certify-epochs is for sgd, not for newton-cg: leave it out"
    ),
    (["--schedule", "cosine", "--tolerance", "1e-3"], "are not for sgd"),
    (["--early-stopping", "--holdout", "0"], "--holdout must be a share between 0 and 1"),
    (["--test", "digits", "--holdout", "0.1"], "both name what to score"),
  ])
  func flagsThatDoNotFitAreRefusedBeforeAnyWork(_ flags: [String], _ part: String) throws {
    let run = try CommandRun(["train", "digits"] + flags, in: folder.path)
    #expect(run.status == 64)
    #expect(run.errors.contains(part), "\(run.errors)")
    #expect(run.output.isEmpty && run.errors.split(separator: "\n").count == 1)
  }
}
