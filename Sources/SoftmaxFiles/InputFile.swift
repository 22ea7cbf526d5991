// Opening files to read: regular ones are mapped, pipes and standard input are read to their end.

package import SoftmaxKernels

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Whole files as bytes.
package enum InputFile {
  /// The most that is taken from a pipe or device, whose length is not known beforehand: 2 GiB.
  package static let pipeLimit = 1 << 31

  /// What stands for standard input where a path is expected.
  package static let standardInput = "-"
  /// What it is called in messages.
  package static let standardInputName = "standard input"

  /// Whether a path is standard input's, or that of a pipe.
  package static func isStream(_ path: String) -> Bool {
    path == standardInput || FileStatus(of: path)?.kind == .stream
  }

  /// The content of a file, mapped where the system can: no copy is made, and pages come in as they are used.
  ///
  /// A program that cuts a mapped file short, or writes into it, spoils what is read: `changes` tells of that, and
  /// `explainFaults` has the process end with a message. Our own writers rename a new file into place, which does no harm.
  ///
  /// - Throws: `FileError` where the file is missing, a directory, or can't be read.
  package static func contents(of path: String) throws(FileError) -> SharedStorage<UInt8> {
    try contents(of: path, limit: pipeLimit)
  }

  /// The same of a file that has no reason to be long: what comes from a pipe or device is stopped at the limit.
  ///
  /// - Throws: `FileError`, for more bytes than the limit too.
  package static func contents(
    of path: String, atMost limit: Int
  ) throws(FileError) -> SharedStorage<UInt8> {
    let content = try contents(of: path, limit: limit)
    guard content.count <= limit else { throw tooLong(path, limit) }
    return content
  }

  private static func contents(of path: String, limit: Int) throws(FileError) -> SharedStorage<UInt8> {
    if path == standardInput {
      return try readToEnd(
        descriptor: 0, path: standardInputName, status: FileStatus(descriptor: 0), limit: limit)
    }
    return try contentsAndStatus(of: path, limit: limit).content
  }

  private static func tooLong(_ path: String, _ limit: Int) -> FileError {
    FileError(
      .badData, path: path, position: .byte(limit),
      problem: "there are more than \(limit >> 20) MiB in it, which is the limit for such a file",
      remedy: "check the path")
  }

  /// The same with the state of the very file that was opened, whatever its name leads to by now.
  package static func contentsAndStatus(
    of path: String
  ) throws(FileError) -> (content: SharedStorage<UInt8>, status: FileStatus) {
    try contentsAndStatus(of: path, limit: pipeLimit)
  }

  private static func contentsAndStatus(
    of path: String, limit: Int
  ) throws(FileError) -> (content: SharedStorage<UInt8>, status: FileStatus) {
    let (descriptor, status) = try openDescriptor(path)
    if let watch = FileWatch(path, descriptor: descriptor, status: status), let file = MappedFile(watch) {
      let start = unsafe UnsafePointer(file.start.assumingMemoryBound(to: UInt8.self))
      return (
        unsafe SharedStorage(owner: file, start: start, count: status.size, pages: file.pages), status
      )
    }
    // Pipes, and files that state a size of 0: those of /proc have content all the same.
    defer { close(descriptor) }
    return (try readToEnd(descriptor: descriptor, path: path, status: status, limit: limit), status)
  }

  /// What other programs did to mapped files since these were opened, in the order of opening.
  package static var changes: [FileError] { MappedFile.changes }

  /// - Throws: The first of `changes`, where there is one: what was computed from that file is of no file that ever was.
  package static func checkUnchanged() throws(FileError) {
    if let change = changes.first { throw change }
  }

  /// The files that were read whose names other programs have given to new files meanwhile, sorted. What was read is the
  /// file that was there at first, whole and unchanged.
  package static var replaced: [String] { FileWatch.replaced }

  /// From now on, looking at what was cut off a mapped file prints which file that is, and ends the process with
  /// `exitCode`, instead of SIGBUS without a word. For programs: to a library the process's signals do not belong.
  package static func explainFaults(exitCode: Int32) {
    MappedFile.explainFaults(exitCode: exitCode)
  }

  /// A descriptor to read from, which the caller closes, and what it leads to: anything but a directory.
  static func openDescriptor(
    _ path: String
  ) throws(FileError) -> (descriptor: Int32, status: FileStatus) {
    let descriptor = SystemCall.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw cannotOpen(path) }
    guard let status = FileStatus(descriptor: descriptor) else {
      let error = cannotOpen(path)
      close(descriptor)
      throw error
    }
    guard status.kind != .directory else {
      close(descriptor)
      throw FileError(.noInput, path: path, problem: "this is a directory, expected a file")
    }
    return (descriptor, status)
  }

  private static func readToEnd(
    descriptor: Int32, path: String, status: FileStatus?, limit: Int
  ) throws(FileError) -> SharedStorage<UInt8> {
    let watch = FileWatch(path, descriptor: descriptor, status: status)
    let expectedCount = status.map { $0.kind == .regular ? $0.size : 0 } ?? 0
    try FileError.checkMemory(for: expectedCount, "its content", path: path)
    // What is not written costs nothing, and no second copy is made.
    var content = GrowingStorage<UInt8>(capacity: expectedCount)
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let job = WorkWatch.current
    let step = job?.begin(.reading, name: path, of: expectedCount > 0 ? expectedCount : nil)
    defer { if let step { job?.finish(step) } }
    while true {
      let count = SystemCall.retrying { unsafe read(descriptor, &buffer, buffer.count) }
      guard count >= 0 else {
        throw FileError(
          .inputOutput, path: path, position: .byte(content.count),
          problem: "reading failed: \(SystemCall.message(errno))")
      }
      try watch?.check()
      if count == 0 { return content.finish() }
      try FileError.checkMemory(
        for: content.growth(for: count), "its content, of which \(content.count) bytes have come,", path: path)
      content.append(buffer.span.extracting(..<count))
      step?.reach(content.count)
      guard content.count <= limit else {
        guard limit == pipeLimit else { throw tooLong(path, limit) }
        throw FileError(
          .badData, path: path, position: .byte(pipeLimit),
          problem: "more than 2 GiB came in, which is the limit for a pipe", remedy: "use a file")
      }
    }
  }

  /// The whole of a file as text, without a byte order mark.
  ///
  /// - Throws: `FileError`, for bytes that are no UTF-8 too.
  package static func text(of path: String) throws(FileError) -> String {
    try TextEncoding.text(contents(of: path), path: path)
  }

  private static func cannotOpen(_ path: String) -> FileError {
    let code = errno
    return FileError(
      .noInput, path: path, problem: "cannot be opened: \(SystemCall.message(code))",
      remedy: code == ENOENT ? "check the path" : nil)
  }
}
