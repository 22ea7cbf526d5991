// What a fit has come to.

public import SoftmaxFormats
public import SoftmaxRegression

/// A model, what is known of its fit, and its scores.
public struct TrainingResult: Sendable {
  /// The model and the report of its fit.
  public let fit: SoftmaxFit
  /// What was learned from, what was looked at meanwhile, and what was scored.
  public private(set) var data: TrainingData
  /// The statistics that were asked for; nil too where somebody stopped the fit.
  public let statistics: ModelStatistics?
  /// The model's scores on the test set; without one and without early stopping, on the validation set.
  public let evaluation: Evaluation?
  /// What reading and checking the data took.
  public let loadSeconds: Double
  /// The file with a state that the fit can go on from; nil where none was kept.
  public let keptState: String?
  /// Whether the model's file keeps a few rows of the data.
  let keepsSample: Bool

  /// The model's file, with all that is known of the fit, so that it can be verified.
  public var file: ModelFile { sharedFile ?? madeFile }

  /// The same, where all processes had to make it together.
  var sharedFile: ModelFile?

  /// Makes the file while all processes are there.
  func sharing() -> TrainingResult {
    var result = self
    // What is asked of the result, one process may ask.
    result.data = data.workedAlone()
    if !data.training.sharing.isAlone { result.sharedFile = madeFile }
    return result
  }

  private var madeFile: ModelFile {
    let file = fit.file(
      trainedOn: data.training, preparation: data.preparation, rows: data.rows, offsets: data.offsets,
      evaluation: evaluation, statistics: statistics)
    return keepsSample ? file.keepingSample(of: data.training) : file
  }

  /// What was scored; nil where nothing was.
  package var scored: Dataset? { data.test ?? data.validation }
}
