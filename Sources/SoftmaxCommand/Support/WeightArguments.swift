// The flags that say what counts how much, and whether there is a bias.

import ArgumentParser
import SoftmaxRegression

struct WeightArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How much the samples of each class count: balanced (all classes alike, however rare), or a file with a line "
        + "name,weight for each (default: 1).", valueName: "balanced|file"))
  var classWeight: String?

  @Flag(help: "Leave the bias out: every logit is 0 where all features are.")
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
