// softmax edit: classes dropped, merged and renamed without another fit.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct EditCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "edit",
    abstract: "Drop, merge and rename a model's classes without training it again.",
    discussion: """
      --rename gives a class another name. --merge adds up the probabilities of classes; their weights stay as they are. \
      --drop takes a class away: the probabilities of the others are those where a sample is known not to be of it. Data \
      with the old names can still be scored. --prior makes the probabilities right for other class frequencies than \
      those of training. Names in it are those after the edit.

      A rename or a merge keeps the certificate, which is of the weights; a drop ends it, and what was known of the fit \
      is left out. edit says what became of it. Everything that contradicts itself is refused before anything is \
      written.

      Examples:
        softmax edit digits.safetensors -o odd.safetensors --merge 1,3,5,7,9=odd
        softmax edit m.safetensors -o m.safetensors --rename vip=customer
        softmax edit fraud.safetensors -o rare.safetensors --prior fraud=0.001
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The file of the edited model (.safetensors); that of the model itself is replaced.", valueName: "file"),
    completion: .file())
  var output: String

  @Option(help: ArgumentHelp("Take a class away; may be given several times.", valueName: "class"))
  var drop: [String] = []

  @Option(
    help: ArgumentHelp(
      "Make several classes one; may be given several times. A class with a comma in its name has to be renamed first.",
      valueName: "a,b=name"))
  var merge: [String] = []

  @Option(help: ArgumentHelp("Give a class another name; may be given several times.", valueName: "old=new"))
  var rename: [String] = []

  @Option(help: ArgumentHelp(PriorArguments.editHelp, valueName: "class=share,...|file"), completion: .file())
  var prior: String?

  @Option(
    help: ArgumentHelp(PriorArguments.trainingHelp, valueName: "class=share,...|file"), completion: .file())
  var trainingPrior: String?

  @Flag(help: "Print the result as one JSON document.")
  var json = false

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    guard !(drop + merge + rename).isEmpty || prior != nil else {
      throw CommandFailure(.usage, "nothing to edit: add --drop, --merge, --rename or --prior")
    }
    if trainingPrior != nil, prior == nil {
      throw CommandFailure(.usage, "--training-prior is for --prior: add it, or leave it out")
    }
    try ModelOutput.check(output, inputs: [prior, trainingPrior])
    var request = EditRequest(model)
    request.edit = ModelEdit(
      drops: drop,
      merges: try merge.map { text in
        let (names, name) = try Self.pair(text, "--merge", "A,B=NAME")
        return .init(names.split(separator: ",", omittingEmptySubsequences: false).map(String.init), into: name)
      },
      renames: try rename.map { text in
        let (name, newName) = try Self.pair(text, "--rename", "OLD=NEW")
        return .init(name, to: newName)
      })
    request.prior = try prior.map(ShareList.shares)
    request.trainingPrior = try trainingPrior.map(ShareList.shares)
    let result = try request.run()
    try InputFile.checkUnchanged()
    try result.file.write(to: output)
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text)
    }
    Notice.write("wrote \(output.printablePath)\n")
  }

  /// What stands on both sides of the last `=`.
  private static func pair(_ text: String, _ flag: String, _ form: String) throws -> (String, String) {
    guard let equals = text.lastIndex(of: "=") else {
      throw CommandFailure(.usage, "\(flag) needs \(form), not '\(text.printable(limit: 80))'")
    }
    return (String(text[..<equals]), String(text[text.index(after: equals)...]))
  }
}
