// A folder that goes when it is no longer needed.

import Foundation
import SoftmaxFiles

/// A folder of our own, removed with the object.
///
/// A locked file in it says that its owner lives: what a process that was killed leaves behind is removed by the next one.
package final class TemporaryFolder: Sendable {
  static let packagePrefix = ".package-"
  private static let markName = "owner"

  package let path: String
  private let mark: OwnerMark?

  /// Creates a folder, after removing what others of its kind left in `parent`.
  package init(in parent: String, prefix: String) throws {
    let name = prefix + UUID().uuidString
    let absolute = URL(fileURLWithPath: parent).path
    Self.removeLeftovers(in: absolute, prefix: prefix)
    path = absolute + "/" + name
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    // Without a mark it is only kept from others for an hour.
    mark = OwnerMark(creating: path + "/" + Self.markName)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Removes the folders and unfinished files in `folder` whose owners are gone.
  static func removeLeftovers(in folder: String) {
    removeLeftovers(in: folder, prefix: packagePrefix)
    Leftovers.removeUnfinishedFiles(in: folder)
  }

  private static func removeLeftovers(in folder: String, prefix: String) {
    Leftovers.removeFolders(in: folder, prefix: prefix, mark: markName) { path in
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}
