// What a terminal can show.

/// How pictures are drawn in a terminal.
public enum TerminalStyle: Sendable, Hashable {
  /// Half blocks in 24-bit colours: two pixels a character.
  case color
  /// Characters of different density, in ASCII, without colours.
  case plain
}
