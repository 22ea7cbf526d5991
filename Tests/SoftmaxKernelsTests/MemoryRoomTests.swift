// The memory that is left: limits of the process, of control groups, of the machine.

import SoftmaxKernels
import Testing

@Suite struct MemoryRoomTests {
  private func room(
    addressSpace: Int? = nil, dataSegment: Int? = nil, _ files: [String: String] = [:]
  ) -> MemoryRoom {
    MemoryRoom(limits: .init(addressSpace: addressSpace, dataSegment: dataSegment)) { path in
      files[path] ?? ["/proc/meminfo": "MemTotal:  9000 kB\nMemAvailable:    8000 kB\nSwapFree: 500 kB\n"][path]
    }
  }

  @Test func theMachineLeavesWhatIsFreeAndWhatCanBeSwapped() {
    #expect(room() == MemoryRoom(bytes: 8500 << 10, limit: .machine))
  }

  @Test func limitsOfTheProcessCountFromWhatItHas() {
    let files = ["/proc/self/status": "Name:\tx\nVmSize:\t  3000 kB\nVmData:\t 1000 kB\n"]
    #expect(room(addressSpace: 4000 << 10, files) == MemoryRoom(bytes: 1000 << 10, limit: .addressSpace))
    #expect(room(dataSegment: 1500 << 10, files) == MemoryRoom(bytes: 500 << 10, limit: .dataSegment))
    #expect(
      room(addressSpace: 4000 << 10, dataSegment: 1500 << 10, files)
        == MemoryRoom(bytes: 500 << 10, limit: .dataSegment))
    // What is above a limit already leaves nothing, not less.
    #expect(room(addressSpace: 10, files) == MemoryRoom(bytes: 0, limit: .addressSpace))
  }

  @Test func aGroupOfVersion2LeavesItsLimitLessWhatItCannotDrop() {
    var files = [
      "/proc/self/cgroup": "0::/outer/inner\n", "/sys/fs/cgroup/outer/inner/memory.max": "max\n",
      "/sys/fs/cgroup/outer/inner/memory.current": "4000\n", "/sys/fs/cgroup/outer/memory.max": "1000000\n",
      "/sys/fs/cgroup/outer/memory.current": "700000\n",
      "/sys/fs/cgroup/outer/memory.stat": "anon 1\ninactive_file 150000\nactive_file 50000\nfile 7\n",
      "/sys/fs/cgroup/outer/memory.swap.max": "0\n",
    ]
    #expect(room(files) == MemoryRoom(bytes: 500_000, limit: .controlGroup))
    files["/sys/fs/cgroup/outer/memory.swap.max"] = "30000\n"
    files["/sys/fs/cgroup/outer/memory.swap.current"] = "10000\n"
    #expect(room(files) == MemoryRoom(bytes: 520_000, limit: .controlGroup))
    // Without a limit on swap, what the machine has of it.
    files["/sys/fs/cgroup/outer/memory.swap.max"] = "max\n"
    #expect(room(files) == MemoryRoom(bytes: 500_000 + 500 << 10, limit: .controlGroup))
  }

  @Test func aGroupOfVersion1LeavesItsLimitLessWhatItCannotDrop() {
    let folder = "/sys/fs/cgroup/memory/job"
    var files = [
      "/proc/self/cgroup": "5:cpu:/other\n4:memory:/job\n0::/\n",
      "\(folder)/memory.limit_in_bytes": "1000000\n",
      "\(folder)/memory.usage_in_bytes": "700000\n",
      "\(folder)/memory.stat": "inactive_file 1\ntotal_inactive_file 100000\ntotal_active_file 0\n",
      // What no limit looks like.
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
      "/sys/fs/cgroup/memory/memory.usage_in_bytes": "1\n",
    ]
    #expect(room(files) == MemoryRoom(bytes: 400_000 + 500 << 10, limit: .controlGroup))
    files["\(folder)/memory.memsw.limit_in_bytes"] = "1000000\n"
    files["\(folder)/memory.memsw.usage_in_bytes"] = "700000\n"
    #expect(room(files) == MemoryRoom(bytes: 400_000, limit: .controlGroup))
  }

  @Test func nonsenseIsNoLimit() {
    let files = [
      "/proc/self/cgroup": "garbage\n::\n0::\n", "/sys/fs/cgroup/memory.max": "-5",
      "/proc/self/status": "VmSize: x",
      "/proc/meminfo": "MemAvailable: 99999999999999999999 kB\n",
    ]
    #expect(room(files).bytes == .max)
  }

  @Test func littleIsNeverRefusedAndMuchIs() {
    #expect(MemoryRoom.shortage(for: 1) == nil)
    #expect(MemoryRoom.shortage(for: 1 << 60) != nil)
    #expect(MemoryRoom.current.bytes > 0)
  }

  @Test func theRoomAndItsRemedyAreSaidInWords() {
    let room = MemoryRoom(bytes: 203 << 20, limit: .addressSpace)
    #expect(room.description == "203 MiB more can be had within the limit on its addresses")
    #expect(room.limit.remedy == "raise the limit (ulimit -v)")
    #expect([0, 12 << 10, 24 << 30].map { MemoryRoom.text(bytes: $0) } == ["1 KiB", "12 KiB", "24 GiB"])
  }
}
