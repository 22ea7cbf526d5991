// Tables that were read once, for the next time.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// Where a text's table is looked for before it is read: a file whose name is the hash of the text's bytes, of how they are
/// read, and of the release that reads them. So another text, other options or another release have another file, and a text
/// that changed is never taken for what it was.
struct TableCache {
  private let path: String
  private let status: FileStatus
  private let settings: String
  private let folder: String
  private let columns: [TableColumn]
  private let roles: Set<String>

  /// Nil where the table is not kept: one that is no regular file, and one with texts, passed-through cells or offsets, which
  /// stay in memory in any case.
  init?(path: String, _ options: TableOptions, _ layout: TableLayout) {
    guard let budget = MemoryBudget.current, options.input == nil, layout.textCount == 0,
      layout.keyNames.isEmpty, options.offsets.isEmpty, layout.numberCount > 0,
      UInt32(1).littleEndian == 1,
      let status = FileStatus(of: path), status.kind == .regular
    else { return nil }
    self.path = path
    self.status = status
    folder = budget.folder + "/" + Self.folderName
    columns = layout.columns
    roles = Set(
      [(ColumnUse.Role.label, "labels"), (.part, "parts"), (.group, "groups"), (.fold, "folds")].filter {
        role, _ in
        layout.uses.contains { $0.role == role }
      }.map(\.1))
    settings =
      "\(SoftmaxRuntime.version)\n\(SettingText.text(of: options))\n\(SettingText.text(of: layout.uses))\n"
      + SettingText.text(of: layout.columns)
  }

  /// The folder of tables in the cache's.
  static let folderName = "tables"
  /// What their files' names end in.
  static let ending = ".softmax-table"

  /// Where the table of the text as it is now would be. Complexity: O(the text's bytes).
  func place() throws(FileError) -> String {
    var hash = SHA256()
    hash.update(Array(settings.utf8).span)
    let content = try InputFile.contents(of: path)
    let step = WorkWatch.current?.begin(.hashing, of: content.count)
    defer { if let step { WorkWatch.current?.finish(step) } }
    content.forEachBlock { block, _ in
      hash.update(block)
      step?.advance(by: block.count)
    }
    return folder + "/" + hash.hexDigest() + Self.ending
  }

  /// The table that is kept there; nil for none, and for a file that is not whole.
  func table(at place: String, name: String, _ missingWords: MissingWords, _ notation: NumberNotation) -> (
    table: Table, unlabelledCount: Int
  )? {
    // A link, or a pipe, was not put there by us.
    guard FileStatus(ofLink: place)?.kind == .regular, let file = try? TableCacheFile(contentsOf: place) else {
      return nil
    }
    Leftovers.removeUnfinishedFiles(in: folder)
    return file.table(name: name, columns: columns, roles: roles, missingWords, notation)
  }

  /// Keeps a table, where there is room and the text is still what it was; what fails is no error, as nothing is lost.
  ///
  /// - Returns: The table, whose numbers lie in the file from now on; nil where it is not kept.
  func keep(_ table: Table, unlabelledCount: Int, at place: String) -> Table? {
    let now = FileStatus(of: path)
    guard now?.size == status.size, now?.modified == status.modified else { return nil }
    if let there = FileStatus(ofLink: place), there.kind != .regular { return nil }
    do {
      try TableCacheFile.write(
        table, unlabelledCount: unlabelledCount, source: DataName.short(path), to: place)
    } catch {
      return nil
    }
    return self.table(at: place, name: table.name, table.missingWords, table.numberNotation)?.table
  }
}

/// Values as text that is the same in every run: what a cache's names are made of.
enum SettingText {
  /// All that a value consists of, in order; dictionaries and sets by their texts.
  static func text(of value: Any) -> String {
    let mirror = Mirror(reflecting: value)
    let parts = mirror.children.map { ($0.label.map { "\($0)=" } ?? "") + text(of: $0.value) }
    switch mirror.displayStyle {
    case .dictionary, .set: return "{" + parts.sorted().joined(separator: ",") + "}"
    case .enum where parts.isEmpty: return String(reflecting: value)
    case nil: return String(reflecting: value)
    default:
      // A string has no parts, and stands in quotes, so that no two values have one text.
      return parts.isEmpty
        ? String(reflecting: value) : "\(mirror.subjectType)(" + parts.joined(separator: ",") + ")"
    }
  }
}
