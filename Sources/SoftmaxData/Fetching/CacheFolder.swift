// Where fetched datasets are kept.

import Foundation

/// The place for fetched data.
public enum CacheFolder {
  /// `SOFTMAX_CACHE`, else the system's cache folder: `$XDG_CACHE_HOME/swift-softmax` or
  /// `~/.cache/swift-softmax`, on macOS `~/Library/Caches/swift-softmax`.
  public static var standard: String {
    let environment = ProcessInfo.processInfo.environment
    let home = environment["HOME"].flatMap { $0.hasPrefix("/") ? $0 : nil }
    return standard(
      environment: environment, home: home ?? FileManager.default.homeDirectoryForCurrentUser.path)
  }

  static func standard(environment: [String: String], home: String) -> String {
    if let own = environment["SOFTMAX_CACHE"], !own.isEmpty { return own }
    #if os(macOS)
      return home + "/Library/Caches/swift-softmax"
    #else
      // The XDG specification has relative paths ignored.
      if let xdg = environment["XDG_CACHE_HOME"], xdg.hasPrefix("/") {
        return xdg + "/swift-softmax"
      }
      return home + "/.cache/swift-softmax"
    #endif
  }
}
