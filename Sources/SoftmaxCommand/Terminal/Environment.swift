// What the environment asks for.

import Foundation

enum Environment {
  /// A variable's value; empty where it is not set.
  static func value(_ name: String) -> String {
    ProcessInfo.processInfo.environment[name] ?? ""
  }

  /// Whether a variable is set to anything but nothing, 0, false and no.
  static func isSet(_ name: String) -> Bool {
    let value = value(name)
    return !["", "0", "false", "no"].contains(value.lowercased())
  }

  /// Whether the terminal cannot move its cursor.
  static var isDumbTerminal: Bool { value("TERM") == "dumb" }
}
