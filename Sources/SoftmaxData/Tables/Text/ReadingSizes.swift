// How much of a text is looked at and held at once.

/// Bytes of a delimited text.
struct ReadingSizes {
  /// How many decide the types of the columns.
  var prefix = 1 << 20
  /// Whether the first line is enough of them.
  var endsPrefixWithLine = false
  /// How many decide the columns of JSON lines.
  var keys = 1 << 20
  /// How many are asked for at a time.
  var chunk = 1 << 18
  /// The most that a row may have.
  var longestRow = 16 << 20
}
