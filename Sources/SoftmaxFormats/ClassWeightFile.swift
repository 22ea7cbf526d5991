// Weights of classes in a file: lines of names and numbers, or a JSON object.

package import SoftmaxFiles

/// Reads weights by the names of classes.
package enum ClassWeightFile {
  private static let form = NamedNumberFile(number: "weight", owner: "class")

  /// The weights in a file: a JSON object `{"name": weight}`, or a line `name,weight` for each class, at whose last comma or tab
  /// the weight begins. Text is UTF-8, with a byte order mark or without.
  ///
  /// - Throws: `FileError` naming the line or the class of what is no weight.
  package static func weights(contentsOf path: String) throws(FileError) -> [String: Double] {
    try form.numbers(contentsOf: path)
  }

  /// The weights in a text.
  package static func weights(in text: String, path: String) throws(FileError) -> [String: Double] {
    try form.numbers(in: text, path: path)
  }

  /// The error for a name that is no class of the data; `nearest` is what it may be a mistyped form of.
  package static func unknownClass(_ name: String, nearest: String?, path: String) -> FileError {
    FileError(
      .badData, path: path,
      problem: "there is a weight for the class '\(name.printable(limit: 80))', which the data does not have",
      remedy: nearest.map { "the nearest is '\($0.printable(limit: 80))'" })
  }
}
