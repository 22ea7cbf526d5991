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
