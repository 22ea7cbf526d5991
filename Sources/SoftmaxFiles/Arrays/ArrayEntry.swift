// One array among several in a file.

/// An array's name and layout, and the way to its elements.
package struct ArrayEntry: Sendable {
  package let name: String
  /// The layout, or why the array cannot be read: others in the file still can.
  package let layout: Result<ArrayLayout, FileError>

  private let content: @Sendable () throws(FileError) -> StoredArray

  package init(
    name: String, layout: Result<ArrayLayout, FileError>,
    content: @escaping @Sendable () throws(FileError) -> StoredArray
  ) {
    self.name = name
    self.layout = layout
    self.content = content
  }

  /// The array.
  ///
  /// - Throws: `FileError` where it cannot be read.
  package func read() throws(FileError) -> StoredArray {
    _ = try layout.get()
    return try content()
  }

  /// The number of dimensions, where the array can be read.
  package var rank: Int? { (try? layout.get())?.shape.count }

  /// `x (60000 x 784 float32)`.
  package var text: String {
    let shown = (try? layout.get())?.text ?? "cannot be read"
    return "\(name.prefix(80)) (\(shown))"
  }

  /// Arrays with their shapes, the first ten of them.
  package static func list(_ entries: [ArrayEntry]) -> String {
    let shown = entries.prefix(10).map(\.text).joined(separator: ", ")
    return entries.count > 10 ? "\(shown) and \(entries.count - 10) more" : shown
  }
}
