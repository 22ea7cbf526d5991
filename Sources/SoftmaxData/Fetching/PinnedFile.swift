// A file whose content is known in advance.

import SoftmaxFiles
import SoftmaxKernels

/// A file of a dataset: its name, and the length and SHA-256 of its unpacked content.
package struct PinnedFile: Sendable, Hashable {
  package let name: String
  package let byteCount: Int
  package let sha256: String

  package init(name: String, byteCount: Int, sha256: String) {
    self.name = name
    self.byteCount = byteCount
    self.sha256 = sha256
  }

  /// Why `content` is not this file's, or nil where it is.
  func mismatch(of content: SharedStorage<UInt8>) -> String? {
    guard content.count == byteCount else {
      return "expected \(byteCount) bytes, found \(content.count)"
    }
    let found = SHA256.hexDigest(of: content)
    return found == sha256 ? nil : "expected SHA-256 \(sha256), found \(found)"
  }

  /// The unpacked content of what a source delivered, plain or gzip.
  ///
  /// - Throws: `FetchFailure` where it isn't this file's content.
  func unpack(_ delivered: SharedStorage<UInt8>) throws(FetchFailure) -> [UInt8] {
    let content: [UInt8]
    if Gzip.isGzip(delivered) {
      do throws(FileError) {
        content = try Gzip.decompress(delivered, path: name, limit: byteCount)
      } catch {
        throw FetchFailure(error.description)
      }
    } else {
      content = delivered.array
    }
    if let mismatch = mismatch(of: SharedStorage(content)) {
      throw FetchFailure("\(name) is not what was published: \(mismatch)")
    }
    return content
  }
}
