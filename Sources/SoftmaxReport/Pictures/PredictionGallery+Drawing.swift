// The gallery as a drawing.

extension PredictionGallery {
  /// The sizes of everything in the grid.
  struct Layout {
    static let gap = 24.0
    static let captionGap = 10.0
    static let longestCaption = 176.0
    static let longestHeading = 320.0

    /// Pixels of the drawing for one of a sample.
    let scale: Int
    let pictureWidth: Double
    let pictureHeight: Double
    /// The width of a picture with its captions.
    let cellWidth: Double
    let cellHeight: Double
    let left: Double
    let top: Double
    let width: Int
    let height: Int

    init(_ gallery: PredictionGallery) {
      let widest = gallery.entries.map(\.image.width).max() ?? 1
      let highest = gallery.entries.map(\.image.height).max() ?? 1
      // A few pictures are shown large, many small: always by whole pixels.
      let target = gallery.entries.count <= 12 ? 168 : gallery.entries.count <= 120 ? 112 : 84
      scale = max(1, target / max(widest, highest))
      pictureWidth = Double(widest * scale)
      pictureHeight = Double(highest * scale)
      let captions = Set(gallery.entries.lazy.flatMap { $0.captions.map { $0 } })
      let longest =
        captions.map {
          StrokeFont.standard.width(of: $0, size: Theme.textSize, bold: true)
        }.max() ?? 0
      cellWidth = max(pictureWidth, min(longest, Self.longestCaption)).rounded(.up)
      let lineCount = Double(gallery.entries.map(\.captions.count).max() ?? 2)
      cellHeight = pictureHeight + Self.captionGap + lineCount * Theme.lineHeight
      top = gallery.heading.isEmpty ? Theme.margin : Theme.margin + 38
      let (columns, rows) = (Double(gallery.columnCount), Double(gallery.rowCount))
      let gridWidth = columns * cellWidth + (columns - 1) * Self.gap
      // One small picture alone would cut off its heading.
      let contentWidth = max(gridWidth, min(gallery.headingWidth, Self.longestHeading)).rounded(.up)
      left = Theme.margin + ((contentWidth - gridWidth) / 2).rounded()
      width = Int(2 * Theme.margin + contentWidth)
      height = Int(top + rows * cellHeight + (rows - 1) * Self.gap + Theme.margin)
    }

    /// Where a picture lies.
    func picture(_ index: Int, columns: Int) -> Rectangle {
      let (column, row) = (Double(index % columns), Double(index / columns))
      let x = left + column * (cellWidth + Self.gap)
      return Rectangle(
        x: x + ((cellWidth - pictureWidth) / 2).rounded(), y: top + row * (cellHeight + Self.gap),
        width: pictureWidth, height: pictureHeight)
    }
  }

  /// `fashion-mnist:test, 5 of 6 right`.
  var heading: String {
    [title, score ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
  }

  /// The length of the heading as it is drawn: the title large, the score beside it.
  private var headingWidth: Double {
    let font = StrokeFont.standard
    return font.width(of: title, size: 17, bold: true) + (title.isEmpty ? 0 : 30)
      + font.width(of: score ?? "", size: Theme.textSize)
  }

  /// The picture of the grid.
  public var drawing: Drawing {
    let layout = Layout(self)
    var drawing = Drawing(
      width: layout.width, height: layout.height, background: Theme.background,
      title: heading.isEmpty ? "Predictions" : "Predictions, \(heading)",
      summary:
        "\(entries.count) samples with their true and predicted classes; a frame with a cross marks what is wrong."
    )
    if !heading.isEmpty { drawHeading(layout, on: &drawing) }
    for (index, entry) in entries.enumerated() {
      draw(entry, in: layout.picture(index, columns: columnCount), layout, on: &drawing)
    }
    return drawing
  }

  private func drawHeading(_ layout: Layout, on drawing: inout Drawing) {
    let font = StrokeFont.standard
    let score = score ?? ""
    let scoreWidth = score.isEmpty ? 0 : font.width(of: score, size: Theme.textSize) + 14
    let room = Double(layout.width) - 2 * Theme.margin
    let text = font.shortened(title, toWidth: max(room - scoreWidth, 40), size: 17, bold: true)
    let baseline = Theme.margin + 13
    if !text.isEmpty {
      drawing.add(
        .label(Label(text, at: Point(Theme.margin, baseline), size: 17, bold: true, color: Theme.ink)))
    }
    // At the right end: a viewer's own font may make the title longer than ours does.
    drawing.add(
      .label(
        Label(
          score, at: Point(Double(layout.width) - Theme.margin, baseline), anchor: .end,
          color: Theme.muted)))
  }

  private func draw(
    _ entry: Entry, in area: Rectangle, _ layout: Layout, on drawing: inout Drawing
  ) {
    let scale = Double(layout.scale)
    let size = (Double(entry.image.width) * scale, Double(entry.image.height) * scale)
    let place = Rectangle(
      x: area.x + ((area.width - size.0) / 2).rounded(),
      y: area.y + ((area.height - size.1) / 2).rounded(), width: size.0, height: size.1)
    drawing.add(
      .pixels(entry.image, place, title: entry.captions.joined(separator: ", ")))
    if entry.isWrong {
      drawing.addFrame(place.inset(by: -4), width: 4, color: Theme.wrong)
      drawCross(Point(place.maxX, place.y), on: &drawing)
    } else {
      drawing.addFrame(place.inset(by: -1), color: Theme.line)
    }
    let center = area.center.x.rounded()
    for (line, caption) in entry.captions.enumerated() {
      let isPrediction = caption.hasPrefix("pred:")
      let isMarked = isPrediction && entry.isWrong
      let isLast = line == entry.captions.count - 1
      let text = StrokeFont.standard.shortened(
        caption, toWidth: layout.cellWidth, size: Theme.textSize, bold: isMarked)
      drawing.add(
        .label(
          Label(
            text,
            at: Point(
              center, area.maxY + Layout.captionGap + 12 + Double(line) * Theme.lineHeight),
            bold: isMarked, anchor: .middle,
            color: isMarked ? Theme.wrong : isLast ? Theme.muted : Theme.ink)))
    }
  }

  /// A white cross on a disc over the picture's corner: what is wrong is told without colour.
  private func drawCross(_ center: Point, on drawing: inout Drawing) {
    drawing.add(.disc(center: center, radius: 13, Theme.background))
    drawing.add(.disc(center: center, radius: 11, Theme.wrong))
    let stroke = Stroke(Theme.background, width: 2.5)
    let reach = 4.0
    drawing.add(
      .line(
        [Point(center.x - reach, center.y - reach), Point(center.x + reach, center.y + reach)],
        stroke))
    drawing.add(
      .line(
        [Point(center.x - reach, center.y + reach), Point(center.x + reach, center.y - reach)],
        stroke))
  }
}
