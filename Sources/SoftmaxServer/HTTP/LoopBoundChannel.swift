// A connection and its requests on one thread: the one that reads and writes its bytes.

#if Server
  import HummingbirdCore
  import Logging
  import NIOCore
  import SoftmaxKernels

  /// A channel of HTTP/1.1 whose tasks run on the channel's event loop. A request then needs no other thread, and no thread has
  /// to be woken for it; work that takes long must go elsewhere (`ClosureExecutor.workThreads`).
  struct LoopBoundChannel: HTTPChannelHandler {
    private let base: HTTP1Channel

    init(_ base: HTTP1Channel) { self.base = base }

    var responder: Responder { base.responder }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<HTTP1Channel.Value> {
      base.setup(channel: channel, logger: logger)
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
      let loop = value.channel.eventLoop
      await withTaskExecutorPreference(ClosureExecutor { loop.execute($0) }) {
        await base.handle(value: value, logger: logger)
      }
    }
  }
#endif
