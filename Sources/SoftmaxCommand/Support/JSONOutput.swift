// Results as JSON: one document, keys sorted, numbers exact.

import Foundation
import SoftmaxFiles

enum JSONOutput {
  /// Prints a document on standard output.
  static func print(_ document: some Encodable) throws {
    StandardStream.output.write(try text(document, pretty: true) + "\n")
  }

  /// A value as JSON, on one line or indented.
  static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }
}

/// A value that is written as null where there is none, instead of being left out.
struct Nullable<Value: Encodable>: Encodable {
  let value: Value?

  init(_ value: Value?) {
    self.value = value
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}
