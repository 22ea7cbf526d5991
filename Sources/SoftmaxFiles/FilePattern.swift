// Files whose names a pattern describes.

import Foundation

/// A pattern of file names in which `*` stands for any characters, `?` for one, and `[a-f]` for one of some: `part-*.csv`.
package struct FilePattern: Sendable, Hashable {
  /// The pattern.
  package let text: String

  /// A pattern; nil for a text without any of these marks, and for one that is the name of a file.
  package init?(_ text: String) {
    guard text.contains(where: { "*?[".contains($0) }), FileStatus(of: text) == nil else { return nil }
    self.text = text
  }

  /// The regular files and pipes that it describes, in the order of their names' bytes.
  package var paths: [String] {
    var found = unsafe glob_t()
    defer { unsafe globfree(&found) }
    guard unsafe glob(text, 0, nil, &found) == 0 else { return [] }
    let paths = unsafe (0..<Int(found.gl_pathc)).compactMap { index in
      unsafe found.gl_pathv[index].map { unsafe String(cString: $0) }
    }
    // The system's order depends on the language that is set.
    return paths.filter { FileStatus(of: $0)?.kind != .directory }
      .sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
  }
}
