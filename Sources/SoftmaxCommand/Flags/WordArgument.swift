// Words on the command line, refused with those that were expected.

import ArgumentParser

enum WordArgument {
  /// One of the words that a type knows.
  static func word<Choice: RawRepresentable & CaseIterable>(_ text: String) throws -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      throw ValidationError("expected \(Choice.allCases.map(\.rawValue).joined(separator: " or "))")
    }
    return choice
  }
}
