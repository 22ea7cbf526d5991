// Where the parts of a workbook lie in its archive.

import SoftmaxFiles

/// An archive's entries, by names as workbooks write them.
struct EntriesByName {
  private var entries: [String: ZipEntry] = [:]

  init(_ archive: ZipArchive) {
    for entry in archive.entries {
      let name = Self.key(entry.name)
      if entries[name] == nil { entries[name] = entry }
    }
  }

  /// Some programs write names with other letters, or backslashes.
  private static func key(_ name: String) -> String { name.replacing("\\", with: "/").lowercased() }

  subscript(_ name: String) -> ZipEntry? { entries[Self.key(name)] }
}

/// Where parts of a workbook are that another one names.
struct Relations {
  private var targets: [String: (type: String, path: String)] = [:]
  private var order: [String] = []

  private static let relationship = XMLName("Relationship")
  private static let mostRelations = 100_000

  /// Those of the part at `path`, empty for the archive itself; none where it has no file of them.
  ///
  /// - Throws: `FileError` where that is damaged.
  init(of path: String, in archive: ZipArchive, _ entries: EntriesByName) throws(FileError) {
    let (folder, file) = Self.parts(of: path)
    guard let entry = entries[folder + "_rels/" + file + ".rels"] else { return }
    var scanner = try XMLScanner(entry, of: archive)
    while true {
      switch try scanner.next() {
      case .finish: return
      case .start where scanner.name == Self.relationship:
        // What lies elsewhere is nobody's business.
        guard try scanner.attribute("TargetMode") != "External", let id = try scanner.attribute("Id"),
          let target = try scanner.attribute("Target"), order.count < Self.mostRelations
        else { continue }
        let type = try scanner.attribute("Type") ?? ""
        targets[id] = (Self.parts(of: type).file, Self.resolved(target, in: folder))
        order.append(id)
      default: break
      }
    }
  }

  /// The part of a relation.
  subscript(_ id: String) -> (type: String, path: String)? { targets[id] }

  /// The first part that is of this type.
  func first(of type: String) -> String? {
    order.lazy.compactMap { targets[$0] }.first { $0.type == type }?.path
  }

  private static func parts(of path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[...slash]), String(path[path.index(after: slash)...]))
  }

  /// A target without `.` and `..`; with a slash before it, it is counted from the archive's top.
  private static func resolved(_ target: String, in folder: String) -> String {
    var names: [Substring] = []
    let whole = target.hasPrefix("/") ? target : folder + target
    for name in whole.split(separator: "/") where name != "." {
      if name == ".." { _ = names.popLast() } else { names.append(name) }
    }
    return names.joined(separator: "/")
  }
}
