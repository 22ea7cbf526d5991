// The flags of verify that no other verb has, in the groups of its help.

import ArgumentParser

extension VerifyCommand {
  struct TrainingArguments: ParsableArguments {
    @Option(
      parsing: .unconditional,
      help: ArgumentHelp(
        "The share that train kept out, for model files that do not say it. The same samples are left out again.",
        valueName: "share"),
      transform: NumberArgument.any)
    var holdout: Double?

    @Option(
      help: ArgumentHelp(
        "The data that the model was scored on, where it is neither the data's test part nor what was kept out.",
        valueName: "data"), completion: .file())
    var test: String?

    @Option(
      help: ArgumentHelp(
        "The samples' weights, where training took them from a file of their own.", valueName: "file"),
      completion: .file())
    var sampleWeight: String?

    @Option(
      help: ArgumentHelp("The offsets, where training took them from a file of their own.", valueName: "file"),
      completion: .file())
    var offset: String?

    @Option(
      help: ArgumentHelp(
        "The format of an export, where its name and content do not say it.", valueName: "name"))
    var format: String?

    @Flag(
      help:
        "Run no compiler and no interpreter of this machine: an export that is code is read by the command itself."
    )
    var noTools = false
  }

  struct OutputArguments: ParsableArguments {
    @Flag(help: "Print the answer as one JSON document.")
    var json = false
  }

  var holdout: Double? { trainingArguments.holdout }
  var test: String? { trainingArguments.test }
  var sampleWeight: String? { trainingArguments.sampleWeight }
  var offset: String? { trainingArguments.offset }
  var format: String? { trainingArguments.format }
  var noTools: Bool { trainingArguments.noTools }
  var json: Bool { outputArguments.json }
}
