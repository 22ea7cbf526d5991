// Memory that lies in a file without a name.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Room in a file that nobody else sees, mapped. The system frees it with the process, however that ends.
@safe final class FileAllocation {
  let start: UnsafeMutableRawPointer
  let pages: PageWindow
  private let byteCount: Int
  private let budget: MemoryBudget

  /// Nil where the folder takes no such file; its bytes are 0.
  init?(byteCount: Int, _ budget: MemoryBudget) {
    let file = Self.nameless(in: budget.folder)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard Self.reserve(byteCount, in: file),
      let start = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0),
      unsafe start != MAP_FAILED
    else { return nil }
    unsafe self.start = start
    self.byteCount = byteCount
    pages = unsafe PageWindow(start: start, byteCount: byteCount, budget)
    self.budget = budget
    budget.move(byteCount)
  }

  deinit {
    unsafe munmap(start, byteCount)
    budget.move(-byteCount)
  }

  private static func nameless(in folder: String) -> Int32 {
    let file = opened(in: folder)
    guard file < 0, errno == ENOENT else { return file }
    guard makeFolder(folder) else { return -1 }
    return opened(in: folder)
  }

  /// Makes a folder, and those that it lies in; whether it is there then, else the system's number says why not.
  private static func makeFolder(_ folder: String) -> Bool {
    var (end, code) = (folder.startIndex, Int32(0))
    while end < folder.endIndex {
      end = folder[folder.index(after: end)...].firstIndex(of: "/") ?? folder.endIndex
      code = unsafe mkdir(String(folder[..<end]), 0o700) == 0 || errno == EEXIST ? 0 : errno
    }
    errno = code
    return code == 0
  }

  private static func opened(in folder: String) -> Int32 {
    #if os(Linux)
      // O_TMPFILE of Linux: there is no moment in which it has a name.
      let file = unsafe open(folder, 0x40_0000 | O_DIRECTORY | O_RDWR | O_CLOEXEC, 0o600)
      if file >= 0 { return file }
    #endif
    var template = Array("\(folder)/.softmax-memory-XXXXXX".utf8CString)
    let named = unsafe mkstemp(&template)
    if named >= 0 { unsafe unlink(template) }
    return named
  }

  /// Takes the disk's room now, so that no later writing finds it full: that would end the process.
  private static func reserve(_ byteCount: Int, in file: Int32) -> Bool {
    #if os(Linux)
      return posix_fallocate(file, 0, off_t(byteCount)) == 0
    #else
      return ftruncate(file, off_t(byteCount)) == 0
    #endif
  }
}
