// What a person writes to name a model that is served.

/// A model's name, version and file: `fashion.safetensors`, `shop=people.safetensors`, `shop@2=new.safetensors`.
package struct ModelAddress: Sendable, Hashable {
  package let name: String
  /// A number from 1.
  package let version: Int
  package let path: String

  /// Reads an address.
  ///
  /// - Throws: `AddressProblem` for a name or version that cannot stand in a path of HTTP.
  package init(parsing text: String) throws(AddressProblem) {
    var (front, path) = (Substring?.none, text[...])
    // A path may have an equals sign of its own: in front of it is a name only where no slash is.
    if let equals = text.firstIndex(of: "="), !text[..<equals].contains("/") {
      (front, path) = (text[..<equals], text[text.index(after: equals)...])
    }
    guard !path.isEmpty else { throw AddressProblem(text: text, reason: "the path is empty") }
    var name = front.map(String.init) ?? Self.name(of: path)
    var version = 1
    if front != nil, let at = name.lastIndex(of: "@") {
      guard let number = Int(name[name.index(after: at)...]), number >= 1, number < 1 << 31 else {
        throw AddressProblem(text: text, reason: "the version behind '@' must be a whole number from 1")
      }
      (name, version) = (String(name[..<at]), number)
    }
    guard !name.isEmpty, name.utf8.count <= 100,
      name.utf8.allSatisfy({ Self.letters.contains($0) }), name != ".", name != ".."
    else {
      throw AddressProblem(
        text: text,
        reason:
          "the name '\(name.shown)' cannot stand in an address: use letters, digits, '-', '_' and '.', as in "
          + "NAME=\(path)")
    }
    // /v2/models/stats is all models' statistics.
    guard name != "stats" else {
      throw AddressProblem(text: text, reason: "no model can be called 'stats', which is an address of its own")
    }
    (self.name, self.version, self.path) = (name, version, String(path))
  }

  /// A file's name without its ending.
  private static func name(of path: Substring) -> String {
    var name = path.split(separator: "/").last.map(String.init) ?? ""
    if name.hasSuffix(".safetensors") { name.removeLast(".safetensors".count) }
    return name
  }

  private static let letters = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.".utf8)
}

/// A text that names no model.
package struct AddressProblem: Error, Hashable, CustomStringConvertible {
  let text: String
  let reason: String

  package var description: String { "'\(text.shown)': \(reason)" }
}
