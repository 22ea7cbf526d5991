// A folder of texts: a file each, in a folder for each class.

import SoftmaxFiles

/// The files of texts in a folder. Names that begin with a point are passed over; nothing below the folders of classes is
/// looked at, so that links which lead back to where they are do no harm.
struct TextFolder {
  /// A text.
  struct File {
    /// Its path in the folder: `spam/1.txt`.
    let name: String
    /// The place of its class among `classes`; nil where files lie in the folder itself.
    let classIndex: Int?
  }

  /// The folder, as the user named it, without a slash at its end.
  let path: String
  /// The classes: the names of the folders that have texts, by bytes.
  private(set) var classes: [String] = []
  /// The texts, by class and then by the bytes of their names, so that their order is the same everywhere.
  private(set) var files: [File] = []
  /// What is no text, in the same order.
  private(set) var passedOver: [String] = []

  /// Looks into a folder, and into those in it.
  ///
  /// - Throws: `FileError` where one cannot be read, or no text is in them. Complexity: O(files x log files).
  init(path: String) throws(FileError) {
    let end = path.lastIndex { $0 != "/" }
    self.path = end.map { String(path[...$0]) } ?? path
    var loose: [File] = []
    for name in try Self.names(in: path) {
      switch try Self.kind(of: self.path + "/" + name) {
      case .directory: try addClass(name)
      case .regular where Self.isText(name), nil where Self.isText(name):
        loose.append(File(name: name, classIndex: nil))
      default: passedOver.append(name)
      }
    }
    if classes.isEmpty {
      files = loose
    } else {
      passedOver += loose.map(\.name)
    }
    guard files.isEmpty else { return }
    throw FileError(
      .badData, path: path, problem: "no .txt files are in this folder, nor in folders in it",
      remedy: "put the texts of each class into a folder of its own, called like the class")
  }

  /// Whether texts are in a folder, or in one that is in it.
  static func isFolderOfTexts(_ path: String) -> Bool {
    let names = (Leftovers.entries(of: path) ?? []).filter(isVisible)
    return names.contains(where: isText)
      || names.contains { name in
        Leftovers.names(in: path + "/" + name).contains { isVisible($0) && isText($0) }
      }
  }

  private mutating func addClass(_ folder: String) throws(FileError) {
    let first = files.count
    var others: [String] = []
    for name in try Self.names(in: path + "/" + folder) {
      let place = folder + "/" + name
      let kind = Self.isText(name) ? try Self.kind(of: path + "/" + place) ?? .regular : nil
      // What a link leads nowhere to is a text that cannot be read, which is said then.
      if kind == .regular {
        files.append(File(name: place, classIndex: classes.count))
      } else {
        others.append(place)
      }
    }
    if files.count > first {
      classes.append(folder)
      passedOver += others
    } else {
      passedOver.append(folder + "/")
    }
  }

  /// The names in a folder that may be looked at, by their bytes.
  private static func names(in folder: String) throws(FileError) -> [String] {
    guard let names = Leftovers.entries(of: folder) else {
      let cause = SystemCall.message(SystemCall.lastError)
      throw FileError(
        .noInput, path: folder,
        problem: FileStatus(of: folder)?.kind == .directory
          ? "the folder cannot be read: \(cause)"
          : "this is no folder, expected one with a folder of .txt files for each class",
        remedy: "check the path and its permissions")
    }
    return names.filter(isVisible).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// What a name leads to; nil for a link that leads nowhere.
  ///
  /// - Throws: `FileError` where the system does not say: a class must not be passed over for that.
  private static func kind(of path: String) throws(FileError) -> FileStatus.Kind? {
    if let status = FileStatus(of: path) { return status.kind }
    let error = SystemCall.lastError
    // Of what can be looked at itself, links alone are neither file nor folder nor stream.
    guard FileStatus(ofLink: path)?.kind == .other else {
      throw FileError(
        .inputOutput, path: path, problem: "cannot be looked at: \(SystemCall.message(error))")
    }
    return nil
  }

  private static func isVisible(_ name: String) -> Bool { !name.hasPrefix(".") }

  private static func isText(_ name: String) -> Bool { name.lowercased().hasSuffix(".txt") }
}
