// What a run was made of, as values, and whose words say it: no room but a front end's knows what is typed.

/// What a run was made of: all that makes it again, to the bit.
package struct RunRecipe: Sendable, Hashable {
  /// Something that was set.
  package enum Setting: Sendable, Hashable {
    /// The column of labels of a table.
    case label(String)
    /// How a table is read; the key is one of `ChosenData.keys`.
    case table(key: String, text: String)
    /// The method.
    case method(String)
    /// A setting that is one of two things.
    case decision(id: String, isOn: Bool)
    /// A setting with its value as a text.
    case value(id: String, text: String)
  }

  /// The data, as it was called.
  package let data: String
  /// What was set and is not the default, in the order in which it is shown.
  package let settings: [Setting]
}

/// The words of a front end for runs and their settings.
package struct RunWording: Sendable {
  private let setting: @Sendable (_ id: String) -> String?
  private let command: @Sendable (RunRecipe) -> String?

  /// A wording.
  ///
  /// - Parameters:
  ///   - setting: What a setting is called where it is typed; nil: it is not.
  ///   - command: What is typed to make a run again; nil: nothing is.
  package init(
    setting: @escaping @Sendable (_ id: String) -> String?, command: @escaping @Sendable (RunRecipe) -> String?
  ) { (self.setting, self.command) = (setting, command) }

  /// That of a studio within a program that types nothing.
  package static let none = RunWording(setting: { _ in nil }, command: { _ in nil })

  func name(ofSetting id: String) -> String? { setting(id) }

  func text(_ recipe: RunRecipe) -> String? { command(recipe) }
}
