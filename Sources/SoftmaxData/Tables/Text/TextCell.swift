// Where a cell lies in the bytes of a text.

/// The bytes of a cell: without the quotes, where it has some.
struct TextCell {
  var start: Int32
  var end: Int32
  var isQuoted = false
  /// Whether quotes in it are written twice.
  var hasDoubledQuotes = false
}
