// The gallery as text.

extension PredictionGallery {
  private static let gap = 2
  /// Captions are not legible in less.
  private static let leastCell = 20
  /// The rows of pixels of a picture, two in a line.
  private static let mostRows = 64
  private static let shades = Array(" .:-=+*#%@")

  /// The grid for a terminal of `width` columns, each line ended. Names are freed of what would steer a terminal.
  public func terminalText(width: Int, style: TerminalStyle) -> String {
    let width = max(1, width)
    let most = max(1, (width + Self.gap) / (Self.leastCell + Self.gap))
    let columns = min(columnCount, most)
    let room = max(1, (width - (columns - 1) * Self.gap) / columns)
    let natural = entries.map(\.image.width).max() ?? 1
    let tallest = entries.map(\.image.height).max() ?? 1
    // Small pictures are enlarged by a whole factor, large ones made to fit: into the cell, and into a height
    // that a screen shows.
    var scale = natural <= room ? Double(max(1, min(room, 32) / natural)) : Double(room) / Double(natural)
    scale = min(scale, Double(Self.mostRows) / Double(tallest))
    let pictureWidth = Self.scaled(natural, scale)
    let cellWidth = max(pictureWidth, min(room, Self.leastCell + 4))
    // All pictures take as many lines as the highest.
    let highest = entries.map { Self.scaled($0.image.height, scale) }.max() ?? 1
    var text = heading.isEmpty ? "" : TerminalText.safe(heading) + "\n\n"
    for first in stride(from: 0, to: entries.count, by: columns) {
      let row = entries[first..<min(first + columns, entries.count)]
      let cells = row.map {
        cell($0, scale: scale, lineCount: (highest + 1) / 2, width: cellWidth, style: style)
      }
      for line in 0..<(cells.map(\.count).max() ?? 0) {
        var joined = cells.map { $0[line] }.joined(separator: String(repeating: " ", count: Self.gap))
        while joined.last == " " { joined.removeLast() }
        text += joined + "\n"
      }
      if first + columns < entries.count { text += "\n" }
    }
    return text
  }

  /// The lines of one picture with its captions, each `width` columns wide.
  private func cell(
    _ entry: Entry, scale: Double, lineCount: Int, width: Int, style: TerminalStyle
  ) -> [String] {
    let columns = Self.scaled(entry.image.width, scale)
    let rows = Self.scaled(entry.image.height, scale)
    let image = entry.image.scaled(width: columns, height: rows)
    let padding = String(repeating: " ", count: max(0, width - columns))
    var lines = (0..<(rows + 1) / 2).map { line in
      (style == .color ? Self.colored(image, line) : Self.shaded(image, line)) + padding
    }
    while lines.count < lineCount { lines.append(String(repeating: " ", count: width)) }
    for caption in entry.captions {
      let isMarked = entry.isWrong && caption.hasPrefix("pred:")
      let mark = isMarked ? (style == .color ? "\u{2717} " : "x ") : ""
      let end = isMarked ? " (wrong)" : ""
      var text = TerminalText.safe(caption)
      if TerminalText.width(of: mark + text + end) <= width { text += end }
      text = TerminalText.fitted(
        mark + text, to: width, ellipsis: style == .color ? "\u{2026}" : "...")
      // Bold and vermilion, besides the cross.
      lines.append(isMarked && style == .color ? "\u{1b}[1;38;2;213;94;0m\(text)\u{1b}[0m" : text)
    }
    return lines
  }

  private static func scaled(_ length: Int, _ scale: Double) -> Int {
    max(1, Int((Double(length) * scale).rounded()))
  }

  /// Two rows of pixels in one line: the upper half of each character is its foreground.
  static func colored(_ image: PixelImage, _ line: Int) -> String {
    var text = ""
    var previous = ""
    for x in 0..<image.width {
      let upper = image.color(x, 2 * line)
      var colors = "\u{1b}[38;2;\(upper.red);\(upper.green);\(upper.blue)"
      if 2 * line + 1 < image.height {
        let lower = image.color(x, 2 * line + 1)
        colors += ";48;2;\(lower.red);\(lower.green);\(lower.blue)"
      }
      colors += "m"
      // A run of equal pixels needs its colours once.
      if colors != previous { text += colors }
      previous = colors
      text += "\u{2580}"
    }
    return text + "\u{1b}[0m"
  }

  /// The same without colours, as characters of different density.
  static func shaded(_ image: PixelImage, _ line: Int) -> String {
    String(
      (0..<image.width).map { x in
        let rows = 2 * line..<min(2 * line + 2, image.height)
        let sum = rows.reduce(0.0) { $0 + image.brightness(x, $1) }
        return shades[min(9, Int(sum / Double(rows.count) * 10))]
      })
  }
}
