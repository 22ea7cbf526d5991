// Which columns speak for one class, and which for another, as bars.

public import SoftmaxRegression

/// The strongest contributions to the gap between two classes' logits, a bar each, with all others together, the bias and
/// their sum.
public struct ContributionPicture: Sendable, Hashable {
  /// More rows nobody reads.
  public static let rowLimit = 40
  private static let rowHeight = 24.0
  private static let longestName = 300.0
  private static let reach = 190.0

  private struct Row: Sendable, Hashable {
    let name: String
    let value: Double
    var isSum = false
  }

  private let heading: String
  private let captions: [String]
  private let ownName: String
  private let otherName: String
  private let rows: [Row]
  private let scale: DivergingScale

  /// The picture of an explanation.
  ///
  /// - Parameters:
  ///   - explanation: What each column contributes.
  ///   - count: How many of the strongest have a bar of their own, 40 at most.
  ///   - noun: What all others are called together.
  ///   - title: Which sample it is, such as `people.csv, sample 17`.
  public init(
    _ explanation: ContrastExplanation, count: Int = 15, noun: String = "columns", title: String = ""
  ) {
    let shown = explanation.strongest(min(count, Self.rowLimit))
    let isNamed = explanation.columns.count > shown.count
    let known = Set(shown.map(\.features))
    let rest = explanation.columns.filter { !known.contains($0.features) }
    var rows = shown.map { Row(name: PictureText.line($0.text), value: $0.contribution) }
    if isNamed {
      rows.append(
        Row(
          name: "\(shown.isEmpty ? "all" : "other") \(Decimals.count(rest.count)) \(noun)",
          value: rest.reduce(0) { $0 + $1.contribution }))
    }
    rows.append(
      Row(
        name: explanation.baseline.allSatisfy { $0 == 0 } ? "bias" : "bias, at the means",
        value: explanation.baselineGap))
    if let offset = explanation.offsetGap { rows.append(Row(name: "offsets", value: offset)) }
    rows.append(Row(name: "sum: the logit gap", value: explanation.gap, isSum: true))
    self.rows = rows
    (ownName, otherName) = (PictureText.line(explanation.className), PictureText.line(explanation.opponent))
    heading = "Why \(ownName) and not \(otherName)"
    captions = [
      title.isEmpty ? "" : PictureText.line(title), ContributionCaption.probabilities(explanation),
    ].filter { !$0.isEmpty }
    let largest = rows.reduce(0.0) { $1.value.isFinite ? max($0, abs($1.value)) : $0 }
    let range = LinearScale(around: [-largest, largest], tickCount: 6)
    scale = DivergingScale(limit: largest > 0 && range.upper.isFinite ? range.upper : 1)
  }

  /// The picture.
  public var drawing: Drawing {
    let font = StrokeFont.standard
    func width(_ text: (Row) -> String) -> Double {
      rows.map { font.width(of: text($0), size: Theme.textSize, bold: $0.isSum) }.max() ?? 0
    }
    let nameWidth = min(Self.longestName, width { $0.name }).rounded(.up)
    let numberWidth = (width { Self.number($0.value) } + 10).rounded(.up)
    let captionWidth = captions.map { font.width(of: $0, size: Theme.textSize) }.max() ?? 0
    let left = Theme.margin + nameWidth + 10
    let zero = left + numberWidth + Self.reach
    let end = max(zero + Self.reach + numberWidth, Theme.margin + min(captionWidth, 640))
    let top = Theme.margin + 26 + Double(captions.count) * 20 + 36
    let bottom = top + Double(rows.count) * Self.rowHeight + 6
    var drawing = Drawing(
      width: Int((end + Theme.margin).rounded(.up)), height: Int(bottom + 34 + Theme.margin),
      background: Theme.background, title: heading)
    ContributionCaption.draw(heading, captions, width: end - Theme.margin, on: &drawing)
    drawSides(zero: zero, y: top - 12, room: Self.reach + numberWidth, on: &drawing)
    let axis = LinearScale(from: -scale.limit, to: scale.limit, tickCount: 6)
    for tick in axis.ticks {
      let x = (zero + tick / scale.limit * Self.reach).rounded()
      drawing.add(
        .rectangle(
          Rectangle(x: x, y: top, width: 1, height: bottom - top), tick == 0 ? Theme.line : Theme.grid))
      drawing.add(
        .label(Label(axis.text(tick), at: Point(x, bottom + 18), anchor: .middle, color: Theme.muted)))
    }
    for (place, row) in rows.enumerated() {
      // A line above the sum, with its room.
      let y = top + Double(place) * Self.rowHeight + (row.isSum ? 6 : 0)
      if row.isSum {
        drawing.add(
          .rectangle(Rectangle(x: Theme.margin, y: y - 3, width: end - Theme.margin, height: 1), Theme.line))
      }
      draw(row, at: y, nameEnd: left - 10, nameWidth: nameWidth, zero: zero, on: &drawing)
    }
    return drawing
  }

