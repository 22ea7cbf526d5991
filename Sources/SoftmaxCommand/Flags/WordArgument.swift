// Words on the command line, refused with those that were expected.

import ArgumentParser
import SoftmaxRegression

enum WordArgument {
  /// One of the words that a type knows.
  static func word<Choice: RawRepresentable & CaseIterable>(_ text: String) throws -> Choice
  where Choice.RawValue == String {
    guard let choice = Choice(rawValue: text) else {
      let words = Choice.allCases.map(\.rawValue)
      let nearest = NearestName.nearest(to: text, among: words).map { ", did you mean \($0)?" } ?? ""
      throw ValidationError("expected \(words.joined(separator: " or "))\(nearest)")
    }
    return choice
  }
}
