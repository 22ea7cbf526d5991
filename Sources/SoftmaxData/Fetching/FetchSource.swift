// A place that a dataset's files can come from.

package import SoftmaxKernels

/// A place that may have a file.
package protocol FetchSource {
  /// What to call it in an error.
  var title: String { get }
  /// Whether it must not be used offline.
  var usesNetwork: Bool { get }

  /// What the place has under the file's name, plain or gzip, not yet verified; `context` says where to
  /// work and whom to tell.
  func fetch(_ file: PinnedFile, _ context: FetchContext) throws(FetchFailure) -> SharedStorage<
    UInt8
  >
}

/// What a source may use.
package struct FetchContext: Sendable {
  /// A folder that may be written to; it may not exist yet.
  package let workFolder: String
  /// Receives progress.
  package let onEvent: @Sendable (FetchEvent) -> Void
}

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
