// Errors whose text a front end can have in its own words.

public import SoftmaxRemedies

/// An error whose message names settings, each front end's by its own names.
public protocol AdvisingError: RemediedError, CustomStringConvertible {
  /// The message in the words of a front end; `description` is that in the library's own.
  func message(in wording: RemedyWording) -> String
}
