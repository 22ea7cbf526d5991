// A service on a free port, with a small model, and a client that sends bytes as they are.

#if Server
  import Foundation
  import Logging
  import NIOCore
  import NIOPosix
  import SoftmaxData
  import SoftmaxFormats
  import SoftmaxRegression
  import SoftmaxServer
  import SoftmaxTestSupport

  /// A service that listens in this process.
  final class LiveService: Sendable {
    let port: Int
    let modelPath: String
    private let folder: TemporaryDirectory
    private let signals: AsyncStream<Int32>.Continuation
    private let work: Task<Service.Ending, any Error>

    /// Starts one that serves `v`, a model of two numbers with the classes up and down, and others by their files.
    init(also others: [String] = [], _ change: (inout ServiceSettings) -> Void = { _ in }) async throws {
      folder = try TemporaryDirectory()
      modelPath = folder.file("v.safetensors")
      try Self.writeModel(to: modelPath, upperClass: "up")
      var settings = ServiceSettings()
      (settings.port, settings.watchesFiles) = (0, false)
      change(&settings)
      let service = try Service(
        try ([modelPath] + others).map { try ModelAddress(parsing: $0) }, settings, execution: .automatic,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let (numbers, signals) = AsyncStream.makeStream(of: Int32.self)
      let (ports, found) = AsyncStream.makeStream(of: Int.self)
      self.signals = signals
      work = Task {
        defer { found.finish() }
        return try await service.run(until: numbers) { found.yield($0) }
      }
      var first: Int?
      for await port in ports {
        first = port
        break
      }
      guard let first else {
        _ = try await work.value
        throw Problem()
      }
      port = first
    }

    struct Problem: Error {}

    static func writeModel(to path: String, upperClass: String) throws {
      let features = try Features(rows: [[1, 2], [3, 5], [2, 1], [5, 3]], input: .vector(featureCount: 2))
      let data = try Dataset(
        name: "v", features: features, classIndices: [0, 0, 1, 1],
        classes: ClassVocabulary(names: [upperClass, "down"]))
      try ModelFile(try SoftmaxClassifier().fit(data).model).write(to: path)
    }

    /// Tells it to end, as a signal does.
    func signal(_ number: Int32 = 15) { signals.yield(number) }

    /// How it ended, which is waited for.
    var ending: Service.Ending { get async throws { try await work.value } }

    /// Ends it, and waits until it has ended.
    @discardableResult
    func end() async throws -> Service.Ending {
      signal()
      return try await ending
    }

    // MARK: Requests

    /// The head of a request, and what stands behind it.
    func request(
      _ method: String, _ path: String, body: [UInt8]? = nil, host: String? = nil, closes: Bool = true,
      _ fields: String...
    ) -> [UInt8] {
      var head = "\(method) \(path) HTTP/1.1\r\nHost: \(host ?? "127.0.0.1:\(port)")\r\n"
      if closes { head += "Connection: close\r\n" }
      for field in fields { head += field + "\r\n" }
      if let body { head += "Content-Length: \(body.count)\r\n" }
      return Array((head + "\r\n").utf8) + (body ?? [])
    }

    /// Sends parts, one after the other, and reads until the service closes.
    func exchange(_ parts: [UInt8]..., pause: Duration = .zero, halfCloses: Bool = false) async throws
      -> [Reply]
    {
      try await exchange(parts, pause: pause, halfCloses: halfCloses)
    }

    func exchange(_ parts: [[UInt8]], pause: Duration = .zero, halfCloses: Bool = false) async throws -> [Reply]
    {
      try await RawConnection.open(port) { connection in
        for (number, part) in parts.enumerated() {
          if number > 0, pause > .zero { try await Task.sleep(for: pause) }
          // The service may have closed.
          do { try await connection.send(part) } catch { break }
        }
        if halfCloses { connection.halfClose() }
        return Reply.all(in: try await connection.rest())
      }
    }

    func get(_ path: String) async throws -> Reply { try await ask("GET", path) }

    /// One request, one answer.
    func ask(
      _ method: String, _ path: String, _ body: String? = nil, _ fields: String...
    ) async throws -> Reply {
      var head = "\(method) \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\nConnection: close\r\n"
      for field in fields { head += field + "\r\n" }
      if let body { head += "Content-Length: \(body.utf8.count)\r\n" }
      let replies = try await exchange(Array((head + "\r\n" + (body ?? "")).utf8))
      guard let reply = replies.first, replies.count == 1 else { throw Problem() }
      return reply
    }
  }

  /// A connection that knows nothing of HTTP.
  struct RawConnection {
    private let inbound: NIOAsyncChannelInboundStream<ByteBuffer>
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>

    static func open<Result: Sendable>(
      _ port: Int, _ body: (RawConnection) async throws -> Result
    ) async throws -> Result {
      let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .connect(host: "127.0.0.1", port: port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
              wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
          }
        }
      return try await channel.executeThenClose { inbound, outbound in
        try await body(RawConnection(inbound: inbound, outbound: outbound))
      }
    }

    func send(_ bytes: [UInt8]) async throws { try await outbound.write(ByteBuffer(bytes: bytes)) }

    func halfClose() { outbound.finish() }

    /// What comes until it is enough, or the other side closes.
    func text(until isEnough: (String) -> Bool) async throws -> String {
      var bytes: [UInt8] = []
      do {
        for try await piece in inbound {
          bytes += piece.readableBytesView
          if isEnough(String(decoding: bytes, as: UTF8.self)) { break }
        }
      } catch is IOError {
        // A reset is an end too.
      }
      return String(decoding: bytes, as: UTF8.self)
    }

    /// All that comes until the other side closes.
    func rest() async throws -> [UInt8] {
      var bytes: [UInt8] = []
      do {
        for try await piece in inbound { bytes += piece.readableBytesView }
      } catch is IOError {
        // A reset is an end too.
      }
      return bytes
    }
  }

  /// An answer of HTTP.
  struct Reply: Sendable {
    let status: Int
    /// By their names in small letters.
    let fields: [String: String]
    let body: [UInt8]
    /// Whether the whole body came.
    let isWhole: Bool

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The sentence of an error in the protocol's form; nil for anything else.
    var error: String? {
      guard fields["content-type"] == "application/json" else { return nil }
      return (try? JSONDecoder().decode([String: String].self, from: Data(body)))?["error"]
    }

    /// The answers in what came, in their order.
    static func all(in bytes: [UInt8]) -> [Reply] {
      var (rest, replies) = (bytes[...], [Reply]())
      while let end = rest.firstRange(of: Array("\r\n\r\n".utf8)) {
        let lines = String(decoding: rest[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
          let pieces = line.split(separator: ":", maxSplits: 1)
          if pieces.count == 2 {
            fields[pieces[0].lowercased()] = pieces[1].trimmingCharacters(in: .whitespaces)
          }
        }
        rest = rest[end.upperBound...]
        let status = lines[0].split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        var (body, isWhole) = ([UInt8](), true)
        if fields["transfer-encoding"] == "chunked" {
          isWhole = false
          while !isWhole, let line = rest.firstRange(of: [0x0d, 0x0a]) {
            let size = Int(String(decoding: rest[..<line.lowerBound], as: UTF8.self), radix: 16) ?? 0
            rest = rest[line.upperBound...]
            body += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
            isWhole = size == 0
          }
        } else if status >= 200, let length = fields["content-length"].flatMap({ Int($0) }) {
          body = Array(rest.prefix(length))
          isWhole = body.count == length
          rest = rest.dropFirst(length)
        }
        replies.append(Reply(status: status, fields: fields, body: body, isWhole: isWhole))
      }
      return replies
    }
  }
#endif
