// Which class was taken for which, as a picture.

public import SoftmaxRegression

/// A confusion matrix: a row for each true class, a column for each predicted one, each cell shaded by its share
/// of the row.
public struct ConfusionPicture: Sendable, Hashable {
  /// What stands in the cells.
  public enum Content: Sendable, Hashable {
    /// The number of samples, or the sum of their weights.
    case counts
    /// The share of the row's samples, in percent.
    case shares
  }

  private static let full = Color(0x08306B)
  private static let longestName = 150.0
  private static let empty = Color(0xF4F7FA)

  private let matrix: ConfusionMatrix
  private let names: [String]
  private let title: String
  private let content: Content

  /// The picture of a matrix whose classes have those names.
  ///
  /// - Throws: `PictureError.nothingToDraw` where there are no classes, `.tooManyClasses` for more than 1,000.
  public init(
    _ matrix: ConfusionMatrix, names: [String], title: String = "", content: Content = .counts
  ) throws(PictureError) {
    precondition(matrix.classCount == names.count, "a name for each class")
    guard !names.isEmpty else { throw .nothingToDraw(what: "there are no classes") }
    try Self.check(classCount: names.count)
    self.matrix = matrix
    self.names = names.map(PictureText.line)
    self.title = PictureText.line(title)
    self.content = content
  }

  /// Refuses more classes than a picture can show, for those who want to know before they score.
  ///
  /// - Throws: `PictureError.tooManyClasses`.
  public static func check(classCount: Int) throws(PictureError) {
    guard classCount <= PictureError.classLimit else { throw .tooManyClasses(count: classCount) }
  }

  /// The colour of a cell with that share of its row.
  static func shade(_ share: Double) -> Color {
    // Small shares are what one looks for: the root makes them visible.
    empty.mixed(with: full, share.squareRoot())
  }

  /// The picture.
  public var drawing: Drawing {
    let font = StrokeFont.standard
    let cell = cellSize
    let count = Double(names.count)
    let longest = names.map { font.width(of: $0, size: Theme.textSize) }.max() ?? 0
    let rowNameWidth = min(Self.longestName, longest).rounded(.up)
    // Names that do not fit over their column are turned.
    let areTurned = min(longest, Self.longestName) > cell.width - 6
    let columnNameHeight = areTurned ? rowNameWidth + 8 : 20
    let heading = headingLines
    let headingWidth =
      heading.enumerated().map { line, text in
        font.width(of: text, size: line == 0 ? 17 : 13, bold: line == 0)
      }.max() ?? 0
    let leftOfGrid = 26 + rowNameWidth + 10
    // A small matrix stands in the middle under its heading.
    let contentWidth = max(leftOfGrid + count * cell.width, min(headingWidth, 640)).rounded(.up)
    let side = Theme.margin + ((contentWidth - leftOfGrid - count * cell.width) / 2).rounded(.down)
    let left = side + leftOfGrid
    let top = Theme.margin + Double(heading.count) * 26 + 24 + columnNameHeight
    let grid = Rectangle(x: left, y: top, width: count * cell.width, height: count * cell.height)
    var drawing = Drawing(
      width: Int(contentWidth + 2 * Theme.margin),
      height: Int(grid.maxY + Theme.margin), background: Theme.background,
      title: heading[0], summary: heading[1])
    for (line, text) in heading.enumerated() {
      drawing.add(
        .label(
          Label(
            font.shortened(
              text, toWidth: Double(drawing.width) - 2 * Theme.margin, size: line == 0 ? 17 : 13,
              bold: line == 0),
            at: Point(Theme.margin, Theme.margin + 13 + Double(line) * 24),
            size: line == 0 ? 17 : 13, bold: line == 0, color: line == 0 ? Theme.ink : Theme.muted)))
    }
    drawing.add(
      .label(
        Label(
          "predicted class", at: Point(grid.center.x.rounded(), top - columnNameHeight - 8),
          anchor: .middle, color: Theme.muted)))
    drawing.add(
      .label(
        Label(
          "true class", at: Point(side + 11, grid.center.y.rounded()), anchor: .middle,
          direction: .up, color: Theme.muted)))
    for (index, name) in names.enumerated() {
      let short = font.shortened(name, toWidth: rowNameWidth, size: Theme.textSize)
      let middle = Point(
        (grid.x + (Double(index) + 0.5) * cell.width).rounded(),
        (grid.y + (Double(index) + 0.5) * cell.height).rounded())
      drawing.add(
        .label(
          Label(short, at: Point(grid.x - 10, middle.y + 5), anchor: .end, color: Theme.ink)))
      drawing.add(
        .label(
          areTurned
            ? Label(short, at: Point(middle.x + 5, grid.y - 8), direction: .up, color: Theme.ink)
            : Label(short, at: Point(middle.x, grid.y - 8), anchor: .middle, color: Theme.ink)))
    }
    drawGround(grid, cell, on: &drawing)
    for row in names.indices {
      for column in names.indices where matrix.count(trueClass: row, predictedClass: column) > 0 {
        draw(row, column, grid, cell, on: &drawing)
      }
    }
    drawing.addFrame(grid.inset(by: -1), color: Theme.line)
    return drawing
  }

