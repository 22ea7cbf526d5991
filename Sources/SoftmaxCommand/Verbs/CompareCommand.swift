// softmax compare: one model against another.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxWorkflow

struct CompareCommand: NotifyingCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Test one model against another that contains it.",
    discussion: """
      --nested is the likelihood-ratio test: do the columns that SMALL lacks say anything beside those that it has? \
      Both are models that train --statistics has written, of the same rows and without a penalty. The test needs only \
      the two files, which know rows and columns by their hashes. Where the likelihoods cannot be compared, compare \
      says why, and the exit code is 65.

      Example:
        softmax train t.csv --statistics -o large.safetensors
        softmax train t.csv --statistics --ignore city -o small.safetensors
        softmax compare --nested small.safetensors large.safetensors
      """)

  @Argument(help: ArgumentHelp("The model with fewer columns.", valueName: "small"), completion: .file())
  var first: String

  @Argument(
    help: ArgumentHelp("The model with these columns and others.", valueName: "large"), completion: .file())
  var second: String

  @Flag(help: "Compare by the ratio of the likelihoods: the first model is nested in the second.")
  var nested = false

  @Flag(help: "Print the result as one JSON document.")
  var json = false

  @OptionGroup(title: HelpTitle.running) var notices: NoticeArguments

  func run() throws {
    guard nested else {
      throw CommandFailure(
        .usage,
        "compare needs --nested, which says that the first model's columns are among the second's: add it")
    }
    let result: NestedResult
    do {
      result = try NestedRequest(small: first, large: second).run()
    } catch let error as NestedModelsError {
      throw CommandFailure(
        .badData,
        "\(first) and \(second) cannot be compared: \(error.message(in: .flags))"
          + Self.otherOrder(error, first, second))
    }
    if json {
      try JSONOutput.print(result.document)
    } else {
      StandardStream.output.write(result.text)
    }
  }

  /// What to type after a refusal that only the order has caused.
  private static func otherOrder(_ error: NestedModelsError, _ first: String, _ second: String) -> String {
    guard error == .reversed else { return "" }
    return " (softmax compare --nested \(second.shellQuoted) \(first.shellQuoted))"
  }
}
