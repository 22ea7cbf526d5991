// Which pixels of a picture speak for one class, and which for another.

public import SoftmaxRegression

/// A sample's picture, and beside it what each pixel adds to the gap between two classes' logits.
///
/// Blue and orange are told apart with any kind of colour vision; where a pixel counts, a sign in it says the same.
public struct ContributionOverlay: Sendable, Hashable {
  private static let panelSize = 280
  private static let gap = 24.0
  /// A sign needs so many pixels of the drawing.
  private static let signRoom = 10
  /// What is below this share of the scale has no sign.
  private static let signThreshold = 0.15

  private let heading: String
  private let captions: [String]
  /// The sample itself.
  let image: PixelImage
  /// [height x width], the sum over the channels.
  let contributions: [Double]
  /// The scale of the contributions; symmetrical about 0.
  public let scale: DivergingScale

  /// The picture of an explanation.
  ///
  /// - Parameters:
  ///   - explanation: What each pixel contributes.
  ///   - input: What the model's samples are.
  ///   - title: Which sample it is, such as `digits:test, sample 17`.
  /// - Throws: `PictureError.notPictures` where the samples are no pictures.
  public init(
    _ explanation: ContrastExplanation, input: InputDescription, title: String = ""
  ) throws(PictureError) {
    guard input.kind == .image,
      let image = PixelImage(intensities: explanation.values.map { Float($0) }, shape: input.shape)
    else { throw .notPictures(shape: input.shape) }
    self.image = image
    contributions = explanation.columns.map(\.contribution)
    let (own, other) = (PictureText.line(explanation.className), PictureText.line(explanation.opponent))
    heading = "Why \(own) and not \(other)"
    let pixels = explanation.contributions.reduce(0, +)
    let offsets = explanation.offsetGap.map { ", offsets \(Self.number($0))" } ?? ""
    captions = [
      title.isEmpty ? "" : PictureText.line(title), ContributionCaption.probabilities(explanation),
      "logit gap \(Self.number(explanation.gap)): pixels \(Self.number(pixels)), bias "
        + Self.number(explanation.baselineGap) + offsets,
    ].filter { !$0.isEmpty }
    let largest = contributions.reduce(0.0) { $1.isFinite ? max($0, abs($1)) : $0 }
    let range = LinearScale(around: [-largest, largest], tickCount: 6)
    scale = DivergingScale(limit: largest > 0 && range.upper.isFinite ? range.upper : 1)
  }

  /// The picture.
  public var drawing: Drawing {
    let pixel = max(1, Self.panelSize / max(image.width, image.height))
    let (width, height) = (Double(image.width * pixel), Double(image.height * pixel))
    let longest = captions.map { StrokeFont.standard.width(of: $0, size: Theme.textSize) }.max() ?? 0
    let content = max(2 * width + Self.gap, min(longest, 640), 320).rounded(.up)
    let top = Theme.margin + 26 + Double(captions.count) * 20 + 30
    var drawing = Drawing(
      width: Int(content + 2 * Theme.margin), height: Int(top + height + ColorBar.totalHeight + Theme.margin),
      background: Theme.background, title: heading)
    ContributionCaption.draw(heading, captions, width: content, on: &drawing)
    let left = Theme.margin + ((content - 2 * width - Self.gap) / 2).rounded()
    let panels = [
      ("the sample", image), ("what each pixel adds", contributionImage),
    ]
    for (place, panel) in panels.enumerated() {
      let area = Rectangle(
        x: left + Double(place) * (width + Self.gap), y: top, width: width, height: height)
      drawing.add(.label(Label(panel.0, at: Point(area.x, top - 10), color: Theme.ink)))
      drawing.add(.pixels(panel.1, area, title: panel.0))
      drawing.addFrame(area.inset(by: -1), color: Theme.line)
      if place == 1 { drawSigns(in: area, pixel: pixel, on: &drawing) }
    }
    ColorBar(scale).draw(
      below: Point(Theme.margin, top + height), width: content, on: &drawing)
    return drawing
  }

  /// The contributions as colours.
  var contributionImage: PixelImage {
    PixelImage(
      width: image.width, height: image.height, channelCount: 3,
      bytes: contributions.flatMap { value in
        let color = scale.color(value)
        return [color.red, color.green, color.blue]
      })
  }

  /// A plus or a minus where pixels count; of small pixels one for several that lie together.
  private func drawSigns(in area: Rectangle, pixel: Int, on drawing: inout Drawing) {
    let side = (Self.signRoom + pixel - 1) / pixel
    let arm = Double(side * pixel) / 5
    for top in stride(from: 0, to: image.height, by: side) {
      for left in stride(from: 0, to: image.width, by: side) {
        let rows = top..<min(top + side, image.height)
        let columns = left..<min(left + side, image.width)
        let sum = rows.reduce(0.0) { sum, y in
          columns.reduce(sum) { $0 + contributions[y * image.width + $1] }
        }
        let mean = sum / Double(rows.count * columns.count)
        guard abs(mean) >= Self.signThreshold * scale.limit else { continue }
        let shade = scale.color(mean)
        let (black, white) = (Color(0x000000), Color(0xFFFFFF))
        let ink = black.contrast(with: shade) >= white.contrast(with: shade) ? black : white
        // Half of the way, so that signs are read where one looks for them and the picture is seen first.
        let stroke = Stroke(shade.mixed(with: ink, 0.55), width: max(1, arm / 3))
        let center = Point(
          area.x + Double(left * pixel) + Double(columns.count * pixel) / 2,
          area.y + Double(top * pixel) + Double(rows.count * pixel) / 2)
        drawing.add(.line([Point(center.x - arm, center.y), Point(center.x + arm, center.y)], stroke))
        if mean > 0 {
          drawing.add(.line([Point(center.x, center.y - arm), Point(center.x, center.y + arm)], stroke))
        }
      }
    }
  }

  private static func number(_ value: Double) -> String {
    (value > 0 ? "+" : "") + Decimals.significant(value)
  }
}
