// The two ways of a plain request: its body to the thread that predicts, and the predictions back.

#if Server
  import Hummingbird
  import NIOCore
  import SoftmaxKernels
  import Synchronization

  /// A body that is read, and an answer that is written, at the same time. When nobody holds it any more, the thread and the task
  /// behind it come to their end, so that a client that goes away leaves nothing behind.
  final class PlainExchange: Sendable {
    let incoming = Handoff()
    let outgoing = Handoff()
    private let reading = Mutex<Task<Void, Never>?>(nil)

    deinit { stop() }

    /// Begins to hand the body over. A body can be gone through only once, so that it is done here alone.
    func read(_ body: RequestBody) {
      let incoming = incoming
      let task = Task {
        do {
          for try await piece in body {
            guard await incoming.giveFromTask(Array(piece.readableBytesView)) else { return }
          }
          incoming.finish()
        } catch {
          incoming.finish(error)
        }
      }
      reading.withLock { $0 = task }
    }

    /// Does work on a thread of its own: it waits for pieces of the body, and for whoever reads the answer.
    func work(_ body: @escaping @Sendable (sending BodySource, (([UInt8]) -> Bool)) throws -> Void) {
      let (incoming, outgoing) = (incoming, outgoing)
      let status = SystemThread.start {
        do {
          try body(BodySource(incoming)) { outgoing.give($0) }
          outgoing.finish()
        } catch {
          outgoing.finish(RequestProblem(error))
        }
        // What is left of the body is not wanted.
        incoming.finish()
      }
      guard status != 0 else { return }
      outgoing.finish(
        RequestProblem(503, "the system has no thread left for this request: send it again later"))
      incoming.finish()
    }

    private func stop() {
      outgoing.finish()
      incoming.finish()
      reading.withLock { $0 }?.cancel()
    }

    /// Ends both ways. The connection may be read by others only when this is over.
    func end() async {
      stop()
      await reading.withLock { $0 }?.value
    }
  }
#endif
