// Two model files of which one contains the other, to be compared by their likelihoods.

import SoftmaxFiles
public import SoftmaxFormats

/// Two model files with statistics, the first one nested in the second.
///
///     let result = try NestedRequest(small: "without.safetensors", large: "with.safetensors").run()
///     print(result.models.test.pValue)
public struct NestedRequest: Sendable {
  /// The file of the model with fewer columns.
  public var small: String
  /// The file of the model with these columns and others.
  public var large: String

  /// Two model files.
  public init(small: String, large: String) { (self.small, self.large) = (small, large) }

  /// Reads both files and tests one against the other.
  ///
  /// - Returns: The likelihood-ratio test.
  /// - Throws: `FileError` where one is no model, `NestedModelsError` where the likelihoods cannot be compared.
  public func run() throws -> NestedResult {
    try InputRecord().watching {
      let (small, large) = (try ModelFile(contentsOf: small), try ModelFile(contentsOf: large))
      return NestedResult(
        models: try NestedModels(small: small, large: large), small: self.small, large: self.large)
    }
  }
}

/// One model tested against another that contains it.
public struct NestedResult: Sendable {
  /// The models and the test.
  public let models: NestedModels
  /// The file of the smaller model.
  public let small: String
  /// The file of the larger model.
  public let large: String

  /// The test in the form of `softmax compare --nested --json`.
  public var document: NestedDocument { NestedDocument(self) }

  /// The test for people: lines with a line break at their ends.
  public var text: String { NestedText.text(self) }
}
