// What kinds of bodies a plain request has, and of answers.

/// The kind of a body, by its media type or its first bytes.
package enum PlainContent: String, Sendable, Hashable, CaseIterable {
  case csv, tsv, jsonLines, json, npy, png

  /// By the media type; nil where that says nothing.
  ///
  /// - Throws: `RequestProblem` 415 for a type that is not read.
  package init?(mediaType: String?) throws(RequestProblem) {
    guard let mediaType else { return nil }
    let type = mediaType.prefix { $0 != ";" }.lowercased().filter { $0 != " " }
    switch type {
    case "text/csv", "application/csv": self = .csv
    case "text/tab-separated-values": self = .tsv
    case "application/x-ndjson", "application/jsonl", "application/jsonlines", "application/x-jsonlines": self = .jsonLines
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
  package var answer: PlainAnswer { self == .csv || self == .tsv ? .csv : .jsonLines }
}

/// The kind of an answer.
package enum PlainAnswer: String, Sendable, Hashable {
  case csv, jsonLines

  package var mediaType: String { self == .csv ? "text/csv; charset=utf-8" : "application/x-ndjson" }

  /// The one that an Accept header asks for; nil where it asks for none of them.
  ///
  /// - Throws: `RequestProblem` 406 where it takes neither.
  package init?(accept: String?) throws(RequestProblem) {
    guard let accept else { return nil }
    for part in accept.split(separator: ",") {
      switch part.prefix(while: { $0 != ";" }).filter({ $0 != " " }).lowercased() {
      case "text/csv": self = .csv; return
      case "application/x-ndjson", "application/jsonl", "application/json", "application/*": self = .jsonLines; return
      case "*/*", "text/*": return nil
      default: continue
      }
    }
    throw RequestProblem(406, "the answer is text/csv or application/x-ndjson, but the request accepts '\(accept.shown)'")
  }
}
