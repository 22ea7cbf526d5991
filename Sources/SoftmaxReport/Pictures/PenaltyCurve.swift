// How well models of each penalty do on samples that they have not seen.

public import SoftmaxRegression

/// Log loss and accuracy over the strength of the penalty, side by side, with their standard errors over the folds.
public struct PenaltyCurve: Sendable, Hashable {
  private let scores: [PenaltyScore]
  private let chosenIndex: Int?
  private let title: String

  /// The curve of a search's scores.
  ///
  /// - Parameters:
  ///   - scores: `PenaltySearchResult.scores`.
  ///   - chosenIndex: Which of them was chosen, where one was.
  ///   - title: What was searched, such as `fashion-mnist:train`.
  /// - Throws: `PictureError.nothingToDraw` where no penalty has scores of folds or of a test set.
  public init(_ scores: [PenaltyScore], chosenIndex: Int? = nil, title: String = "") throws(PictureError) {
    guard scores.contains(where: { !$0.foldLogLosses.isEmpty || $0.testLogLoss != nil }) else {
      throw .nothingToDraw(what: "no penalty has scores")
    }
    self.scores = scores
    self.chosenIndex = chosenIndex
    self.title = PictureText.line(title)
  }

  /// The picture.
  public var drawing: Drawing {
    let heading = title.isEmpty ? "Penalties" : "Penalties on \(title)"
    var drawing = Drawing(width: 860, height: 384, background: Theme.background, title: heading)
    let text = StrokeFont.standard.shortened(heading, toWidth: 812, size: 17, bold: true)
    drawing.add(.label(Label(text, at: Point(24, 34), size: 17, bold: true, color: Theme.ink)))
    plot("Log loss", unit: "nats", of: .logLoss, factor: 1)
      .draw(in: Rectangle(x: 24, y: 60, width: 382, height: 304), on: &drawing)
    plot("Accuracy", unit: "%", of: .accuracy, factor: 100)
      .draw(in: Rectangle(x: 454, y: 60, width: 382, height: 304), on: &drawing)
    return drawing
  }

  private func plot(_ title: String, unit: String, of criterion: SelectionCriterion, factor: Double) -> LinePlot
  {
    var lines: [Series] = []
    var reach: [Double] = []
    for (family, blend) in families.flatMap({ family in blends.map { (family, $0) } }) {
      let own = scores.filter { $0.family == family && $0.blend == blend }
      let name = family.name + (blend.map { ", blend \(Int(exactly: $0).map { "\($0)" } ?? "\($0)")" } ?? "")
      let folded = own.compactMap { score in
        score.mean(of: criterion).map { (score, $0.value, $0.standardError) }
      }
      if !folded.isEmpty {
        lines.append(
          Series(
            name: name, points: folded.map { Point(exponent($0.0), $0.1 * factor) },
            errors: folded.map { $0.2 * factor }))
        reach += folded.flatMap { [($0.1 - $0.2) * factor, ($0.1 + $0.2) * factor] }
      }
      let tested = own.compactMap { score in
        (criterion == .logLoss ? score.testLogLoss : score.testAccuracy).map { (score, $0) }
      }
      if folded.isEmpty, !tested.isEmpty {
        lines.append(
          Series(
            name: "\(name), test", points: tested.map { Point(exponent($0.0), $0.1 * factor) }))
        reach += tested.map { $0.1 * factor }
      }
    }
    if let chosenIndex, let mean = scores[chosenIndex].mean(of: criterion) {
      lines.append(
        Series(name: "chosen", points: [Point(exponent(scores[chosenIndex]), mean.value * factor)]))
    }
    return LinePlot(
      title: title, unit: unit, horizontalTitle: "strength of the penalty",
      horizontal: LinearScale(aroundExponents: scores.map(exponent)), vertical: LinearScale(around: reach),
      series: lines)
  }

  private var families: [PenaltyFamily] {
    scores.reduce(into: []) { if !$0.contains($1.family) { $0.append($1.family) } }
  }

  /// The blends that have a line: of a relaxed search the largest, the chosen one and the least, for more cannot be told
  /// apart; else none has a blend.
  private var blends: [Double?] {
    let own = Set(scores.compactMap(\.blend))
    guard let least = own.min(), let most = own.max() else { return [nil] }
    return Set([least, most] + (chosenIndex.flatMap { scores[$0].blend }.map { [$0] } ?? [])).sorted(by: >)
  }

  /// The decimal logarithm of the strength.
  private func exponent(_ score: PenaltyScore) -> Double {
    PortableLogarithm.log(score.strength) / 2.302585092994046
  }
}
