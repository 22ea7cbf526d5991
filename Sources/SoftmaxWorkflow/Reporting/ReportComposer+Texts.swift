// What a report shows of texts: the words that speak for each class, and samples with their words marked.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension ReportComposer {
  /// So many words are listed of each class.
  private static let mostWords = 12
  /// So many bytes of a text are shown; fewer where all of them would be too much.
  private static let textLimits = [400, 200, 100, 50]
  /// Bytes of all texts together.
  private static let mostBytes = 500_000

  /// The cells of texts of some samples, by column and sample, with their words marked; empty where there are none.
  ///
  /// - Parameters:
  ///   - chosen: The samples, by their places in the data.
  ///   - features: Theirs.
  ///   - rivals: The class that each one's predicted class is held against.
  /// - Returns: For each column of texts, by its name, a cell for each sample.
  func markedCells(_ chosen: [Int], _ features: Features, rivals: [Int]) -> [String: [ReportPage.RowCell]] {
    guard let table = input.table, let preparation = file.preparation, preparation.hasTexts else { return [:] }
    let texts = chosen.indices.map { place in
      let added = model.contributions(
        of: features.rows.entries(ofRow: place), to: samples.predicted[chosen[place]].classIndex,
        against: rivals[place])
      return preparation.markedTexts(of: table, row: chosen[place]) { added[$0] ?? 0 }
    }
    for limit in Self.textLimits {
      let cells = texts.map { $0.map { text in Self.cell(TextPieces(text, limit: limit)) } }
      guard limit == Self.textLimits.last || cells.joined().reduce(0, { $0 + $1.byteCount }) <= Self.mostBytes
      else {
        continue
      }
      let names = texts.first?.map(\.column) ?? []
      return Dictionary(
        names.indices.map { column in (names[column], cells.map { $0[column] }) }, uniquingKeysWith: { $1 })
    }
    return [:]
  }

  private static func cell(_ text: TextPieces) -> ReportPage.RowCell {
    let pieces = text.pieces.map { piece in
      ReportPage.RowCell.Piece(
        piece.text, piece.side == .none ? .none : piece.side == .favours ? .favours : .opposes)
    }
    return ReportPage.RowCell(pieces: pieces + (text.note.isEmpty ? [] : [.init(text.note, .none)]))
  }

  /// What signs in texts mean; nil of data without texts.
  var markNote: String? {
    guard input.table != nil, file.preparation?.hasTexts == true else { return nil }
    return
      "In texts, a word with + (on orange) speaks for the class that was predicted. One with − (on blue) speaks against it: for "
      + "the class of the label or, where the prediction is right, for the next probable one. Words that say little have no sign. "
      + "Long texts are cut."
  }

  /// The words that speak most for each class; nil where the model reads no texts, or knows no words.
  func classWords(_ coefficients: ModelCoefficients) -> ReportPage.DataTable? {
    guard let preparation = file.preparation else { return nil }
    var words: [(feature: Int, name: String)] = []
    var first = 0
    let isOne = preparation.columns.count { $0.column.kind == .text } == 1
    for column in preparation.columns {
      if column.knowsWords {
        let names = isOne ? column.termNames : column.featureNames
        words += names.enumerated().map { (first + $0.offset, $0.element) }
      }
      first += column.featureCount
    }
    guard !words.isEmpty else { return nil }
    return .init(
      caption: "The words that speak most for each class, with their coefficients",
      columns: [.init("class", isNumber: false), .init("words", isNumber: false)],
      rows: coefficients.classNames.indices.map { k in
        var strongest: [(value: Double, name: String)] = []
        for word in words {
          let value = coefficients.contrast(ofClass: k, feature: word.feature)
          guard value > 0, strongest.count < Self.mostWords || value > strongest[strongest.count - 1].value
          else {
            continue
          }
          strongest.insert((value, word.name), at: strongest.firstIndex { $0.value < value } ?? strongest.count)
          if strongest.count > Self.mostWords { strongest.removeLast() }
        }
        let shown = strongest.map {
          "\($0.name.printable(limit: 30, .sign)) \(NumberText.significant($0.value))"
        }
        return [
          .init(coefficients.classNames[k]), .init(shown.isEmpty ? "none" : shown.joined(separator: ", ")),
        ]
      })
  }
}