  private var headingLines: [String] {
    let what = content == .counts ? "samples" : "percent of the true class"
    return [
      title.isEmpty ? "Confusion matrix" : "Confusion matrix of \(title)",
      "\(Decimals.amount(matrix.correctCount)) of \(Decimals.amount(matrix.sampleCount)) right "
        + "(\(Decimals.percent(matrix.accuracy))). "
        + "Numbers: \(what). Shade: root of the share of the true class.",
    ]
  }

  /// As wide as the widest number needs; many classes have small cells.
  private var cellSize: (width: Double, height: Double) {
    let font = StrokeFont.standard
    let texts = names.indices.lazy.flatMap { row in names.indices.lazy.map { text(row, $0) } }
    let widest =
      texts.lazy.filter { !$0.isEmpty }.map { font.width(of: $0, size: Theme.textSize, bold: true) }.max() ?? 0
    var least = names.count <= 12 ? 52.0 : names.count <= 30 ? 40 : 24
    // A few classes leave room for their names over the columns.
    let longest = min(
      Self.longestName, names.map { font.width(of: $0, size: Theme.textSize) }.max() ?? 0)
    let room = names.count <= 5 ? Self.longestName : names.count <= 12 ? 92 : 0
    if longest <= room { least = max(least, (longest + 12).rounded(.up)) }
    if names.count <= 5 { least = max(least, 92) }
    let height = names.count <= 5 ? 64.0 : names.count <= 12 ? 44 : names.count <= 30 ? 34 : 24
    return (max(least, (widest + 12).rounded(.up)), height)
  }

  private func text(_ row: Int, _ column: Int) -> String {
    let count = matrix.count(trueClass: row, predictedClass: column)
    guard count > 0 else { return "" }
    guard content == .shares else { return Decimals.amount(count) }
    return Decimals.text(share(row, column) * 100, places: 1)
  }

  private func share(_ row: Int, _ column: Int) -> Double {
    let support = matrix.support(of: row)
    return support > 0 ? min(1, matrix.count(trueClass: row, predictedClass: column) / support) : 0
  }

  /// All cells as they are without samples. Of a thousand classes, a million cells, few have some.
  private func drawGround(
    _ grid: Rectangle, _ cell: (width: Double, height: Double), on drawing: inout Drawing
  ) {
    drawing.add(.rectangle(grid, Self.shade(0)))
    for index in names.indices {
      let (x, y) = (grid.x + Double(index + 1) * cell.width, grid.y + Double(index + 1) * cell.height)
      drawing.add(.rectangle(Rectangle(x: x - 1, y: grid.y, width: 1, height: grid.height), Theme.background))
      drawing.add(.rectangle(Rectangle(x: grid.x, y: y - 1, width: grid.width, height: 1), Theme.background))
    }
  }

  private func draw(
    _ row: Int, _ column: Int, _ grid: Rectangle, _ cell: (width: Double, height: Double),
    on drawing: inout Drawing
  ) {
    let area = Rectangle(
      x: grid.x + Double(column) * cell.width, y: grid.y + Double(row) * cell.height,
      width: cell.width, height: cell.height)
    let shade = Self.shade(share(row, column))
    drawing.add(
      .rectangle(
        Rectangle(x: area.x, y: area.y, width: area.width - 1, height: area.height - 1), shade))
    let text = text(row, column)
    // Pure black and white: on any shade one of them has a contrast of 4.5 at least.
    let (black, white) = (Color(0x000000), Color(0xFFFFFF))
    let isLight = black.contrast(with: shade) >= white.contrast(with: shade)
    drawing.add(
      .label(
        Label(
          text, at: Point(area.center.x.rounded(), area.center.y.rounded() + 5),
          bold: row == column, anchor: .middle, color: isLight ? black : white)))
  }
}
