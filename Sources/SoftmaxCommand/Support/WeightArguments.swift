// The flags that say what counts how much, and whether there is a bias.

import ArgumentParser
import SoftmaxRegression

struct WeightArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much the samples of each class count: balanced gives all classes the same total; a file has one line "
        + "name,weight for each class (default: 1).", valueName: "balanced|file"), completion: .file())
  var classWeight: String?

  @Flag(help: "Fit without a bias. Every logit is then 0 where all features are 0.")
  var noBias = false

  /// The weights of the classes.
  ///
  /// - Throws: `FileError` for a file that holds no weights.
  func classWeights() throws -> ClassWeights {
    try classWeight.map { try ClassWeightArgument.weights($0) } ?? .uniform
  }

  /// Refuses weights for classes that the data does not have.
  ///
  /// - Throws: `FileError` naming the file and the class.
  func check(_ weights: ClassWeights, of data: Dataset) throws {
    try ClassWeightArgument.check(classWeight, weights, of: data)
  }
}
