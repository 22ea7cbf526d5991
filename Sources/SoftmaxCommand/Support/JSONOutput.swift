// Results as JSON: one document, keys sorted, numbers exact.

import Foundation
import SoftmaxFiles

enum JSONOutput {
  /// Prints a document on standard output.
  ///
  /// - Throws: `FileError` where what it is about changed while it was read.
  static func print(_ document: some Encodable) throws {
    try InputFile.checkUnchanged()
    StandardStream.output.writeData(try text(document, pretty: true) + "\n")
  }

  /// A value as JSON, on one line or indented. What would steer a terminal is escaped: to a program that is the same text.
  static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

extension JSONOutput {
  /// The encoder escapes the controls of ASCII alone. All others stand in texts, where any character may be escaped.
  private static func escaped(_ json: String) -> String {
    if json.utf8.allSatisfy({ $0 < 0x7f }) { return json }
    var result = String.UnicodeScalarView()
    for scalar in json.unicodeScalars {
      if scalar.value < 0x7f || !isControl(scalar) {
        result.append(scalar)
      } else {
        for unit in UTF16.encode(scalar)?.map({ $0 }) ?? [] {
          let digits = String(unit, radix: 16)
          result.append(
            contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).unicodeScalars)
        }
      }
    }
    return String(result)
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
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

extension Nullable<Double> {
  /// A number; null for what no number holds.
  init(finite value: Double) {
    self.init(value.isFinite ? value : nil)
  }
}
