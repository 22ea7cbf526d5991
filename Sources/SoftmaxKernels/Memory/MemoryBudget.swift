// How much memory a job may take, and where its largest arrays lie instead.

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// A limit on the memory of a job. Large arrays are then kept in files without a name, of which a part at a time is in
/// memory: the same numbers in the same order, so that the limit has no say in any bit.
package final class MemoryBudget: Sendable {
  /// The limit of the job that runs; nil where nothing limits it but the machine.
  @TaskLocal package static var current: MemoryBudget?

  /// The most that the process should take, in bytes.
  package let limit: Int
  /// Whether somebody chose the limit. One that follows from the machine only decides where arrays lie.
  package let isChosen: Bool
  /// Where files without a name are made: no file system in memory.
  package let folder: String
  /// How much of all files together is in memory at most, about.
  package let window: Int
  /// What the program itself takes in pages of files: its code, and what of it is only needed later.
  private let codeBytes: Int
  /// Bytes of large arrays in memory.
  private let held = Atomic<Int>(0)
  /// Bytes of arrays that lie in files.
  private let moved = Atomic<Int>(0)
  /// Bytes of files that were read since all pages were given back.
  private let used = Atomic<Int>(0)
  private let pages = Mutex<[ObjectIdentifier: WeakPages]>([:])

  private struct WeakPages {
    weak var window: PageWindow?
  }

  /// Smaller arrays stay in memory.
  private let smallest: Int
  private static let laterCode = 8 << 20
  private static let windows = (4 << 20)...(256 << 20)

  package init(limit: Int, isChosen: Bool, folder: String) {
    self.limit = limit
    self.isChosen = isChosen
    self.folder = folder
    smallest = min(1 << 18, limit / 16)
    window = Self.window(limit)
    codeBytes = (ProcessMemory.current?.files ?? 0) + Self.laterCode
  }

  private static func window(_ limit: Int) -> Int {
    min(max(limit / windowShare, windows.lowerBound), windows.upperBound)
  }

  private static let windowShare = 16

  /// The least limit within which so many bytes can be had beside a part of a file, where arrays of `moved` bytes lie in
  /// files now: under a larger limit they may stay in memory.
  static func least(for bytes: Int, moved: Int) -> Int {
    func least(_ bytes: Int) -> Int {
      bytes + min(max(bytes / (windowShare - 1) + 1, windows.lowerBound), windows.upperBound)
    }
    let found = least(bytes)
    return moved <= found / heldShare ? least(bytes + moved) : found
  }

  /// Less than this is not asked for.
  var smallestQuestion: Int { isChosen ? min(limit / 64, 16 << 20) : 16 << 20 }

  /// What the machine, or the container, leaves: three quarters of it. Nil where addresses are limited, which files in
  /// memory need too.
  package static func ofMachine(folder: String) -> MemoryBudget? {
    let room = MemoryRoom.current
    switch room.limit {
    case .machine, .controlGroup:
      return MemoryBudget(limit: room.bytes / 4 * 3, isChosen: false, folder: folder)
    case .addressSpace, .dataSegment, .chosen, .disk: return nil
    }
  }

  /// Whether an array of so many bytes belongs into a file.
  package func movesOut(_ byteCount: Int) -> Bool {
    guard byteCount >= smallest else { return false }
    let inMemory = held.load(ordering: .relaxed) + byteCount
    guard isChosen else { return inMemory > limit / 2 }
    // Most of a limit that was chosen is for what cannot lie elsewhere.
    return byteCount > limit / 8 || inMemory > limit / Self.heldShare
      || room.map { byteCount > $0.bytes / 2 } == true
  }

  private static let heldShare = 4

  /// Whether a file of so many bytes is read with a part of it in memory at a time. Where nobody chose a limit, the system
  /// takes pages back by itself when it needs them.
  package func limitsPages(ofFile byteCount: Int) -> Bool { isChosen && byteCount > window }

  /// What is free on the folder's disk; nil where the system does not tell.
  var diskBytes: Int? {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return nil }
    return Int(clamping: status.f_bavail).multipliedReportingOverflow(by: Int(clamping: status.f_frsize))
      .partialValue
  }

  /// Why large arrays cannot lie in the folder; nil where they can.
  package var folderProblem: String? {
    if isInMemory { return "this file system is in memory" }
    guard FileAllocation(byteCount: 1 << 16, self) != nil else {
      let reason = unsafe strerror(errno).map { unsafe String(cString: $0) } ?? "error \(errno)"
      return "files cannot be made there (\(reason))"
    }
    return nil
  }

  /// Whether the file system of the folder, or of the one that it will lie in, is one in memory.
  private var isInMemory: Bool {
    #if os(Linux)
      var status = stat()
      var existing = folder[...]
      while unsafe stat(String(existing), &status) != 0, let slash = existing.lastIndex(of: "/") {
        existing = slash == existing.startIndex ? "/" : existing[..<slash]
      }
      if unsafe stat(String(existing), &status) != 0 { existing = "." }
      guard unsafe stat(String(existing), &status) == 0, let mounts = SystemText.ofFile("/proc/self/mountinfo")
      else {
        return false
      }
      // As the system's macros take a device's number apart.
      let device = UInt64(status.st_dev)
      let major = (device >> 8) & 0xfff | (device >> 32) & ~0xfff
      let minor = device & 0xff | (device >> 12) & ~0xff
      return mounts.split(separator: "\n").contains { line in
        let fields = line.split(separator: " ")
        guard fields.count > 3, fields[2] == "\(major):\(minor)", let dash = fields.firstIndex(of: "-"),
          dash + 1 < fields.count
        else { return false }
        return ["tmpfs", "ramfs"].contains(fields[dash + 1])
      }
    #else
      return false
    #endif
  }

  /// A large array was made in memory, or was given back (a negative number).
  func hold(_ byteCount: Int) {
    guard abs(byteCount) >= smallest else { return }
    held.add(byteCount, ordering: .relaxed)
  }

  /// What the process has in memory at most, now or once so much more is taken and a part of `paged` bytes of files is there;
  /// nil where the system does not tell.
  package func processBytes(beside more: Int, paged: Int) -> Int? {
    ProcessMemory.current.map { max($0.own + codeBytes + min(window, paged) + more, $0.most) }
  }

  /// An array lies in a file, or does no longer (a negative number).
  func move(_ byteCount: Int) { moved.add(byteCount, ordering: .relaxed) }

  // MARK: Files in memory

  func add(_ window: PageWindow) {
    pages.withLock { $0[ObjectIdentifier(window)] = WeakPages(window: window) }
  }

  func remove(_ window: PageWindow) {
    let key = ObjectIdentifier(window)
    pages.withLock { $0[key] = nil }
  }

  /// Bytes of a file were read: once it is as many as the window has, the pages of all files are given back.
  ///
  /// - Returns: Whether they were.
  func use(_ count: Int) -> Bool {
    // One of the threads crosses the line, and starts anew for all.
    let sum = used.add(count, ordering: .relaxed).newValue
    guard sum >= window, used.compareExchange(expected: sum, desired: 0, ordering: .relaxed).exchanged else {
      return false
    }
    // Not within the lock: the last reference to a window may go here.
    let all = pages.withLock { $0.values.compactMap(\.window) }
    for window in all { window.giveBack() }
    return true
  }

  // MARK: What is left

  /// What is left of a limit that somebody chose; nil for any other, and where the system does not tell.
  var room: MemoryRoom? {
    guard isChosen, let used = ProcessMemory.current else { return nil }
    let taken = codeBytes + used.own
    return MemoryRoom(
      bytes: max(limit - window - taken, 0),
      limit: .chosen(limit, taken: taken, moved: moved.load(ordering: .relaxed)))
  }
}

/// What this process has in memory now.
package struct ProcessMemory: Sendable, Hashable {
  /// Its own memory, in bytes.
  package let own: Int
  /// Pages of files.
  package let files: Int
  /// What it had at most of both.
  package let most: Int

  /// Nil where the system does not tell. Complexity: a small file of the system's is read.
  package static var current: ProcessMemory? {
    #if os(Linux)
      guard let text = SystemText.ofFile("/proc/self/status") else { return nil }
      let values = MemoryRoom.kilobytes(text)
      guard let own = values["RssAnon"], let files = values["RssFile"] else { return nil }
      return ProcessMemory(
        own: own, files: files + (values["RssShmem"] ?? 0), most: values["VmHWM"] ?? own + files)
    #else
      return nil
    #endif
  }
}
