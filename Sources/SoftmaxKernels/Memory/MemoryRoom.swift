// How much more memory this process may take, by every limit that there is.

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The memory that is left to this process, and which of its limits is the nearest.
package struct MemoryRoom: Sendable, Hashable, CustomStringConvertible {
  /// What limits a process.
  package enum Limit: Sendable, Hashable {
    /// Its addresses (`ulimit -v`).
    case addressSpace
    /// Its own writable memory (`ulimit -d`).
    case dataSegment
    /// The control group that it runs in: a container, a batch system's job.
    case controlGroup
    /// The machine: what is free, and what can be moved to swap.
    case machine
    /// What the job may take at most, in bytes: a `MemoryBudget` that somebody chose, what the process has of it now,
    /// and what of its arrays lies in files.
    case chosen(Int, taken: Int, moved: Int)
    /// The disk of this folder, where large arrays lie instead.
    case disk(String)

    /// What to do about it.
    package var remedy: String {
      switch self {
      case .addressSpace: "raise the limit (ulimit -v)"
      case .dataSegment: "raise the limit (ulimit -d)"
      case .controlGroup: "give the container or job more memory"
      case .machine: "close other programs, or use a machine with more memory"
      case .chosen: "raise the limit on memory"
      case .disk: "make room there, or choose another folder for the cache"
      }
    }

    fileprivate var place: String {
      switch self {
      case .addressSpace: "within the limit on its addresses"
      case .dataSegment: "within the limit on its data"
      case .controlGroup: "within its container's or job's limit"
      case .machine: "on this machine"
      case .chosen(let bytes, _, _): "within the limit of \(MemoryRoom.text(bytes: bytes))"
      case .disk(let folder): "on the disk of \(folder)"
      }
    }
  }

  /// How many bytes more can be had.
  package let bytes: Int
  /// The limit that says so.
  package let limit: Limit

  package init(bytes: Int, limit: Limit) {
    self.bytes = bytes
    self.limit = limit
  }

  /// `1.1 GiB more can be had within the limit on its addresses`.
  package var description: String {
    "\(Self.text(bytes: bytes)) more can be had \(limit.place)"
  }

  /// What to do where `needed` bytes are wanted.
  package func remedy(for needed: Int) -> String {
    guard case .chosen(_, let taken, let moved) = limit else { return limit.remedy }
    let least = MemoryBudget.least(for: taken + needed, moved: moved)
    return "\(limit.remedy) to \((least + (1 << 20) - 1) >> 20)MB"
  }

  /// A number of bytes for people: `12 KiB`, `203 MiB`, `24 GiB`.
  package static func text(bytes: Int) -> String {
    if bytes < 10 << 20 { return "\(max(1, bytes >> 10)) KiB" }
    return bytes < 10 << 30 ? "\(bytes >> 20) MiB" : "\(bytes >> 30) GiB"
  }

  /// Less than this is not worth the question: every limit leaves so much, or the process would not have come this far.
  private static let smallest = 16 << 20

  /// What is wrong with taking `bytes` now; nil where they can be had. Little always can.
  ///
  /// - Parameters:
  ///   - bytes: What is about to be taken.
  ///   - canMoveOut: Whether it is an array that may lie in a file instead: it then needs room on a disk.
  /// - Returns: What there is; nil where it is enough.
  package static func shortage(for bytes: Int, canMoveOut: Bool = false) -> MemoryRoom? {
    guard bytes >= MemoryBudget.current?.smallestQuestion ?? smallest else { return nil }
    if canMoveOut, let budget = MemoryBudget.current, budget.movesOut(bytes) {
      guard let free = budget.diskBytes, bytes > free else { return nil }
      return MemoryRoom(bytes: free, limit: .disk(budget.folder))
    }
    let room = current
    return bytes > room.bytes ? room : nil
  }

  /// The room now. Complexity: some small files of the system's are read.
  package static var current: MemoryRoom {
    let room = ofSystem
    guard let chosen = MemoryBudget.current?.room, chosen.bytes < room.bytes else { return room }
    return chosen
  }

  /// What the system leaves.
  private static var ofSystem: MemoryRoom {
    #if os(Linux)
      MemoryRoom(
        limits: .init(addressSpace: limit(of: addressSpace), dataSegment: limit(of: dataSegment)),
        readingFile: SystemText.ofFile)
    #else
      // What other programs take is not asked for here.
      MemoryRoom(bytes: physicalBytes, limit: .machine)
    #endif
  }

  /// The memory of the machine.
  package static var physicalBytes: Int {
    max(sysconf(Int32(_SC_PHYS_PAGES)), 0) * max(sysconf(Int32(_SC_PAGESIZE)), 0)
  }

  #if os(Linux)
    #if canImport(Musl)
      private static let (addressSpace, dataSegment) = (RLIMIT_AS, RLIMIT_DATA)
    #else
      private static let (addressSpace, dataSegment) = (Int32(RLIMIT_AS.rawValue), Int32(RLIMIT_DATA.rawValue))
    #endif

    private static func limit(of resource: Int32) -> Int? {
      var limit = rlimit()
      guard unsafe getrlimit(resource, &limit) == 0, limit.rlim_cur < UInt(Int.max) else { return nil }
      return Int(limit.rlim_cur)
    }
  #endif
}
