// Results written at a job's end, so that work is lost neither to Ctrl-C nor to a full disk.

import Foundation

/// Where a result went.
package struct KeptFile: Sendable {
  /// The file that holds it; nil where it could be written nowhere.
  package let path: String?
  /// The file that was asked for and stayed as it was, because the result is only a part of what it was to be.
  package var spared: String?
  /// Why the file that was asked for could not be written.
  package var error: FileError?
}

extension KeptFile {
  /// Writes a result. What cannot be written where it should go is written to the working folder, or the temporary one.
  ///
  /// - Parameters:
  ///   - content: The file's bytes.
  ///   - path: Where it should go.
  ///   - sparesExisting: Whether a file that is there stays as it is, and the result goes beside it, under a name with
  ///     `partial` in it.
  ///   - fallback: Its name elsewhere, where `path` is a device, whose name does not say what was in it.
  package init(
    _ content: [UInt8], to path: String, sparesExisting: Bool = false,
    named fallback: String = "model.safetensors"
  ) {
    do throws(FileError) {
      let isStream = FileStatus(of: path)?.kind == .stream
      if sparesExisting, !isStream {
        let written = try OutputFile.writeNew(
          content, to: FileNames(path, word: "partial", withPlainName: true))
        self.init(path: written, spared: written == path ? nil : path)
      } else {
        try OutputFile.write(content, to: path)
        self.init(path: path)
      }
    } catch {
      self.init(rescuing: content, from: path, named: fallback, error)
    }
  }

  /// Writes a result elsewhere, whose own file could not be written; `fallback` is its name where that was a device.
  package init(
    rescuing content: [UInt8], from path: String, named fallback: String = "model.safetensors",
    _ error: FileError
  ) {
    // A pipe or device has no name that says what was in it.
    let name = FileStatus(of: path)?.kind == .stream ? fallback : FileNames.name(of: path)
    for (folder, mode) in Self.otherFolders(than: OutputFile.parent(of: path)) {
      let candidates = FileNames(folder + name, word: "rescued", withPlainName: false)
      if let written = try? OutputFile.writeNew(content, to: candidates, mode: mode) {
        self.init(path: written, error: error)
        return
      }
    }
    self.init(path: nil, error: error)
  }

  /// With a slash at the end; the temporary folder is everybody's, so that only the user may read what is put there.
  private static func otherFolders(than folder: String) -> [(path: String, mode: UInt32)] {
    let temporary = NSTemporaryDirectory()
    return [("", 0o666), (temporary.hasSuffix("/") ? temporary : temporary + "/", 0o600)].filter {
      !FileStatus.areSameFile($0.0.isEmpty ? "." : $0.0, folder)
    }
  }

  /// What is thrown at the end where the file that was asked for could not be written; `what` is in it: "the model".
  package func failure(_ what: String) -> FileError? {
    guard let error else { return nil }
    let advice: Advice =
      if let path {
        "\(path) holds \(what) instead"
      } else if let advice = error.advice {
        "no other place takes \(what) either; \(advice)"
      } else {
        "no other place takes \(what) either"
      }
    return FileError(
      error.kind, path: error.path, position: error.position, problem: error.problem, advice: advice)
  }
}

/// Names beside a name: `good.partial.safetensors`, `good.partial-2.safetensors` and so on.
package struct FileNames: Sequence {
  private let folder: String
  private let stem: String
  private let ending: String
  private let word: String
  private let withPlainName: Bool

  /// More than anybody has, and soon counted.
  private static let mostNames = 10_000
  private static let longestName = 255

  /// Names with `word` in them, with the path itself as the first where that is wanted.
  package init(_ path: String, word: String, withPlainName: Bool) {
    let name = Self.name(of: path)
    folder = String(path.dropLast(name.count))
    let point = name.lastIndex(of: ".").flatMap { $0 > name.startIndex ? $0 : nil } ?? name.endIndex
    (stem, ending) = (String(name[..<point]), String(name[point...]))
    (self.word, self.withPlainName) = (word, withPlainName)
  }

  /// A path without its folder.
  package static func name(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  package func makeIterator() -> AnyIterator<String> {
    var number = withPlainName ? -1 : 0
    return AnyIterator {
      number += 1
      if number > Self.mostNames { return nil }
      if number == 0 { return folder + stem + ending }
      let rest = ".\(word)\(number > 1 ? "-\(number)" : "")\(ending)"
      var shortened = Substring(stem)
      while shortened.utf8.count + rest.utf8.count > Self.longestName, !shortened.isEmpty {
        shortened.removeLast()
      }
      return folder + shortened + rest
    }
  }
}
