// What a process that was killed left behind, removed by the next one.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Files and folders of ours whose owner is gone.
package enum Leftovers {
  private static let seen = Mutex<Set<String>>([])

  /// Removes unfinished files in `folder`, once in the life of this process.
  static func removeOnce(in folder: String) {
    if seen.withLock({ $0.insert(folder).inserted }) { removeUnfinishedFiles(in: folder) }
  }

  /// Removes the files that writers who no longer live were writing in `folder`. Nothing else is touched: neither what
  /// has another kind of name, nor what belongs to another user, nor what is still being written.
  package static func removeUnfinishedFiles(in folder: String) {
    for name in names(in: folder) where PartFile.isName(name) {
      let path = (folder == "/" ? "/" : folder + "/") + name
      OwnerLock.ifAbandoned(path) { unsafe unlink(path) }
    }
  }

  /// Removes the folders in `parent` whose names begin with `prefix` and whose `OwnerMark`, called `mark`, has no living
  /// owner any more. One without a mark, which its maker had no time to set, has to be an hour old.
  package static func removeFolders(in parent: String, prefix: String, mark: String, remove: (String) -> Void) {
    for name in names(in: parent) where name.hasPrefix(prefix) {
      let path = (parent == "/" ? "/" : parent + "/") + name
      guard let status = FileStatus(ofLink: path), status.kind == .directory, status.owner == geteuid() else {
        continue
      }
      if FileStatus(ofLink: path + "/" + mark) == nil {
        if OwnerLock.isOld(status) { remove(path) }
      } else {
        OwnerLock.ifAbandoned(path + "/" + mark) { remove(path) }
      }
    }
  }

  /// The names of what lies in `folder`; none where it cannot be read.
  package static func names(in folder: String) -> [String] { entries(of: folder) ?? [] }

  /// The same, sorted; nil where the folder cannot be read.
  package static func entries(of folder: String) -> [String]? {
    guard let directory = unsafe opendir(folder) else { return nil }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
