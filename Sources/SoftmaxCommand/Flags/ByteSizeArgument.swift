// Sizes as people write them: 64MB, 512KB, 1GB.

import ArgumentParser
import SoftmaxFiles

enum ByteSizeArgument {
  /// Bytes, with or without a unit of 1,024.
  static func bytes(_ text: String) throws -> Int {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let factors = ["": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40]
    var unit = text.dropFirst(digits.count).uppercased()
    // 64M, 64MB and 64MiB are one.
    if unit.hasSuffix("B") { unit.removeLast() }
    if unit.hasSuffix("I"), unit.count == 2 { unit.removeLast() }
    guard let number = Int(digits), number > 0, let factor = factors[unit],
      case let (bytes, overflow) = number.multipliedReportingOverflow(by: factor), !overflow
    else {
      throw ValidationError("expected a size such as 512KB, 64MB or 1GB, not '\(text.printable(limit: 40))'")
    }
    return bytes
  }
}