  private func draw(
    _ row: Row, at y: Double, nameEnd: Double, nameWidth: Double, zero: Double, on drawing: inout Drawing
  ) {
    let baseline = y + Self.rowHeight / 2 + 5
    let short = StrokeFont.standard.shortened(row.name, toWidth: nameWidth, size: Theme.textSize)
    drawing.add(
      .label(
        Label(short, at: Point(nameEnd, baseline), bold: row.isSum, anchor: .end, color: Theme.ink)))
    let length = (min(abs(row.value) / scale.limit, 1) * Self.reach).rounded()
    let color = scale.color((row.value < 0 ? -0.6 : 0.6) * scale.limit)
    drawing.add(
      .rectangle(
        Rectangle(
          x: row.value < 0 ? zero - length : zero, y: y + 4, width: max(1, length),
          height: Self.rowHeight - 8), color))
    drawing.add(
      .label(
        Label(
          Self.number(row.value), at: Point(row.value < 0 ? zero - length - 6 : zero + length + 6, baseline),
          bold: row.isSum, anchor: row.value < 0 ? .end : .start, color: Theme.ink)))
  }

  /// What the two sides mean.
  private func drawSides(zero: Double, y: Double, room: Double, on drawing: inout Drawing) {
    let font = StrokeFont.standard
    func shortened(_ name: String) -> String {
      font.shortened(name, toWidth: room - 90, size: Theme.textSize)
    }
    drawing.add(
      .label(
        Label(
          "\u{2212} for \(shortened(otherName))", at: Point(zero - 8, y), anchor: .end,
          color: Theme.muted)))
    drawing.add(
      .label(Label("for \(shortened(ownName)) +", at: Point(zero + 8, y), color: Theme.muted)))
  }

  private static func number(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Decimals.significant(value)
  }
}

/// What stands above pictures of contributions.
enum ContributionCaption {
  /// `p(shirt) = 0.812, p(pullover) = 0.103, true: pullover`.
  static func probabilities(_ explanation: ContrastExplanation) -> String {
    func share(_ name: String, _ value: Float) -> String {
      "p(\(PictureText.line(name))) = \(NumberText.share(Double(value)))"
    }
    let truth = explanation.trueClass.map { ", true: \(PictureText.line($0))" } ?? ""
    return "\(share(explanation.className, explanation.probability)), "
      + share(explanation.opponent, explanation.opponentProbability) + truth
  }

  /// The heading and the lines below it.
  static func draw(_ heading: String, _ captions: [String], width: Double, on drawing: inout Drawing) {
    let font = StrokeFont.standard
    drawing.add(
      .label(
        Label(
          font.shortened(heading, toWidth: width, size: 17, bold: true),
          at: Point(Theme.margin, Theme.margin + 13), size: 17, bold: true, color: Theme.ink)))
    for (line, caption) in captions.enumerated() {
      drawing.add(
        .label(
          Label(
            font.shortened(caption, toWidth: width, size: Theme.textSize),
            at: Point(Theme.margin, Theme.margin + 36 + Double(line) * 20), color: Theme.muted)))
    }
  }
}
