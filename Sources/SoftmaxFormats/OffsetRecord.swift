// Where a model's offsets were found.

import SoftmaxRegression

/// That a model was fitted with offsets, and where in its data they stood: what it is used on needs its own.
public struct OffsetRecord: Codable, Sendable, Hashable {
  /// Of a table the column of each class that has offsets.
  public let columns: [String: String]?
  /// The array in the data's own file, where they stood in one.
  public let array: String?
  /// The file, where they stood in one of their own: a name without folders.
  public let file: String?

  /// A record; without a place, of data that was in memory.
  public init(columns: [String: String]? = nil, array: String? = nil, file: String? = nil) {
    self.columns = columns
    self.array = array
    self.file = file
  }

  /// What contradicts itself, or the classes; nil where nothing does.
  func problem(classes: [String]) -> String? {
    let places = [columns.map { _ in "columns" }, array.map { _ in "array" }, file.map { _ in "file" }]
      .compactMap(\.self)
    if places.count > 1 { return "'offsets.\(places[1])' stands beside '\(places[0])', expected one place" }
    guard let columns else { return nil }
    if columns.isEmpty { return "'offsets.columns' has no column, expected one at least" }
    guard let name = columns.keys.sorted().first(where: { !classes.contains($0) }) else { return nil }
    return "'offsets.columns' names '\(name.prefix(80))', which is no class"
  }

  /// In a few words, for people.
  public var summary: String {
    if let columns {
      return columns.sorted { $0.key < $1.key }.map { "\($0.key) by column '\($0.value)'" }.joined(
        separator: ", ")
    }
    return array.map { "of array '\($0)'" } ?? file.map { "from \($0)" } ?? "given in memory"
  }
}
