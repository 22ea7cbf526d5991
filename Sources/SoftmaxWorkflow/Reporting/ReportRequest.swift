// A report on a model and labelled data, as one page.

import SoftmaxFiles
public import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxReport

/// A model and labelled data to be reported on.
///
///     let scoring = try ScoringRequest(model: "people.safetensors", data: source)
///     try ReportRequest(scoring).run().write(to: "report.html")
public struct ReportRequest: Sendable {
  /// What can be typed to have something again.
  public struct Command: Sendable, Hashable {
    /// What for, in a sentence that ends with a colon.
    public let purpose: String
    /// What to type.
    public let line: String

    /// A command and what it is for.
    public init(purpose: String, line: String) {
      self.purpose = purpose
      self.line = line
    }
  }

  /// The model, and the data.
  public var scoring: ScoringRequest
  /// How many samples a pair of a true and a predicted class has at most; fewer where the page would become too large.
  public var samplesPerCell = 12
  /// How many bootstrap resamples the figures' 95 % intervals are made of, at least 20; 0: there are no intervals. The ends of
  /// those of 200 have a chance error of a tenth of the interval's width.
  public var resampleCount = 200
  /// Draws the samples that are shown as examples, and the resamples.
  public var seed: UInt64 = 1
  /// What an audit has found; nil: nothing is said of labels that may be wrong.
  public var suspects: SuspectFile?
  /// What the front end's user types to compute the certificate again; nil: nothing is said.
  public var verification: String?
  /// What the front end's user types for the page and what is in it.
  public var commands: [Command] = []

  /// A report with nothing to type in it.
  public init(_ scoring: ScoringRequest) { self.scoring = scoring }

  /// Scores the model and makes the page.
  ///
  /// - Returns: The page.
  /// - Throws: As `ScoringRequest.evaluate()`.
  /// - Complexity: A few passes over the data, which is held in memory. The page is under 3 MB, whatever the data.
  public func run() throws -> ReportResult {
    try InputRecord().watching {
      let notes = NoteCollector()
      var scoring = scoring
      scoring.onNote = { [onNote = scoring.onNote] note in
        notes.add(note)
        onNote(note)
      }
      let input = try WorkWatch.during(.preparing) {
        try ScoringInput(scoring, label: try scoring.neededLabel(), keepsTable: true)
      }
      let samples = try ScoredSamples(input, resampleCount: resampleCount, seed: seed)
      let overlap = scoring.file.card.training?.rowFingerprints?.overlap(with: samples.data.features)
      if let overlap { scoring.onNote(.scoredOnTrainingRows(overlap, data: samples.data.name)) }
      let composer = ReportComposer(self, input, samples, notices: notes.texts)
      try composer.checkSuspects()
      let page = try composer.page()
      return ReportResult(page: page.html)
    }
  }
}

/// A report.
public struct ReportResult: Sendable {
  /// The page: HTML in UTF-8 that asks for nothing.
  public let page: [UInt8]

  /// Writes the page beside `path` and renames it into place.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public func write(to path: String) throws { try OutputFile.write(page, to: path) }
}
