// Names out of files as pictures have them.

import SoftmaxFiles

/// Text that goes into pictures, as often as there are samples: bounded, and free of what is not drawn.
enum PictureText {
  /// More than any picture has room for.
  private static let mostColumns = 300

  /// A name or title on one line, cut with an ellipsis where it is very long.
  static func line(_ text: String) -> String {
    text.printable(limit: mostColumns, .sign)
  }
}
