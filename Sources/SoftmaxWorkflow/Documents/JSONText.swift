// Documents as JSON: keys sorted, numbers exact.

import Foundation

/// JSON as every front end writes it.
package enum JSONText {
  /// A value as JSON, on one line or indented. What would steer a terminal is escaped: to a program that is the same text.
  package static func text(_ value: some Encodable, pretty: Bool = false) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    return escaped(String(decoding: try encoder.encode(value), as: UTF8.self))
  }
}

extension JSONText {
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
