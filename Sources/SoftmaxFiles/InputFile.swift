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

  /// The content of a file, mapped where the system can: no copy is made, and pages come in as they are used.
  ///
  /// A mapped file must not be cut short by another program while it is in use; our own writers rename a new
  /// file into place instead.
  ///
  /// - Throws: `FileError` where the file is missing, a directory, or can't be read.
  package static func contents(of path: String) throws(FileError) -> SharedStorage<UInt8> {
    if path == standardInput { return try readToEnd(descriptor: 0, path: standardInputName) }
    let (descriptor, status) = try openDescriptor(path)
    defer { close(descriptor) }
    switch status.kind {
    case .other, .directory:
      return try readToEnd(descriptor: descriptor, path: path)
    case .regular:
      guard status.size > 0 else { return SharedStorage([]) }
      guard
        let start = unsafe mmap(nil, status.size, PROT_READ, MAP_PRIVATE, descriptor, 0),
        unsafe start != MAP_FAILED
      else { return try readToEnd(descriptor: descriptor, path: path) }
      let mapping = unsafe Mapping(start: start, byteCount: status.size)
      return unsafe SharedStorage(
        owner: mapping, start: UnsafePointer(start.assumingMemoryBound(to: UInt8.self)),
        count: status.size)
    }
  }

  /// A descriptor to read from, which the caller closes, and what it leads to: anything but a directory.
  static func openDescriptor(
    _ path: String
  ) throws(FileError) -> (descriptor: Int32, status: FileStatus) {
    let descriptor = SystemCall.retrying { unsafe open(path, O_RDONLY | O_CLOEXEC) }
    guard descriptor >= 0 else { throw cannotOpen(path) }
    var information = stat()
    guard unsafe fstat(descriptor, &information) == 0 else {
      let error = cannotOpen(path)
      close(descriptor)
      throw error
    }
    let status = FileStatus(information)
    guard status.kind != .directory else {
      close(descriptor)
      throw FileError(.noInput, path: path, problem: "this is a directory, expected a file")
    }
    return (descriptor, status)
  }

  private static func readToEnd(
    descriptor: Int32, path: String
  ) throws(FileError) -> SharedStorage<UInt8> {
    var content: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = SystemCall.retrying { unsafe read(descriptor, &buffer, buffer.count) }
      guard count >= 0 else {
        throw FileError(
          .inputOutput, path: path, position: .byte(content.count),
          problem: "reading failed: \(SystemCall.message(errno))")
      }
      if count == 0 { return SharedStorage(content) }
      content.append(contentsOf: buffer[..<count])
      guard content.count <= pipeLimit else {
        throw FileError(
          .badData, path: path, position: .byte(pipeLimit),
          problem: "more than 2 GiB came in, which is the limit for a pipe", remedy: "use a file")
      }
    }
  }

  /// The whole of a file as text.
  ///
  /// - Throws: `FileError`, for bytes that are no UTF-8 too.
  package static func text(of path: String) throws(FileError) -> String {
    let bytes = try contents(of: path)
    guard
      let text = bytes.withSpan({ span in String(validating: span.indices.map { span[$0] }, as: UTF8.self) })
    else {
      throw FileError(
        .badData, path: path, problem: "this is not UTF-8 text", remedy: "save the file as UTF-8")
    }
    return text
  }

  private static func cannotOpen(_ path: String) -> FileError {
    let code = errno
    return FileError(
      .noInput, path: path, problem: "cannot be opened: \(SystemCall.message(code))",
      remedy: code == ENOENT ? "check the path" : nil)
  }
}

/// A mapped file, unmapped with the object.
@safe private final class Mapping {
  private let start: UnsafeMutableRawPointer
  private let byteCount: Int

  init(start: UnsafeMutableRawPointer, byteCount: Int) {
    unsafe self.start = start
    self.byteCount = byteCount
  }

  deinit {
    unsafe munmap(start, byteCount)
  }
}
