// What the fuzz tests run of this module: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxRegression

/// The pictures of names that are not trusted.
@_spi(Fuzzing) public enum FuzzingEntry {
  /// Names with line feeds between them, in every picture and every form.
  public static func names(_ bytes: [UInt8]) throws {
    let names = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false).map {
      String(decoding: $0, as: UTF8.self)
    }
    var matrix = ConfusionMatrix(classCount: names.count)
    for index in names.indices { matrix.add(trueClass: index, predictedClass: 0) }
    let entries = names.map { name in
      PredictionGallery.Entry(
        image: PixelImage(width: 2, height: 2, bytes: [0, 90, 180, 255]), trueName: name,
        predictedName: names[0],
        probability: 0.5)
    }
    let gallery = try PredictionGallery(entries, title: names[0])
    let record = EpochRecord(epoch: 1, trainLoss: 1, trainAccuracy: 0.5, testAccuracy: nil, seconds: 1)
    var label = Drawing(width: 40, height: 20, title: names[0])
    label.add(.label(Label(names[0], at: Point(2, 12))))
    for drawing in [
      try ConfusionPicture(matrix, names: names, title: names[0]).drawing, gallery.drawing,
      try TrainingCurve([record], title: names[0]).drawing, label,
    ] {
      check(SVGDocument(drawing).text)
      _ = drawing.undrawableCharacters
    }
    _ = try label.encoded(as: .png)
    for width in [1, 20, 80] { check(gallery, width: width) }
  }

  /// What XML 1.0 has no place for, and what would turn the text around it.
  private static func check(_ svg: String) {
    for scalar in svg.unicodeScalars {
      precondition(scalar.value >= 0x20 || scalar == "\n", "a control in SVG")
      precondition(
        !(0x7f...0x9f).contains(scalar.value) && !(0x202a...0x202e).contains(scalar.value), "a control in SVG")
    }
    // A name can close no element and open none.
    let count = { (piece: String) in svg.components(separatedBy: piece) }
    precondition(count("<svg ") == 1 && count("</svg>") == 1, "markup out of a name")
    precondition(
      count("<text ") == count("</text>") && count("<title>") == count("</title>"), "markup out of a name")
  }

  private static func check(_ gallery: PredictionGallery, width: Int) {
    let lines = gallery.terminalText(width: width, style: .plain).utf8.split(separator: UInt8(ascii: "\n"))
    for line in lines {
      let text = String(decoding: line, as: UTF8.self)
      precondition(
        text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }, "a control")
    }
  }
}

extension String {
  /// How often a piece of ASCII stands in the text.
  fileprivate func components(separatedBy piece: String) -> Int {
    let (text, piece) = (Array(utf8), Array(piece.utf8))
    guard text.count >= piece.count else { return 0 }
    return (0...text.count - piece.count).count {
      text[$0] == piece[0] && text[$0..<$0 + piece.count].elementsEqual(piece)
    }
  }
}
