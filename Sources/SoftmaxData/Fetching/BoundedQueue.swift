// What a download's session tells us, no faster than we listen.

import Foundation

/// A queue for a session's delegate on which few messages wait.
///
/// The session of swift-corelibs-foundation puts a message on the queue for each 16 KB that come in and goes on reading. From a
/// fast server gigabytes would lie there before the first message said that there are too many. Here it waits instead, and
/// TCP slows the server down.
final class BoundedQueue: OperationQueue, @unchecked Sendable {
  /// 4 MB of 16 KB each. What comes before the data, such as a redirection, never waits.
  private let places = DispatchSemaphore(value: 256)

  override init() {
    super.init()
    maxConcurrentOperationCount = 1
  }

  override func addOperation(_ block: @escaping @Sendable () -> Void) {
    places.wait()
    super.addOperation { [places] in
      defer { places.signal() }
      block()
    }
  }
}
