// What a model looks for: its coefficients as pictures.

public import SoftmaxRegression

/// One picture a class of its coefficients, all on one scale that is symmetrical about 0.
public struct WeightsPicture: Sendable, Hashable {
  private static let gap = 20.0

  private let names: [String]
  private let weights: [Float]
  private let height: Int
  private let width: Int
  private let columns: Int?
  /// The scale that all classes share.
  public let scale: DivergingScale

  /// The picture of a model of pictures. Of a colour picture's coefficients the mean over the channels is
  /// shown.
  ///
  /// - Parameters:
  ///   - model: The model.
  ///   - columns: The number of classes in a row (default: about five).
  /// - Throws: `PictureError.notPictures` where the model's samples are no pictures, `.tooManyClasses` for more than 1,000.
  public init(_ model: SoftmaxModel, columns: Int? = nil) throws(PictureError) {
    let shape = model.input.shape
    guard model.input.kind == .image, PixelImage.isPicture(shape: shape) else {
      throw .notPictures(shape: shape)
    }
    guard model.layerClasses.count <= PictureError.classLimit else {
      throw .tooManyClasses(count: model.layerClasses.count)
    }
    self.columns = columns
    (height, width) = (shape[0], shape[1])
    names = model.rowNames.map(PictureText.line)
    let channelCount = shape.count == 3 ? shape[2] : 1
    weights =
      channelCount == 1
      ? model.weights
      : stride(from: 0, to: model.weights.count, by: channelCount).map { start in
        model.weights[start..<start + channelCount].reduce(0, +) / Float(channelCount)
      }
    let largest = weights.reduce(0) { $1.isFinite ? max($0, abs($1)) : $0 }
    // To the next round number, so that the ends of the scale have ticks.
    let range = LinearScale(around: [-Double(largest), Double(largest)], tickCount: 6)
    scale = DivergingScale(limit: largest > 0 ? range.upper : 1)
  }

  /// The picture.
  public var drawing: Drawing {
    let font = StrokeFont.standard
    let columns = min(names.count, max(1, columns ?? Self.standardColumns(names.count)))
    let rows = (names.count + columns - 1) / columns
    let pixel = max(1, (names.count <= 20 ? 140 : 84) / max(width, height))
    let size = (width: Double(width * pixel), height: Double(height * pixel))
    let longest = names.map { font.width(of: $0, size: Theme.textSize, bold: true) }.max() ?? 0
    let cellWidth = max(size.width, min(longest, 150)).rounded(.up)
    let cellHeight = size.height + 24
    let heading = 34.0
    let gridWidth = Double(columns) * (cellWidth + Self.gap) - Self.gap
    // The heading and the bar need their room, even for a single small picture.
    let contentWidth = max(gridWidth, 280)
    let gridHeight = Double(rows) * (cellHeight + Self.gap) - Self.gap
    let top = Theme.margin + heading
    var drawing = Drawing(
      width: Int(contentWidth + 2 * Theme.margin),
      height: Int(top + gridHeight + 42 + ColorBar.height + 26 + Theme.margin), background: Theme.background,
      title: "Weights of each class",
      summary:
        "A picture for each of \(names.count) classes: orange pixels speak for the class, blue ones against it."
    )
    drawing.add(
      .label(
        Label(
          "Weights of each class", at: Point(Theme.margin, Theme.margin + 13), size: 17, bold: true,
          color: Theme.ink)))
    let left = Theme.margin + ((contentWidth - gridWidth) / 2).rounded()
    for (index, name) in names.enumerated() {
      let cell = Point(
        left + Double(index % columns) * (cellWidth + Self.gap),
        top + Double(index / columns) * (cellHeight + Self.gap))
      let area = Rectangle(
        x: cell.x + ((cellWidth - size.width) / 2).rounded(), y: cell.y, width: size.width,
        height: size.height)
      drawing.add(.pixels(image(of: index), area, title: "weights of \(name)"))
      drawing.addFrame(area.inset(by: -1), color: Theme.line)
      drawing.add(
        .label(
          Label(
            font.shortened(name, toWidth: cellWidth, size: Theme.textSize),
            at: Point(area.center.x.rounded(), area.maxY + 19), anchor: .middle, color: Theme.ink)))
    }
    ColorBar(scale).draw(
      below: Point(Theme.margin, top + gridHeight), width: contentWidth, on: &drawing)
    return drawing
  }

  private static func standardColumns(_ count: Int) -> Int {
    if count <= 5 { return count }
    // Ten classes are two rows of five; many make about twice as many columns as rows.
    var columns = 5
    while columns * columns < 2 * count { columns += 1 }
    return columns
  }

  private func image(of index: Int) -> PixelImage {
    let count = width * height
    return PixelImage(
      width: width, height: height, channelCount: 3,
      bytes: weights[index * count..<(index + 1) * count].flatMap { value in
        let color = scale.color(Double(value))
        return [color.red, color.green, color.blue]
      })
  }
}
