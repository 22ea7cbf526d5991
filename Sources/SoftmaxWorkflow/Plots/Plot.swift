// The charts that can be drawn alone.

import SoftmaxReport

/// One kind of chart: its name, what it is drawn from, and how.
///
/// A new chart is a file here, with a static member, and a line in `all`.
public struct Plot: Sendable {
  /// What a chart is drawn from.
  public enum Source: Sendable, Hashable {
    /// The model's file alone.
    case model
    /// The model and labelled data that it is scored on.
    case scores
    /// The model and samples that it predicts.
    case samples
  }

  /// Settings that some charts have.
  public enum Option: Sendable, Hashable {
    /// Shares instead of counts: `PlotRequest.showsShares`.
    case shares
    /// Which samples are shown, and how many in a row: `PlotRequest.selection`, `.columns`.
    case samples
  }

  /// Its name, such as `precision-recall`.
  public let name: String
  /// What it shows, in a few words.
  public let summary: String
  /// What it is drawn from.
  public let source: Source
  /// The settings that it has.
  public let options: Set<Option>
  let draw: @Sendable (PlotRequest) throws -> Drawing

  init(
    _ name: String, _ summary: String, from source: Source, options: Set<Option> = [],
    draw: @escaping @Sendable (PlotRequest) throws -> Drawing
  ) {
    self.name = name
    self.summary = summary
    self.source = source
    self.options = options
    self.draw = draw
  }

  /// All charts, in the order in which they are listed.
  public static let all: [Plot] = [
    .training, .weights, .coefficients, .confusion, .classes, .reliability, .roc, .precisionRecall, .rejection,
    .gallery,
  ]

  /// The chart of a name; nil where there is none.
  public static func named(_ name: String) -> Plot? { all.first { $0.name == name } }
}
