// Errors that know what to do about them.

/// An error that says as values what to try, beside its words.
public protocol RemediedError: Error {
  /// What to try, in the order of the text. It may be empty: then the error's `description` says all that there is.
  var remedies: [Remedy] { get }
}
