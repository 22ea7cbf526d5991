// The texts of an explained sample, their words marked.

import SoftmaxFiles
import SoftmaxRegression

enum MarkedTextText {
  /// How words are marked.
  enum Style {
    /// By a sign before them.
    case plain
    /// By a sign and, on a terminal, by colour.
    case color
  }

  /// So much of each text is shown.
  private static let mostBytes = 2000

  /// A paragraph for each text, and a line break behind it; nothing of a sample without texts.
  static func text(_ result: ExplanationResult, _ style: Style) -> String {
    guard !result.texts.isEmpty else { return "" }
    let (own, other) = (result.explanation.className, result.explanation.opponent)
    let paragraphs = result.texts.map { text in
      let pieces = TextPieces(text, limit: mostBytes)
      let shown = pieces.pieces.map { marked($0, style) }.joined()
      return "\(text.column.printable(limit: 40)): \(shown.isEmpty ? "(empty)" : shown)\(pieces.note)\n"
    }
    return
      "\n+ speaks for \(own.printable(limit: 40)), - for \(other.printable(limit: 40)); words that say little have no "
      + "sign.\n" + paragraphs.joined()
  }

  /// A piece, made safe to show.
  private static func marked(_ piece: TextPieces.Piece, _ style: Style) -> String {
    let text = piece.text.printableLines
    let (sign, colour) =
      switch piece.side {
      case .none: ("", "")
      case .favours: ("+", "\u{1b}[1;33m")
      case .opposes: ("-", "\u{1b}[1;36m")
      }
    return style == .plain || piece.side == .none ? sign + text : colour + sign + text + "\u{1b}[0m"
  }
}
