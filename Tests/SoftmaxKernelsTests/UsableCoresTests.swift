// Cores: the affinity mask and the quotas of control groups.

import SoftmaxKernels
import Testing

@Suite struct UsableCoresTests {
  @Test func thereIsAtLeastOne() {
    #expect(UsableCores.count >= 1)
  }

  @Test(arguments: [
    ("Name:\tx\nCpus_allowed:\t3\nCpus_allowed_list:\t0-1\n", 2),
    ("Cpus_allowed:\tff,00000001\n", 9),
    ("Cpus_allowed:\t00000000\n", nil),
    ("Name:\tx\n", nil),
  ])
  func theAffinityMaskIsCounted(_ status: String, _ expected: Int?) {
    #expect(UsableCores.affinityCount(inStatus: status) == expected)
  }

  private func cores(_ files: [String: String]) -> Int? {
    CPUQuota.cores { files[$0] }
  }

  @Test func aQuotaOfVersion2IsRoundedUp() {
    let group = ["/proc/self/cgroup": "0::/\n"]
    #expect(cores(group.merging(["/sys/fs/cgroup/cpu.max": "150000 100000\n"]) { $1 }) == 2)
    #expect(cores(group.merging(["/sys/fs/cgroup/cpu.max": "20000 100000\n"]) { $1 }) == 1)
    #expect(cores(group.merging(["/sys/fs/cgroup/cpu.max": "max 100000\n"]) { $1 }) == nil)
    #expect(cores(group) == nil)
  }

  @Test func theSmallestQuotaOnTheWayUpCounts() {
    let files = [
      "/proc/self/cgroup": "0::/outer/inner\n", "/sys/fs/cgroup/outer/inner/cpu.max": "400000 100000\n",
      "/sys/fs/cgroup/outer/cpu.max": "300000 100000\n", "/sys/fs/cgroup/cpu.max": "max 100000\n",
    ]
    #expect(cores(files) == 3)
  }

  @Test func aQuotaOfVersion1IsRead() {
    var files = [
      "/proc/self/cgroup": "5:memory:/job\n4:cpu,cpuacct:/job\n",
      "/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us": "250000\n",
      "/sys/fs/cgroup/cpu/job/cpu.cfs_period_us": "100000\n",
    ]
    #expect(cores(files) == 3)
    files["/sys/fs/cgroup/cpu/job/cpu.cfs_quota_us"] = "-1\n"
    #expect(cores(files) == nil)
  }

  @Test func nonsenseIsNoQuota() {
    #expect(CPUQuota.cores { _ in nil } == nil)
    #expect(cores(["/proc/self/cgroup": "garbage\n::\n0::\n", "/sys/fs/cgroup/cpu.max": "x y z"]) == nil)
    #expect(cores(["/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "inf 100000"]) == nil)
  }
}
