// What kinds of bodies a plain request has, and of answers.

/// The kind of a body, by its media type or its first bytes.
package enum PlainContent: String, Sendable, Hashable, CaseIterable {
  case csv, tsv, jsonLines, json, npy, png

  /// By the media type; nil where that says nothing.
  ///
  /// - Throws: `RequestProblem` 415 for a type that is not read, and for text in another encoding than UTF-8.
  package init?(mediaType: String?) throws(RequestProblem) {
    guard let mediaType else { return nil }
    let type = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    if type.hasPrefix("text/") || type.contains("json") || type.contains("csv") {
      try Self.checkCharset(of: mediaType)
    }
    switch type {
    case "text/csv", "application/csv": self = .csv
    case "text/tab-separated-values": self = .tsv
    case "application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines":
      self = .jsonLines
    case "application/json": self = .json
    case "application/x-npy", "application/x-numpy": self = .npy
    case "image/png": self = .png
    // What clients send where nobody says what it is.
    case "application/octet-stream", "application/x-www-form-urlencoded", "text/plain", "": return nil
    default:
      throw RequestProblem(
        415,
        "the content type '\(mediaType.shown)' is not read: send text/csv, application/x-ndjson, application/json, "
          + "application/x-npy or image/png")
    }
  }

  /// Names of what is read: UTF-8, and ASCII, which is a part of it.
  private static let charsets = ["utf-8", "utf8", "us-ascii", "ascii", ""]

  private static func checkCharset(of mediaType: String) throws(RequestProblem) {
    for parameter in mediaType.split(separator: ";").dropFirst() {
      let parts = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        .map { part in String(part.filter { !$0.isWhitespace && $0 != "\"" }) }
      guard parts.count == 2, parts[0].lowercased() == "charset", !charsets.contains(parts[1].lowercased())
      else {
        continue
      }
      throw RequestProblem(415, "the charset '\(parts[1].shown)' is not read: send the text in UTF-8")
    }
  }

  /// By the first bytes.
  package init(beginning bytes: some Collection<UInt8>) {
    let first = Array(bytes.prefix(8))
    if first.starts(with: [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]) {
      self = .npy
    } else if first.starts(with: [0x89, 0x50, 0x4e, 0x47]) {
      self = .png
    } else {
      let byte = bytes.first { $0 != 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 }
      self = byte == UInt8(ascii: "{") ? .jsonLines : byte == UInt8(ascii: "[") ? .json : .csv
    }
  }

  /// The kind of answers to it, where nobody asks for another.
  package var answer: PlainAnswer {
    switch self {
    case .csv, .tsv: .csv
    case .jsonLines: .jsonLines
    case .json, .npy, .png: .json
    }
  }
}

/// The kind of an answer.
package enum PlainAnswer: String, Sendable, Hashable {
  case csv, jsonLines
  /// One array.
  case json

  package var mediaType: String {
    switch self {
    case .csv: "text/csv; charset=utf-8"
    case .jsonLines: "application/x-ndjson"
    case .json: "application/json"
    }
  }

  /// The one that an Accept header asks for most; nil where that is any of them.
  ///
  /// - Throws: `RequestProblem` 406 where it takes none.
  package init?(accept: String?) throws(RequestProblem) {
    guard let accept else { return nil }
    var (found, weight) = (PlainAnswer??.none, 0.0)
    for part in accept.split(separator: ",") {
      let pieces = part.split(separator: ";").map { $0.filter { $0 != " " }.lowercased() }
      let own = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
      guard own > weight, let kind = Self.kind(pieces.first ?? "") else { continue }
      (found, weight) = (kind, own)
    }
    guard let found else {
      throw RequestProblem(
        406,
        "the answer is text/csv, application/x-ndjson or application/json, but the request accepts '\(accept.shown)'"
      )
    }
    guard let found else { return nil }
    self = found
  }

  /// The kind of a media type; nil within for any, nil for none.
  private static func kind(_ type: String) -> PlainAnswer?? {
    switch type {
    case "text/csv": .some(.csv)
    case "application/x-ndjson", "application/jsonl": .some(.jsonLines)
    case "application/json", "application/*": .some(.json)
    case "*/*", "text/*": .some(nil)
    default: nil
    }
  }
}
