// Why a model says what it says of one sample.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
public import SoftmaxRegression

/// A sample to be explained: which features speak for one class, and which for another.
///
///     let scoring = try ScoringRequest(model: "people.safetensors", data: source)
///     let result = try ExplanationRequest(scoring, sample: 17).run()
///     print(result.text())
public struct ExplanationRequest: Sendable {
  /// What features are counted from.
  public enum Baseline: String, Sendable, Hashable, CaseIterable {
    /// 0.
    case zero
    /// Their means over the training samples.
    case mean
  }

  /// The model, and the data.
  public var scoring: ScoringRequest
  /// Which sample, counted from 0 as in predictions. A table is read no further.
  public var sample: Int
  /// The class that is explained; nil: the predicted one.
  public var className: String?
  /// The class that it is held against; nil: as `ContrastQuestion.opponent`.
  public var opponent: String?
  /// What features are counted from; nil: of a table their means in training, where the model file has them, else 0.
  public var baseline: Baseline?

  /// The predicted class of a sample.
  public init(_ scoring: ScoringRequest, sample: Int) {
    self.scoring = scoring
    self.sample = sample
  }

  /// Explains.
  ///
  /// - Returns: What each feature contributes.
  /// - Throws: What reading the data throws; `ExplanationError` for a sample or class that is not there, `WorkflowError` for
  ///   a model without means where these are asked for.
  public func run() throws -> ExplanationResult {
    try InputRecord().watching {
      let file = scoring.file
      let means = try means()
      let sample = try ExplainedSample(scoring, sample: self.sample)
      let question = ContrastQuestion(
        className, against: opponent, trueClass: sample.trueName,
        baseline: means.map { .values($0) } ?? .zero)
      let explanation = try WorkWatch.during(.predicting) {
        try file.model.explanation(
          of: sample.features, sample: sample.place, question, scoring.preparation, sample.offsets,
          table: sample.table, execution: scoring.execution)
      }
      let contributions = explanation.contributions
      let texts = sample.table.flatMap { table in
        scoring.preparation?.markedTexts(of: table, row: sample.place) { contributions[$0] }
      }
      return ExplanationResult(
        explanation: explanation, texts: texts ?? [], modelName: DataName.short(scoring.path),
        dataName: sample.dataName,
        sample: self.sample, baseline: means == nil ? .zero : .mean, input: file.model.input,
        sources: FeatureSource.all(of: file))
    }
  }

  /// The means that features are counted from; nil: 0.
  private func means() throws(WorkflowError) -> [Double]? {
    guard baseline != .zero else { return nil }
    let training = scoring.file.card.training
    // Without a bias nothing is subtracted, and the file has no means.
    let known = training?.hasBias == false ? nil : training?.standardization?.means
    let means = known.flatMap { $0.count == scoring.file.model.featureCount ? $0 : nil }
    if baseline == .mean, means == nil {
      throw .badData(
        "\(scoring.path) does not know the means of its features, which only fits that standardise by them write into the "
          + "file: use the baseline zero")
    }
    return baseline == .mean || scoring.file.model.input.kind == .table ? means : nil
  }
}

/// An explained sample.
public struct ExplanationResult: Sendable {
  /// What each feature contributes.
  public let explanation: ContrastExplanation
  /// The sample's texts, with what their pieces contribute.
  package let texts: [MarkedText]
  /// The model's short name.
  public let modelName: String
  /// The data's name.
  public let dataName: String
  /// The sample's place in the data, counted from 0.
  public let sample: Int
  /// What features are counted from.
  public let baseline: ExplanationRequest.Baseline
  /// What a sample is.
  public let input: InputDescription
  let sources: [FeatureSource]

  /// What a contribution is of: a `column`, a `pixel`, a `feature`.
  public var noun: String {
    switch input.kind {
    case .table: "column"
    case .image: input.shape.count > 1 ? "pixel" : "feature"
    case .vector: "feature"
    }
  }

  /// The explanation in the form of `softmax explain --json`, with all contributions.
  public var document: ExplanationDocument { ExplanationDocument(self) }

  /// The explanation for people, with so many of the strongest contributions: lines with a line break at their ends. Words of
  /// texts that speak for the class have a `+`, those that speak against it a `-`.
  public func text(count: Int = 15) -> String {
    heading + MarkedTextText.text(self, .plain) + reasons(count: count)
  }

  /// The first line of `text`.
  package var heading: String { ExplanationText.heading(self) + "\n" }

  /// The texts of a sample, with colours that a terminal obeys; what is out of the data steers nothing. Empty of a sample
  /// without texts.
  package var coloredTexts: String { MarkedTextText.text(self, .color) }

  /// What follows the texts.
  package func reasons(count: Int) -> String { ExplanationText.reasons(self, count: count) }
}
