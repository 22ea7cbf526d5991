// What may go to whom: nothing out of a file steers a terminal, and nothing that programs read is changed.

extension StandardStream {
  /// Writes lines for people. What a terminal would obey is shown as `\u{1b}`, line feeds apart.
  package func write(_ text: String) {
    send(text.printableLines)
  }

  /// Writes what programs read, such as CSV, byte by byte as it is; only on a terminal as `write` does.
  package func writeData(_ text: String) {
    if isTerminal { write(text) } else { send(text) }
  }

  /// Writes what steers a terminal, and is wholly our own: colours.
  package func draw(_ text: String) {
    send(text)
  }

  /// Draws a line anew that is at the bottom of a terminal, or takes it away.
  package func drawInPlace(_ text: String) {
    send(text, inPlace: true)
  }
}
