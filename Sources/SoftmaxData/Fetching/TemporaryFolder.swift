// A folder that goes when it is no longer needed.

import Foundation
import SoftmaxFiles

/// A folder of our own, removed with the object.
package final class TemporaryFolder: Sendable {
  static let packagePrefix = ".package-"

  package let path: String

  package init(in parent: String, prefix: String) throws {
    let name = prefix + UUID().uuidString
    let absolute = URL(fileURLWithPath: parent).path
    path = absolute + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Removes what a process that was killed an hour ago or earlier left in `folder`.
  static func removeLeftovers(in folder: String) {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for name in names where name.hasPrefix(packagePrefix) || name.hasSuffix(".part") {
      let path = folder + "/" + name
      guard let status = FileStatus(of: path) else { continue }
      let age = Date().timeIntervalSince1970 - Double(status.modified) * 1e-9
      if age > 3600 { try? FileManager.default.removeItem(atPath: path) }
    }
  }
}
