// The lines between Python and us.

import Foundation

/// Requests in, replies out, a line each.
enum Conversation {
  /// The next request's words; nil at the end of the input.
  static func nextRequest() -> [String]? {
    readLine()?.split(separator: " ").map(String.init)
  }

  /// One reply: figures by name.
  static func reply(_ figures: [String: Double]) {
    write(figures)
  }

  /// In place of a reply: what went wrong.
  static func fail(_ problem: String) {
    write(["error": problem])
  }

  private static func write(_ object: some Encodable) {
    do {
      FileHandle.standardOutput.write(try JSONEncoder().encode(object) + Data("\n".utf8))
    } catch {
      // A figure that is no number, which JSON cannot say.
      FileHandle.standardOutput.write(Data("{\"error\": \"a figure is not finite\"}\n".utf8))
    }
  }
}
