// An answer whose bytes are all there.

#if Server
  import Foundation
  import HTTPTypes
  import Hummingbird
  import NIOCore
  import SoftmaxFiles
  import Synchronization

  /// The answer to a request that succeeded.
  struct WholeAnswer: Sendable {
    var headers: HTTPFields
    var bytes: [UInt8]

    /// The answer to a request for predictions, compressed where the client asks for it and it is worth the time.
    init(_ answer: InferenceAnswer, acceptedEncodings: String?) {
      let headerLength: Int?
      (bytes, headerLength) = answer.encoded()
      if let headerLength {
        headers = [.contentType: "application/octet-stream", .inferenceHeaderLength: String(headerLength)]
      } else {
        headers = [.contentType: "application/json"]
      }
      if bytes.count > 1024, let acceptedEncodings { compress(acceptedEncodings.lowercased()) }
    }

    private mutating func compress(_ accepted: String) {
      let encodings = accepted.split(separator: ",").filter { !$0.contains("q=0") || $0.contains("q=0.") }
        .map { $0.prefix { $0 != ";" }.filter { $0 != " " } }
      // zlib's own format is what HTTP calls deflate.
      if encodings.contains("gzip") {
        headers[.contentEncoding] = "gzip"
        bytes = Zlib.gzip(bytes)
      } else if encodings.contains("deflate") {
        headers[.contentEncoding] = "deflate"
        bytes = Zlib.compress(bytes)
      }
      headers[.vary] = "Accept-Encoding"
    }

    /// The answer as Hummingbird has it.
    var response: Response {
      Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// The head of an answer that is written without Hummingbird.
    var head: HTTPResponse {
      var headers = headers
      headers[.contentLength] = String(bytes.count)
      headers[.date] = HTTPDate.now
      headers[.server] = Service.serverName
      return HTTPResponse(status: .ok, headerFields: headers)
    }
  }

  /// Dates as HTTP has them: `Sat, 31 Jan 2026 12:00:00 GMT` (RFC 9110, 5.6.7).
  enum HTTPDate {
    /// Now. It is written once a second: many answers have the same.
    static var now: String {
      let second = Int(Date.now.timeIntervalSince1970)
      return last.withLock { last in
        if last.second != second { last = (second, text(ofSecond: second)) }
        return last.text
      }
    }

    private static let last = Mutex((second: 0, text: ""))

    /// The date of a second since 1970.
    static func text(ofSecond second: Int) -> String {
      Date(timeIntervalSince1970: Double(second)).formatted(
        Date.VerbatimFormatStyle(
          format:
            "\(weekday: .abbreviated), \(day: .twoDigits) \(month: .abbreviated) \(year: .extended(minimumLength: 4)) \(hour: .twoDigits(clock: .twentyFourHour, hourCycle: .zeroBased)):\(minute: .twoDigits):\(second: .twoDigits) GMT",
          locale: Locale(identifier: "en_US_POSIX"), timeZone: .gmt, calendar: Calendar(identifier: .gregorian))
      )
    }
  }
#endif
