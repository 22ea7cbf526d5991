// What the environment asks for.

import Foundation

enum Environment {
  /// A variable's value; empty where it is not set.
  static func value(_ name: String) -> String {
    ProcessInfo.processInfo.environment[name] ?? ""
  }

  /// Whether a variable is set to anything but nothing and 0.
  static func isSet(_ name: String) -> Bool {
    let value = value(name)
    return !value.isEmpty && value != "0"
  }

  /// Whether the terminal cannot move its cursor.
  static var isDumbTerminal: Bool { value("TERM") == "dumb" }
}
