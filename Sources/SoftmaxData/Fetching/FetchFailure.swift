/// Why a place did not have a file.
package struct FetchFailure: Error, Hashable, Sendable {
  package let reason: String
  /// Whether asking it for another file is pointless: the host is unknown, the folder is missing.
  package let isFinal: Bool

  package init(_ reason: String, isFinal: Bool = false) {
    self.reason = reason
    self.isFinal = isFinal
  }
}
