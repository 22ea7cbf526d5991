// Where packages of the system put data.

import Foundation

/// The folders in which a package of the system may have put a dataset.
enum InstalledData {
  /// `datasets/NAME` in each folder of `XDG_DATA_DIRS`, else in /usr/local/share and /usr/share.
  static func folders(of dataset: String) -> [String] {
    folders(of: dataset, environment: ProcessInfo.processInfo.environment)
  }

  static func folders(of dataset: String, environment: [String: String]) -> [String] {
    let named = environment["XDG_DATA_DIRS"] ?? ""
    // The XDG specification has relative paths ignored, and an empty value count as none.
    return (named.isEmpty ? standard : named).split(separator: ":").filter { $0.hasPrefix("/") }.map {
      ($0.hasSuffix("/") ? "\($0)" : "\($0)/") + "datasets/" + dataset
    }
  }

  private static let standard = "/usr/local/share:/usr/share"
}
