// The flags that say what counts how much, and whether there is a bias.

import ArgumentParser
import SoftmaxWorkflow

struct WeightArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much the samples of each class count: balanced gives all classes the same total; a file has one line "
        + "name,weight for each class (default: 1).", valueName: "balanced|file"), completion: .file())
  var classWeight: String?

  @Flag(help: "Fit without a bias. Every logit is then 0 where all features are 0.")
  var noBias = false

  /// The weights of the classes.
  var choice: ClassWeightChoice {
    switch classWeight {
    case nil: .uniform
    case "balanced": .balanced
    case let path?: .file(path)
    }
  }
}
