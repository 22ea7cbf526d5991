// What the system tells of this process's memory.

import SoftmaxFiles
import Testing

@Suite struct ProcessUsageTests {
  @Test(arguments: [
    ("Name:\tsoftmax\nVmPeak:\t  900 kB\nVmHWM:\t  1234 kB\nVmRSS:\t 12 kB\n", 1234 * 1024),
    ("VmHWM: 0 kB", 0), ("Name:\tVmHWM:\n", nil), ("VmHWM:\t12 MB\n", nil), ("VmHWM:\t-3 kB\n", nil), ("", nil),
    ("VmHWM:\t99999999999999999999 kB\n", nil), ("VmHWM:\t9223372036854775807 kB\n", nil),
  ])
  func theHighWaterMarkIsRead(_ text: String, _ expected: Int?) {
    #expect(ProcessUsage.peakMemoryBytes(inStatus: text) == expected)
  }

  @Test func thisProcessHasTakenSomething() {
    let ballast = [UInt8](repeating: 1, count: 16 << 20)
    #expect(ProcessUsage.peakMemoryBytes > 16 << 20)
    #expect(ballast[ballast.count / 2] == 1)
  }
}
