// Tasks run where a function runs closures.

import Foundation
import SoftmaxKernels
import Testing

@Suite struct ClosureExecutorTests {
  @Test func aTaskRunsWhereTheFunctionRunsItAndComesBackThereAfterEachPause() async {
    // One serial queue, which knows itself by a value of its own.
    let key = DispatchSpecificKey<Int>()
    let queue = DispatchQueue(label: "test")
    queue.setSpecific(key: key, value: 7)
    let executor = ClosureExecutor { work in queue.async(execute: work) }
    let seen = await withTaskExecutorPreference(executor) {
      var seen: [Int?] = []
      for _ in 0..<3 {
        seen.append(Self.value(of: key))
        await Task.yield()
      }
      return seen
    }
    #expect(seen == [7, 7, 7])
    #expect(Self.value(of: key) == nil)
  }

  private static func value(of key: DispatchSpecificKey<Int>) -> Int? { DispatchQueue.getSpecific(key: key) }
}
