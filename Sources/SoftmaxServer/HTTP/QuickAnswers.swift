// Small requests for predictions are answered where their bytes are read.

#if Server
  import HTTPTypes
  import NIOCore
  import NIOHTTPTypes

  /// Answers what takes well under a millisecond at once, on the thread of the connection: without a task, which costs more than
  /// the prediction. All other requests, and all that must be refused, go on to `ServiceResponder` as they came.
  ///
  /// Answers come in the order of requests: while one that went on is not answered, those behind it go on too.
  final class QuickAnswers: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let service: Service
    /// The request whose body is being read here.
    private var record: RequestRecord?
    private var body: [UInt8] = []
    /// Whether metrics know of it, as they do of requests whose bodies are waited for.
    private var isCounted = false
    /// How many requests went on and are not answered.
    private var passedCount = 0
    private var mustFlush = false
    /// The service ends, which must wait for the request that is being read here.
    private var quiescing: ChannelShouldQuiesceEvent?

    init(_ service: Service) { self.service = service }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head(let head):
        if passedCount == 0, let record = service.quickRecord(of: head) {
          self.record = record
          return
        }
        passedCount += 1
      case .body(let piece):
        if record != nil {
          if body.count + piece.readableBytes <= Service.quickBodySize {
            body.append(contentsOf: piece.readableBytesView)
            return
          }
          passOn(context)
        }
      case .end:
        if let record {
          if let answer = service.quickAnswer(to: record, body) {
            self.record = nil
            body.removeAll(keepingCapacity: true)
            count(false)
            return write(answer, context)
          }
          passOn(context)
        }
      }
      context.fireChannelRead(data)
    }

    private func write(_ answer: WholeAnswer, _ context: ChannelHandlerContext) {
      context.write(wrapOutboundOut(.head(answer.head)), promise: nil)
      context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.bytes))), promise: nil)
      context.write(wrapOutboundOut(.end(nil)), promise: nil)
      mustFlush = true
      if quiescing != nil {
        flush(context)
        passEnd(context)
      }
    }

    private func flush(_ context: ChannelHandlerContext) {
      guard mustFlush else { return }
      mustFlush = false
      context.flush()
    }

    /// Lets others answer the request whose body is being read.
    private func passOn(_ context: ChannelHandlerContext) {
      guard let record else { return }
      self.record = nil
      passedCount += 1
      count(false)
      context.fireChannelRead(wrapInboundOut(.head(record.head)))
      if !body.isEmpty { context.fireChannelRead(wrapInboundOut(.body(ByteBuffer(bytes: body)))) }
      body = []
      passEnd(context)
    }

    /// Tells those behind that the service ends, where it does; once.
    private func passEnd(_ context: ChannelHandlerContext) {
      guard let event = quiescing else { return }
      quiescing = nil
      context.fireUserInboundEventTriggered(event)
    }

    private func count(_ isInProgress: Bool) {
      guard isCounted != isInProgress else { return }
      isCounted = isInProgress
      service.metrics.registry.add(isInProgress ? 1 : -1, to: "rest_server_requests_in_progress")
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      if case .end = unwrapOutboundIn(data) { passedCount -= 1 }
      context.write(data, promise: promise)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
      flush(context)
      if record != nil { count(true) }
      context.fireChannelReadComplete()
    }

    // Whatever breaks a body off is for whoever answers.

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if let event = event as? ChannelShouldQuiesceEvent, record != nil {
        quiescing = event
        return
      }
      passOn(context)
      context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
      passOn(context)
      context.fireErrorCaught(error)
    }

    func channelInactive(context: ChannelHandlerContext) {
      passOn(context)
      context.fireChannelInactive()
    }
  }
#endif
