// How a front end calls the settings that remedies are about.

public import SoftmaxRemedies

/// The words of a front end for remedies: flags of a command, parameters of a library, fields of a server.
public struct RemedyWording: Sendable {
  private let setting: @Sendable (Remedy) -> String
  private let showsPlaceholders: Bool

  /// A wording.
  ///
  /// - Parameters:
  ///   - showsPlaceholders: Whether a word such as `NAME` stands after a setting that takes a value, where the text has one.
  ///   - setting: The setting of a remedy, with its value where the remedy has one. It stands in a sentence as a noun.
  public init(showsPlaceholders: Bool = false, _ setting: @escaping @Sendable (Remedy) -> String) {
    self.showsPlaceholders = showsPlaceholders
    self.setting = setting
  }

  /// A remedy alone.
  package func text(_ remedy: Remedy) -> String { text(remedy, placeholder: nil) }

  /// A remedy's setting as it stands in a text.
  func text(_ remedy: Remedy, placeholder: String?) -> String {
    if case .text(let text) = remedy { return text }
    let name = setting(remedy)
    guard showsPlaceholders, let placeholder else { return name }
    return "\(name) \(placeholder)"
  }
}
