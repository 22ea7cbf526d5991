// Several files that are written, read again, and only then given their names.

package import SoftmaxKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// New files beside their targets, which take the targets' places together when they are finished; without that nothing is
/// left of them.
///
///     let files = try StagedFiles(folder: nil)
///     try files.add(content, at: "m.onnx")
///     try check(files.contents(at: 0))
///     try files.finish()
package final class StagedFiles {
  /// The folder that the files are to make; nil where they are single files.
  private let folder: String?
  private var staged: [(target: OutputFile.Target, part: PartFile)] = []
  private var isFinished = false

  /// - Parameter folder: A folder that is made of the files, which may be there if it is empty; nil for single files.
  /// - Throws: `FileError` where no folder of that name can be made.
  package init(folder: String?) throws(FileError) {
    self.folder = folder
    if let folder { try Self.checkFolder(folder) }
  }

  deinit {
    if !isFinished { for (_, part) in staged { part.discard() } }
  }

  /// Refuses the name of a folder that is there and holds files, and one where a file is.
  ///
  /// - Throws: `FileError`.
  package static func checkFolder(_ path: String) throws(FileError) {
    let name = trimmed(path)
    if let status = FileStatus(of: name) {
      guard status.kind == .directory else {
        throw FileError(
          .cannotCreate, path: path, problem: "this is a file, expected the name of a new folder",
          remedy: "choose another name")
      }
      guard (Leftovers.entries(of: name) ?? [""]).isEmpty else {
        throw FileError(
          .cannotCreate, path: path, problem: "this folder is there and holds files",
          remedy: "choose another name, or remove it first")
      }
    }
    _ = try target(of: path)
  }

  /// The place beside a folder where its parts lie.
  ///
  /// - Throws: `FileError` of the folder where there is no such place.
  private static func target(of folder: String) throws(FileError) -> OutputFile.Target {
    do throws(FileError) {
      return try OutputFile.Target(probe(of: trimmed(folder)))
    } catch {
      throw FileError(
        error.kind, path: folder, position: error.position, problem: error.problem, advice: error.advice)
    }
  }

  /// Writes a file beside its target.
  ///
  /// - Parameters:
  ///   - content: The file's bytes.
  ///   - path: Its path; within the folder, where there is one, its name.
  /// - Throws: `FileError` where it cannot be written.
  package func add(_ content: ByteRope, at path: String) throws(FileError) {
    // The parts of a folder lie beside it, because it is made last.
    let target: OutputFile.Target
    if let folder { target = try Self.target(of: folder) } else { target = try OutputFile.Target(path) }
    // Before the first alone: where a file system has no locks, our own parts would pass for leftovers.
    if staged.isEmpty { Leftovers.removeOnce(in: target.folder) }
    let mode = mode_t(folder == nil ? target.status?.permissions ?? 0o666 : 0o666)
    guard let part = PartFile(in: target.folder, mode: mode) else {
      throw OutputFile.cannotWrite(folder ?? path, errno)
    }
    staged.append((folder == nil ? target : try Self.renamed(target, to: path), part))
    if folder == nil, target.status != nil { fchmod(part.descriptor, mode) }
    var written = 0
    try content.forEachChunk { (chunk) throws(FileError) in
      try OutputFile.writeAll(chunk, to: part.descriptor, path: self.folder ?? path, from: written)
      written += chunk.count
    }
  }

  private static func renamed(_ target: OutputFile.Target, to name: String) throws(FileError)
    -> OutputFile.Target
  {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw FileError(.cannotCreate, path: name, problem: "expected the name of a file in a folder")
    }
    return target.named(name)
  }

  /// The bytes of a file that was added, as they are on disk.
  ///
  /// - Throws: `FileError` where they cannot be read.
  package func contents(at index: Int) throws(FileError) -> SharedStorage<UInt8> {
    let part = staged[index].part
    defer { FileWatch.forget(part.path) }
    return try InputFile.contents(of: part.path)
  }

  /// Brings the files to disk and gives them their names, the first last, so that it is there only when all are.
  ///
  /// - Throws: `FileError`; what could not be finished is removed, and a file that was there before stays.
  package func finish() throws(FileError) {
    for (target, part) in staged {
      guard SystemCall.retrying({ fsync(part.descriptor) }) == 0 || errno == EINVAL else {
        throw FileError(
          .inputOutput, path: folder ?? target.name, problem: "writing failed: \(SystemCall.message(errno))")
      }
    }
    let name = folder.map(Self.trimmed)
    var claim: FolderClaim?
    if let name { claim = try FolderClaim(name) }
    defer { withExtendedLifetime(claim) {} }
    var placed: [String] = []
    for (target, part) in staged.reversed() {
      let path = name.map { "\($0)/\(target.name)" } ?? target.path
      guard SystemCall.retrying({ unsafe rename(part.path, path) }) == 0 else {
        let code = errno
        if let name {
          for path in placed { unsafe unlink(path) }
          if claim?.isNew ?? false { unsafe rmdir(name) }
        }
        // Those that have their names are no longer to be discarded.
        staged = Array(staged.dropLast(placed.count))
        throw OutputFile.cannotWrite(folder ?? target.name, code)
      }
      placed.append(path)
      part.closed()
      FileWatch.forget(path)
      FileWatch.forget(target.name)
    }
    isFinished = true
    guard let last = staged.first?.target else { return }
    // The names in a new folder, and its own.
    if let name { try OutputFile.syncFolder(of: last.named(last.name, in: name)) }
    try OutputFile.syncFolder(of: last)
  }

  /// A path without slashes at its end.
  private static func trimmed(_ path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    return String(path)
  }

  /// A file beside a folder, whose own path no file can have.
  private static func probe(of folder: String) -> String {
    let parent = OutputFile.parent(of: folder)
    return (parent == "/" ? "" : parent) + "/.softmax-export"
  }
}
