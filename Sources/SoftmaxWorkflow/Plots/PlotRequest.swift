// A chart of a model, to be drawn.

import SoftmaxFiles
public import SoftmaxFormats
public import SoftmaxReport

/// A chart of a model.
///
///     try PlotRequest(.training, model: "digits.safetensors").run().write(to: "training.svg")
public struct PlotRequest: Sendable {
  /// Which chart.
  public let plot: Plot
  /// The model's path.
  public let path: String
  /// The model.
  public let file: ModelFile
  /// The data that it is used on, for charts that need some.
  public let scoring: ScoringRequest?
  /// Of a confusion matrix: shares of the true class in percent, not counts.
  public var showsShares = false
  /// Of a gallery: which samples, and in which order.
  public var selection = SampleSelection()
  /// Of a gallery: how many samples stand in a row; nil: as the number of them suggests.
  public var columns: Int?

  /// A chart of a model alone.
  ///
  /// - Throws: `FileError` where it is no model; `WorkflowError.plotNeedsData`.
  public init(_ plot: Plot, model path: String) throws {
    guard plot.source == .model else { throw WorkflowError.plotNeedsData(plot: plot.name) }
    self.plot = plot
    self.path = path
    file = try InputRecord().watching { try ModelFile(contentsOf: path) }
    scoring = nil
  }

  /// A chart of a model and of data that it is used on.
  ///
  /// - Throws: `WorkflowError.plotOfModelAlone`.
  public init(_ plot: Plot, of scoring: ScoringRequest) throws {
    guard plot.source != .model else { throw WorkflowError.plotOfModelAlone(plot: plot.name) }
    self.plot = plot
    path = scoring.path
    file = scoring.file
    self.scoring = scoring
  }

  /// Draws the chart.
  ///
  /// - Throws: `PictureError` where there is nothing to draw, or too much; what reading and scoring the data throws.
  public func run() throws -> Drawing { try plot.draw(self) }

  /// The data of a chart that needs some.
  var neededScoring: ScoringRequest {
    get throws {
      guard let scoring else { throw WorkflowError.plotNeedsData(plot: plot.name) }
      return scoring
    }
  }
}
