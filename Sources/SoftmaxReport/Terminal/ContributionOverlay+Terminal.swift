// A sample and what its pixels contribute, as text.

extension ContributionOverlay {
  private static let gap = 3
  private static let mostRows = 64
  /// From nothing to the strongest contribution, for and against.
  private static let positive = Array(" .+#")
  private static let negative = Array(" .-=")

  /// Both pictures side by side for a terminal of `width` columns, each line ended; without colours the signs are characters.
  public func terminalText(width: Int, style: TerminalStyle) -> String {
    let room = max(1, (max(1, width) - Self.gap) / 2)
    let sample = image
    var scale =
      sample.width <= room ? Double(max(1, min(room, 32) / sample.width)) : Double(room) / Double(sample.width)
    scale = min(scale, Double(Self.mostRows) / Double(sample.height))
    func scaled(_ image: PixelImage) -> PixelImage {
      image.scaled(
        width: max(1, Int((Double(image.width) * scale).rounded())),
        height: max(1, Int((Double(image.height) * scale).rounded())))
    }
    let (left, right) = (scaled(sample), scaled(contributionImage))
    let signs = style == .plain ? signed(width: right.width, height: right.height) : []
    let space = String(repeating: " ", count: Self.gap)
    let lines = (0..<(left.height + 1) / 2).map { line in
      var text =
        style == .color
        ? PredictionGallery.colored(left, line) + space + PredictionGallery.colored(right, line)
        : PredictionGallery.shaded(left, line) + space + signs[line]
      while text.last == " " { text.removeLast() }
      return text + "\n"
    }
    let legend =
      style == .color
      ? "blue speaks against, orange for" : "- and = speak against, + and # for"
    return lines.joined() + legend + "\n"
  }

  /// The signs of the contributions, two rows of pixels in a line.
  private func signed(width: Int, height: Int) -> [String] {
    return (0..<(height + 1) / 2).map { line in
      String(
        (0..<width).map { x -> Character in
          // The strongest of the pixels that the character stands for.
          let rows =
            2 * line * image.height
            / height..<max(
              2 * line * image.height / height + 1, min(2 * line + 2, height) * image.height / height)
          let columns =
            x * image.width / width..<max(x * image.width / width + 1, (x + 1) * image.width / width)
          let value =
            rows.flatMap { y in columns.map { contributions[y * image.width + $0] } }
            .max { abs($0) < abs($1) } ?? 0
          let step = min(3, Int((abs(value) / scale.limit * 4).rounded(.up)))
          return value < 0 ? Self.negative[step] : Self.positive[step]
        })
    }
  }
}
