// Ctrl-C as a request.

import Foundation
import SoftmaxFiles
import Testing

@Suite struct InterruptSignalTests {
  @Test func theFirstSignalIsARequest() throws {
    let interruption = InterruptSignal()
    #expect(!interruption.isRequested)
    // To the process: the threads that tests run on take no signals.
    kill(getpid(), SIGINT)
    for _ in 0..<6000 where !interruption.isRequested { usleep(10_000) }
    #expect(interruption.isRequested)
  }
}
