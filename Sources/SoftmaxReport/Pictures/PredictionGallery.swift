// Samples as pictures, with what they are and what the model says they are.

/// A grid of pictures, each with its true and its predicted class.
///
///     let gallery = try PredictionGallery(entries, title: "fashion-mnist:test")
///     try gallery.drawing.write(to: "predictions.png")
///     print(gallery.terminalText(width: 80, style: .color))
public struct PredictionGallery: Sendable, Hashable {
  /// A sample with its prediction.
  public struct Entry: Sendable, Hashable {
    /// The sample.
    public let image: PixelImage
    /// The name of its class, where that is known.
    public let trueName: String?
    /// The name of the most probable class.
    public let predictedName: String
    /// The probability of that class.
    public let probability: Double
    /// The lines under the picture, where the caller has written them.
    private let ownCaptions: [String]?

    /// A picture with lines of the caller's under it, such as a label and what it may have to be.
    public init(image: PixelImage, captions: [String]) {
      self.image = image
      (trueName, predictedName, probability) = (nil, "", 0)
      ownCaptions = captions.map { PictureText.line($0) }
    }

    /// A sample with its prediction.
    public init(image: PixelImage, trueName: String?, predictedName: String, probability: Double) {
      self.image = image
      self.trueName = trueName
      self.predictedName = predictedName
      self.probability = probability
      ownCaptions = nil
    }

    /// Whether the prediction is known to be wrong.
    public var isWrong: Bool { trueName.map { $0 != predictedName } ?? false }

    /// The lines of text under the picture.
    var captions: [String] {
      if let ownCaptions { return ownCaptions }
      return (trueName.map { ["true: \(PictureText.line($0))"] } ?? []) + [
        "pred: \(PictureText.line(predictedName))", "probability \(Decimals.text(probability, places: 3))",
      ]
    }
  }

  /// The pictures, row by row.
  public let entries: [Entry]
  /// What they are from; empty for no heading.
  public let title: String
  /// The number of pictures in a row.
  public let columnCount: Int
  /// Whether the caller said how many columns there are.
  let hasOwnColumns: Bool

  /// A grid of pictures.
  ///
  /// - Parameters:
  ///   - entries: The pictures, row by row.
  ///   - title: What they are from, such as `fashion-mnist:test`.
  ///   - columns: The number of pictures in a row; by default the grid is about as many rows as columns, six
  ///     pictures being two rows of three.
  /// - Throws: `PictureError.nothingToDraw` without pictures.
  public init(
    _ entries: [Entry], title: String = "", columns: Int? = nil
  ) throws(PictureError) {
    guard !entries.isEmpty else { throw .nothingToDraw(what: "no picture was chosen") }
    self.entries = entries
    self.title = PictureText.line(title)
    hasOwnColumns = columns != nil
    columnCount = min(max(1, columns ?? Self.columns(for: entries.count)), entries.count)
  }

  /// The number of rows.
  public var rowCount: Int { (entries.count + columnCount - 1) / columnCount }

  /// `5 of 6 right`, where all true classes are known.
  var score: String? {
    guard entries.allSatisfy({ $0.trueName != nil }) else { return nil }
    let right = entries.count { !$0.isWrong }
    return "\(Decimals.count(right)) of \(Decimals.count(entries.count)) right"
  }

  /// About as many columns as rows, rather more, and so that the last row is as full as can be.
  private static func columns(for count: Int) -> Int {
    var root = 1
    while root * root < count { root += 1 }
    let most = max(root, Int(1.75 * Double(count).squareRoot()))
    func waste(_ columns: Int) -> Int { (columns - count % columns) % columns }
    return (root...most).min { (waste($0), $0) < (waste($1), $1) } ?? root
  }
}
