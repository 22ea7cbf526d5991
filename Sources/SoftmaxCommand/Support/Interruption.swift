// Ctrl-C as a request to stop, not as the end of the process.

import Dispatch
import Foundation
import Synchronization

/// While one of these lives, the first SIGINT only sets `isRequested`; the second ends the process.
final class Interruption {
  private final class Flag: Sendable {
    let isSet = Atomic<Bool>(false)
  }

  private let flag = Flag()
  private let source: any DispatchSourceSignal

  init() {
    signal(SIGINT, SIG_IGN)
    source = DispatchSource.makeSignalSource(signal: SIGINT, queue: .global())
    source.setEventHandler { [flag] in
      if flag.isSet.exchange(true, ordering: .relaxed) {
        Foundation.exit(CommandFailure.Code.interrupted.rawValue)
      }
    }
    source.resume()
  }

  deinit {
    source.cancel()
    signal(SIGINT, SIG_DFL)
  }

  /// Whether Ctrl-C was pressed.
  var isRequested: Bool { flag.isSet.load(ordering: .relaxed) }
}
