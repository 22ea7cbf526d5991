// A model file and the data of its fit, to be held against each other.

public import SoftmaxFiles
public import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A model file whose certificate and other figures are to be computed again.
///
///     let request = VerificationRequest("people.safetensors", data: source)
///     print(try request.run().isConfirmed)
public struct VerificationRequest: Sendable {
  /// The model's file.
  public var path: String
  /// What it was trained on.
  public var data: DataSource
  /// What it was scored on, where that does not come with the data.
  public var test: DataSource?
  /// The share that was kept out, where the file does not know it.
  public var holdout: Double?
  /// The file of the samples' weights, where the fit had them from one.
  public var sampleWeight: String?
  /// The file of the offsets, where the fit had them from one.
  public var offset: String?
  /// What it runs on; it does not change the result.
  public var execution = Execution.automatic

  /// A model's file, and what it was trained on.
  public init(_ path: String, data: DataSource) { (self.path, self.data) = (path, data) }

  /// Computes again what the file says.
  ///
  /// - Returns: Whether it is so, and what is not.
  /// - Throws: `FileError` where the file is no model, and what reading the data throws; `WorkflowError.verification` where
  ///   weights or offsets are named that the model knows, or not named where it does not.
  /// - Complexity: Some passes over the data in Float64.
  public func run() throws -> VerificationResult {
    try InputRecord().watching {
      let file = try ModelFile(unverified: path)
      if test != nil, file.card.evaluation == nil {
        throw WorkflowError.verification(.noScores(model: path))
      }
      let input = try VerificationInput(
        file: file, source: data, holdout: holdout, sampleWeight: sampleWeight, offset: offset)
      let samples = try WorkWatch.during(.preparing) { try input.data(test: test) }
      return VerificationResult(
        verification: try WorkWatch.during(.certifying) {
          try file.verification(against: samples, execution: execution)
        }, file: file, path: path,
        data: samples.training)
    }
  }
}

/// Whether a model's file tells the truth.
public struct VerificationResult: Sendable {
  /// What was found.
  let verification: Verification
  /// The model, and what its file says.
  public let file: ModelFile
  let path: String
  /// The samples of the fit.
  public let data: Dataset

  /// Whether everything that can be checked is as the file says.
  public var isConfirmed: Bool { verification.finding == .confirmed }

  /// The answer in the form of `softmax verify --json`, in the words of a front end.
  public func document(in wording: RemedyWording = .library) -> VerificationDocument {
    VerificationDocument(self, in: wording)
  }

  /// The answer for people: one line, and where it is yes, one of what was not checked.
  public func lines(in wording: RemedyWording = .library) -> [String] {
    VerificationText(self, in: wording).lines
  }
}
