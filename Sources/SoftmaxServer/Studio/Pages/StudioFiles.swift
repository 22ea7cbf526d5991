// The studio's page: what stands at / and below /assets, compressed.

import Foundation
import SoftmaxFiles
import SoftmaxKernels

/// The files of the page. Their bytes are in StudioFiles+Part1.swift and so on.
package enum StudioFiles {
  /// A file, as it is answered.
  package struct File: Sendable {
    /// Its media type.
    package let type: String
    /// Its bytes, compressed with gzip.
    package let compressed: [UInt8]
    /// Its bytes.
    package let bytes: [UInt8]
    /// What tells this content from any other, in quotation marks.
    package let tag: String
  }

  /// The page itself.
  package static let pageName = "index.html"

  /// The files by name, unpacked once.
  package static let all: [String: File] = Dictionary(
    encoded.map { name, content in (name, file(name, content)) }, uniquingKeysWith: { first, _ in first })

  private static func file(_ name: String, _ content: StaticString) -> File {
    let compressed = Data(base64Encoded: content.description).map { [UInt8]($0) } ?? []
    let bytes = (try? Gzip.decompress(SharedStorage(compressed), path: name, limit: 1 << 20)) ?? []
    var hash = SHA256()
    hash.update(bytes.span)
    let types = ["js": "text/javascript", "css": "text/css", "html": "text/html"]
    let type = types[name.split(separator: ".").last.map(String.init) ?? ""] ?? "application/octet-stream"
    return File(
      type: type + "; charset=utf-8", compressed: compressed, bytes: bytes,
      tag: "\"\(hash.hexDigest().prefix(16))\"")
  }
}
