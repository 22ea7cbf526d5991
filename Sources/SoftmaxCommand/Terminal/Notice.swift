// Notes, warnings and progress on standard error, which --quiet leaves out.

import SoftmaxFiles
import Synchronization

/// What is told beside results and errors.
enum Notice {
  private static let isQuiet = Atomic<Bool>(false)

  /// Whether nothing is to be told.
  static var areOff: Bool { isQuiet.load(ordering: .relaxed) }

  /// From now on nothing is told, or everything.
  static func turnOff(_ isOff: Bool) { isQuiet.store(isOff, ordering: .relaxed) }

  /// Writes lines for people, unless nothing is to be told.
  static func write(_ text: String) {
    if !areOff { StandardStream.error.write(text) }
  }
}
