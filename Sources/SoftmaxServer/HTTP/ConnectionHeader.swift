// Which connections end after an answer: HTTP/1.0 has no other ones, and "Close" is "close".

#if Server
  import NIOCore
  import NIOHTTP1

  /// Writes `Connection: close` into the heads of requests that mean it. It stands where the version is still known.
  final class ConnectionHeader: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      guard case .head(var head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
      let values = head.headers[canonicalForm: "connection"]
      let closes =
        head.version == .http1_0 || head.version == .http0_9 || values.contains { $0.lowercased() == "close" }
      guard closes else { return context.fireChannelRead(data) }
      head.headers.replaceOrAdd(name: "Connection", value: "close")
      context.fireChannelRead(wrapInboundOut(.head(head)))
    }
  }
#endif
