// What a fetch tells while it runs.

/// What happens while data is fetched.
public enum FetchEvent: Sendable, Hashable {
  /// Bytes have come in: of which file, how many, and of how many where that is known.
  case progress(file: String, received: Int, total: Int?)
  /// Something that the user should know, one line: a source that failed, a cache entry that was broken.
  case notice(String)
}
