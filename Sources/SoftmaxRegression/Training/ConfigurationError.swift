// A setting that makes no sense, found before any work.

/// A setting outside its range.
public struct ConfigurationError: Error, Hashable, CustomStringConvertible {
  /// The setting, as the library calls it: "learningRate".
  public let parameter: String
  /// What it was set to.
  public let value: String
  /// What it has to be: "a positive number".
  public let requirement: String

  package init(parameter: String, value: String, requirement: String) {
    self.parameter = parameter
    self.value = value
    self.requirement = requirement
  }

  /// One sentence: the setting, what it must be, what it was.
  public var description: String { "\(parameter) must be \(requirement), not \(value)" }
}
