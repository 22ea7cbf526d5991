// Bytes that no fit can go on from.

/// Bytes that are no state of a fit, or that of another fit.
package struct StateError: Error, Hashable, CustomStringConvertible {
  /// What was found, and what was expected.
  package let problem: String
  /// The byte, counted from 0, where it is one.
  package let position: Int?

  package init(_ problem: String, at position: Int? = nil) {
    self.problem = problem
    self.position = position
  }

  /// One sentence: where, what, and what to try.
  package var description: String {
    (position.map { "byte \($0) of the saved fit: " } ?? "the saved fit: ") + problem
      + "; start the fit anew, or from another saved state"
  }
}
