// The colours and sizes that all pictures share.

/// One look for every picture. The colours can be told apart with any kind of colour vision, and none is the
/// only sign of anything.
enum Theme {
  static let background = Color(0xFFFFFF)
  /// Text.
  static let ink = Color(0x1F2328)
  /// Text of less weight: units, probabilities.
  static let muted = Color(0x59636E)
  /// Axes and frames.
  static let line = Color(0x8C959F)
  /// Grid lines.
  static let grid = Color(0xE1E4E8)
  /// What is wrong (vermilion of Okabe and Ito, darker so that text in it is legible).
  static let wrong = Color(0xB93A00)
  /// The colours of series, in their order of use (after Okabe and Ito).
  static let series = [Color(0x0067A5), Color(0xC75000), Color(0x00805A), Color(0x8A3F74)]

  /// The size of ordinary text; at 13 the pixel font lies exactly on the pixels.
  static let textSize = 13.0
  /// The height of a line of ordinary text.
  static let lineHeight = 18.0
  /// The space between a picture's edge and what is in it.
  static let margin = 20.0
}
