// What one connection may take: time for a head, for a body, for reading the answer, and a place among all connections.

#if Server
  import HTTPTypes
  import NIOCore
  import NIOHTTP1
  import NIOHTTPTypes
  import NIOHTTPTypesHTTP1
  import NIOTLS
  import Synchronization

  /// How many connections are open.
  final class ConnectionCount: Sendable {
    private let count = Atomic<Int>(0)

    func enter() -> Int { count.add(1, ordering: .relaxed).newValue }
    func leave() { count.subtract(1, ordering: .relaxed) }
    var value: Int { count.load(ordering: .relaxed) }
  }

  /// Watches over a connection: answers 408 where a head or a body does not come in time, 400 and 431 for what is no HTTP, 503
  /// where there are too many connections, and closes connections whose answer is refused or not read.
  ///
  /// One timer a connection, which looks at the deadline when it fires: a request only moves the deadline.
  final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum Phase {
      /// TLS is not agreed on.
      case handshake
      /// No byte of a request yet.
      case idle
      case head
      case body
      /// The request is whole, its answer is not.
      case answering
    }

    private let settings: ServiceSettings
    private let connections: ConnectionCount
    private var phase = Phase.idle
    private var hasCounted = false
    /// Whether a part of a request was read since the last bytes were through.
    private var hasReadPart = false
    private var hasBegunAnswer = false
    private var closesAfterAnswer = false
    /// Requests whose answers have not ended: a client may send the next one before.
    private var unansweredCount = 0
    /// What is said when those before it are answered.
    private var refusal: (status: HTTPResponse.Status, message: String)?
    private var isOver = false
    private var deadline: NIODeadline?
    private let shortestTime: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ settings: ServiceSettings, _ connections: ConnectionCount) {
      (self.settings, self.connections) = (settings, connections)
      shortestTime = .nanoseconds(
        Int64(1e9 * min(settings.headTimeout, settings.bodyTimeout, settings.idleTimeout)))
    }

    // MARK: Life of the connection

    func handlerAdded(context: ChannelHandlerContext) {
      let pipeline = context.pipeline.syncOperations
      if let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) {
        try? pipeline.addHandler(ConnectionHeader(), position: .before(codec))
      }
      if context.channel.isActive { begin(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
      begin(context)
      context.fireChannelActive()
    }

    private func begin(_ context: ChannelHandlerContext) {
      guard !hasCounted else { return }
      hasCounted = true
      if settings.certificate != nil {
        phase = .handshake
        allow(settings.headTimeout, context)
      } else {
        allow(settings.idleTimeout, context)
      }
      if connections.enter() > settings.connectionLimit {
        refuse(
          context, .serviceUnavailable,
          "there are \(settings.connectionLimit) connections, which is the limit: try again later")
      }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case .handshakeCompleted? = event as? TLSUserEvent, phase == .handshake {
        phase = .idle
        allow(settings.idleTimeout, context)
      }
      context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
      end()
      context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    private func end() {
      if hasCounted {
        hasCounted = false
        connections.leave()
      }
      timer?.cancel()
      timer = nil
      deadline = nil
    }

    // MARK: What comes in

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      if isOver || refusal != nil { return }
      hasReadPart = true
      switch unwrapInboundIn(data) {
      case .head(let head):
        phase = .body
        unansweredCount += 1
        allow(settings.bodyTimeout, context)
        if let expected = head.headerFields[.expect] { goOn(expected, head, context) }
      case .body(let bytes):
        if let deadline, phase == .body {
          self.deadline =
            deadline + .nanoseconds(Int64(1e9 * Double(bytes.readableBytes) / Double(settings.bodyRate)))
        }
      case .end:
        if phase == .body { phase = .answering }
        deadline = nil
      }
      context.fireChannelRead(data)
    }

    /// Tells a client that waits with its body to send it, if it will be read.
    private func goOn(_ expected: String, _ head: HTTPRequest, _ context: ChannelHandlerContext) {
      let length = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
      guard expected.lowercased() == "100-continue", length <= settings.bodyLimit, unansweredCount == 1 else {
        return
      }
      context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      // Bytes came that are no head yet.
      if phase == .idle, !isOver, !hasReadPart {
        phase = .head
        allow(settings.headTimeout, context)
      }
      hasReadPart = false
      context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      switch error {
      case HTTPParserError.headerOverflow:
        refuse(
          context, .requestHeaderFieldsTooLarge,
          "the request's head is too large: at most \(settings.headLimit) bytes are read, and 100 fields")
      case is HTTPParserError: refuse(context, .badRequest, "this is not HTTP/1.1: \(error)")
      case is HTTP1TypeConversionError:
        refuse(context, .badRequest, "the request's method or address is none of HTTP")
      default: context.fireErrorCaught(error)
      }
    }

    // MARK: What goes out

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      if isOver {
        promise?.fail(ChannelError.ioOnClosedChannel)
        return
      }
      switch unwrapOutboundIn(data) {
      case .head(let head):
        hasBegunAnswer = head.status.kind != .informational
        closesAfterAnswer = head.headerFields[.connection] == "close"
        context.write(data, promise: promise)
      case .body: context.write(data, promise: promise)
      case .end:
        (unansweredCount, hasBegunAnswer) = (unansweredCount - 1, false)
        if closesAfterAnswer {
          isOver = true
          context.writeAndFlush(data, promise: promise)
          lingeringClose(context)
          return
        }
        if phase == .answering {
          phase = .idle
          // Until somebody reads the answer, and then until the next request.
          allow(settings.idleTimeout, context)
        }
        context.write(data, promise: promise)
        if let (status, message) = refusal { refuse(context, status, message) }
      }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
      // Nobody reads the answer; or the connection is idle again.
      if !context.channel.isWritable || phase == .idle {
        allow(settings.idleTimeout, context)
      } else if phase == .answering {
        deadline = nil
      }
      context.fireChannelWritabilityChanged()
    }

    // MARK: Deadlines

    private func allow(_ seconds: Double, _ context: ChannelHandlerContext) {
      deadline = .now() + .nanoseconds(Int64(seconds * 1e9))
      schedule(context)
    }

    private func schedule(_ context: ChannelHandlerContext) {
      guard timer == nil, let deadline else { return }
      let loopBound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
      // Never later than the soonest deadline that can be set meanwhile.
      timer = context.eventLoop.scheduleTask(deadline: min(deadline, .now() + shortestTime)) {
        let (handler, context) = loopBound.value
        handler.fire(context)
      }
    }

    private func fire(_ context: ChannelHandlerContext) {
      timer = nil
      guard let deadline, !isOver else { return }
      // It was moved since.
      guard deadline <= .now() else { return schedule(context) }
      switch phase {
      case .handshake, .idle, .answering: close(context)
      case .head:
        refuse(
          context, .requestTimeout, "the request's head did not come within \(seconds(settings.headTimeout))")
      case .body:
        refuse(
          context, .requestTimeout,
          "the request's body did not come within \(seconds(settings.bodyTimeout)) and one more for each "
            + "\(settings.bodyRate) bytes")
      }
    }

    private func seconds(_ value: Double) -> String {
      "\(Int(exactly: value).map(String.init) ?? "\(value)") seconds"
    }

    /// Answers with an error, unless an answer has begun, and closes.
    private func refuse(_ context: ChannelHandlerContext, _ status: HTTPResponse.Status, _ message: String) {
      guard !isOver else { return }
      guard unansweredCount <= (phase == .body ? 1 : 0) else {
        refusal = (status, message)
        return
      }
      guard !hasBegunAnswer else { return close(context) }
      isOver = true
      let body = ByteBuffer(bytes: RequestProblem(status.code, message).body)
      let head = HTTPResponse(
        status: status,
        headerFields: [
          .contentType: "application/json", .contentLength: String(body.readableBytes), .connection: "close",
        ])
      context.write(wrapOutboundOut(.head(head)), promise: nil)
      context.write(wrapOutboundOut(.body(body)), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
      lingeringClose(context)
    }

    /// Says that nothing more is written, and leaves the other side a moment to read it: a close with unread bytes would take the
    /// answer back.
    private func lingeringClose(_ context: ChannelHandlerContext) {
      let loopBound = NIOLoopBound(context, eventLoop: context.eventLoop)
      context.close(mode: .output, promise: nil)
      context.eventLoop.scheduleTask(in: .milliseconds(500)) {
        loopBound.value.close(promise: nil)
      }
    }

    private func close(_ context: ChannelHandlerContext) {
      isOver = true
      context.close(promise: nil)
    }
  }
#endif
