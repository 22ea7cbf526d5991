// What a place that fetches may use.

/// What a source may use.
package struct FetchContext: Sendable {
  /// A folder that may be written to; it may not exist yet.
  package let workFolder: String
  /// Receives progress.
  package let onEvent: @Sendable (FetchEvent) -> Void
}
