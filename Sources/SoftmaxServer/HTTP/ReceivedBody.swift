// The body of a request that is answered as a whole.

#if Server
  import Hummingbird
  import NIOCore
  import SoftmaxFiles
  import SoftmaxKernels

  /// A body as it came.
  struct ReceivedBody: Sendable {
    let bytes: [UInt8]
    let isCompressed: Bool

    /// - Parameters:
    ///   - request: What has the body.
    ///   - limit: The most bytes that may come.
    ///   - advice: What to do where more come.
    /// - Throws: `RequestProblem` 413 beyond the limit, 400 where the body broke off, 415 for an unknown compression.
    init(of request: Request, limit: Int, advice: String? = nil) async throws {
      let tooLarge = RequestProblem(
        413,
        "the body has more than \(limit) bytes, which is the limit" + (advice.map { ": \($0)" } ?? ""))
      // The parser took it, so that it is a number, if perhaps one beyond Int.
      let length = request.headers[.contentLength].map { Int($0) ?? .max }
      if let length, length > limit { throw tooLarge }
      var bytes: [UInt8] = []
      if let length { bytes.reserveCapacity(min(length, 1 << 20)) }
      do {
        for try await piece in request.body {
          guard bytes.count + piece.readableBytes <= limit else { throw tooLarge }
          bytes.append(contentsOf: piece.readableBytesView)
        }
      } catch let error as RequestProblem {
        throw error
      } catch {
        throw RequestProblem(400, "the body broke off before its end")
      }
      // A connection that ends in a body looks like the body's end.
      if let length, length != bytes.count {
        throw RequestProblem(400, "the body broke off before its end: \(bytes.count) of \(length) bytes came")
      }
      self.bytes = bytes
      switch request.headers[.contentEncoding]?.lowercased() {
      case nil, "", "identity": isCompressed = false
      case "gzip", "x-gzip", "deflate": isCompressed = true
      case let other?:
        throw RequestProblem(
          415, "the content encoding '\(other.shown)' is not read: send gzip, deflate or none")
      }
    }

    /// The body's content.
    ///
    /// - Parameter limit: The most bytes that may come out of a compressed one.
    /// - Returns: The bytes before they were compressed.
    /// - Throws: What `Gzip.decompress` throws.
    func inflated(limit: Int) throws -> [UInt8] {
      guard isCompressed else { return bytes }
      return try Gzip.decompress(SharedStorage(bytes), path: "the compressed body", limit: limit)
    }
  }
#endif
