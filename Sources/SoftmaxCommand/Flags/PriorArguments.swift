// The flags that say how frequent classes are.

import ArgumentParser
import SoftmaxWorkflow

struct PriorArguments: ParsableArguments {
  private static let form =
    "How frequent classes are where the model is used: shares of some or all classes, or a file with a line 'name,share' for "
    + "each. Classes that are not named share the rest as in training"
  static let editHelp = form + "."
  static let trainingHelp =
    "How frequent they were in training, for all classes: of a model that does not know it."

  @Option(
    help: ArgumentHelp(
      form + ". estimate finds the shares in the data itself.", valueName: "class=share,...|file|estimate"),
    completion: .file())
  var prior: String?

  @Option(help: ArgumentHelp(trainingHelp, valueName: "class=share,...|file"), completion: .file())
  var trainingPrior: String?

  /// What was chosen; nil: what the model has.
  func choice() throws -> PriorChoice? {
    if trainingPrior != nil, prior == nil {
      throw CommandFailure(.usage, "--training-prior is for --prior: add it, or leave it out")
    }
    guard let prior else { return nil }
    return prior == "estimate" ? .estimate : .shares(try ShareList.shares(prior))
  }

  /// The frequencies of training, where they are said.
  func training() throws -> [String: Double]? { try trainingPrior.map(ShareList.shares) }
}
