// Log lines for people and for programs, on standard error.

#if Server
  import Foundation
  package import Logging
  import SoftmaxFiles

  /// Writes log lines: `2026-01-31T12:00:00Z info request id=... status=200`, or one JSON object each.
  package struct ServiceLog: LogHandler {
    /// The form of lines.
    package enum Form: String, Sendable, CaseIterable {
      case text, json
    }

    package var metadata = Logger.Metadata()
    package var metadataProvider: Logger.MetadataProvider?
    package var logLevel = Logger.Level.info
    private let form: Form
    private let write: @Sendable (String) -> Void

    /// `write` takes whole lines, from any thread.
    package init(_ form: Form, write: @escaping @Sendable (String) -> Void) {
      (self.form, self.write) = (form, write)
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
      var all = metadata
      if let own = event.metadata { all.merge(own) { $1 } }
      let time = Self.time
      switch form {
      case .text:
        let fields = all.sorted { $0.key < $1.key }.map { "\($0.key)=\(Self.quoted("\($0.value)"))" }
        write(([time, event.level.rawValue, "\(event.message)"] + fields).joined(separator: " ") + "\n")
      case .json:
        var json = JSONWriter()
        json.object {
          $0.member("time") { $0.string(time) }
          $0.member("level") { $0.string(event.level.rawValue) }
          $0.member("message") { $0.string("\(event.message)") }
          for (key, value) in all.sorted(by: { $0.key < $1.key })
          where !["time", "level", "message"].contains(key) {
            $0.member(key) { $0.string("\(value)") }
          }
        }
        write(String(decoding: json.bytes, as: UTF8.self) + "\n")
      }
    }

    private static func quoted(_ text: String) -> String {
      text.contains { $0 == " " || $0 == "\"" || $0 == "=" || $0.isNewline }
        ? "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
          + "\"" : text
    }

    /// Now, in UTC.
    private static var time: String { Date.now.formatted(.iso8601) }
  }
#endif
