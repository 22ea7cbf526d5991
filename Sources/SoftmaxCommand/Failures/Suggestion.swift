// What a mistyped word on the command line may have been meant to be.

import ArgumentParser
import Foundation
import SoftmaxRegression

/// Finds the command, flag or value that is nearest to a word that is none.
struct Suggestion {
  /// The words after `softmax`.
  let arguments: [String]

  /// The command that these words mean, from the root on, and the first word that should name one and does not.
  private var place: (path: [any ParsableCommand.Type], unknown: String?) {
    var path: [any ParsableCommand.Type] = [SoftmaxMain.self]
    for word in arguments {
      let known = path[path.count - 1].configuration.subcommands
      guard !known.isEmpty else { break }
      guard !word.hasPrefix("-"), let next = known.first(where: { $0.configuration.commandName == word }) else {
        return (path, word.hasPrefix("-") ? nil : word)
      }
      path.append(next)
    }
    return (path, nil)
  }

  /// `softmax train`: whose help says more.
  var command: String {
    (["softmax"] + place.path.dropFirst().compactMap { $0.configuration.commandName }).joined(separator: " ")
  }

  /// What is wrong, in words that are better than the parser's `message`.
  func message(insteadOf message: String) -> String {
    let place = place
    if let unknown = place.unknown {
      let names = place.path[place.path.count - 1].configuration.subcommands.compactMap {
        $0.configuration.commandName
      }
      let name = (place.path.dropFirst().compactMap { $0.configuration.commandName } + [unknown]).joined(
        separator: " ")
      let advice =
        NearestName.nearest(to: unknown, among: names).map { "did you mean '\($0)'?" }
        ?? "the commands are \(names.joined(separator: ", "))"
      return "there is no command '\(name)'; \(advice)"
    }
    if let flag = Self.word(in: message, after: "Unknown option '") {
      let nearest = NearestName.nearest(to: flag, among: flags(of: place.path))
      return "Unknown option '\(flag)'" + (nearest.map { ". Did you mean '\($0)'?" } ?? "")
    }
    if let value = Self.word(in: message, after: "The value '"),
      let nearest = Self.value(nearestTo: value, in: message)
    {
      return message + (message.hasSuffix(".") ? "" : ".") + " Did you mean '\(nearest)'?"
    }
    return message
  }

  /// The long names of all flags in a command's help.
  private func flags(of path: [any ParsableCommand.Type]) -> [String] {
    let help = SoftmaxMain.helpMessage(for: path[path.count - 1], columns: 100)
    var found: Set<String> = []
    for line in help.split(separator: "\n") {
      let text = line.drop { $0 == " " }
      guard text.hasPrefix("-") else { continue }
      // Names stand before the explanation: -o, --output <file>   Write ...
      for word in text.split(whereSeparator: { " ,/".contains($0) }) {
        guard word.hasPrefix("-") || word.hasPrefix("<") else { break }
        if word.hasPrefix("--") { found.insert(String(word)) }
      }
    }
    return found.sorted()
  }

  /// Of the values that a message lists, as `- lbfgs` or in quotes, the nearest one.
  private static func value(nearestTo value: String, in message: String) -> String? {
    guard let list = message.range(of: "Please provide one of") else { return nil }
    let words = message[list.upperBound...].split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(
      String.init)
    return NearestName.nearest(
      to: value, among: words.filter { $0 != "or" && $0 != "the" && $0 != "following" })
  }

  private static func word(in message: String, after beginning: String) -> String? {
    guard message.hasPrefix(beginning) else { return nil }
    let rest = message.dropFirst(beginning.count)
    return rest.firstIndex(of: "'").map { String(rest[..<$0]) }
  }
}
