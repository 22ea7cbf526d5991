// Numbers on the command line, refused with what was expected.

import ArgumentParser

enum NumberArgument {
  /// A whole number; whether it is in range is for whoever uses it to say.
  static func whole(_ text: String) throws -> Int {
    guard let value = Int(text) else { throw ValidationError("expected a whole number") }
    return value
  }

  /// A whole number from 0 on.
  static func natural(_ text: String) throws -> UInt64 {
    guard let value = UInt64(text) else {
      throw ValidationError("expected a whole number from 0 to \(UInt64.max)")
    }
    return value
  }

  /// A number.
  static func any(_ text: String) throws -> Double {
    guard let value = Double(text) else { throw ValidationError("expected a number") }
    return value
  }
}
