// Figures that others have computed, in files beside the tests that hold ours against them.

import Foundation

/// A file in the folder `Goldens` beside a test's source. Tests/Fixtures/PROVENANCE.md says who made which.
package struct GoldenFile: Sendable {
  /// Where it lies.
  package let path: String

  /// - Parameters:
  ///   - name: The file's name in the folder.
  ///   - source: A source file of the tests; the folder lies beside it.
  package init(_ name: String, beside source: String = #filePath) {
    path =
      URL(fileURLWithPath: source).deletingLastPathComponent().appendingPathComponent("Goldens/\(name)").path
  }

  package func bytes() throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(fileURLWithPath: path))) }

  package func decoded<Value: Decodable>(as type: Value.Type = Value.self) throws -> Value {
    try JSONDecoder().decode(type, from: Data(contentsOf: URL(fileURLWithPath: path)))
  }

  /// The same where nothing can be thrown, as in the arguments of a test. A test without its figures has nothing to say:
  /// it ends with what is wrong with the file.
  package func required<Value: Decodable>(as type: Value.Type = Value.self) -> Value {
    do {
      return try decoded(as: type)
    } catch {
      fatalError("\(path): \(error)")
    }
  }
}
