// Why a dataset is nowhere to be had.

/// Every place that was tried, and why it failed.
public struct FetchError: Error, Hashable, CustomStringConvertible {
  /// One place.
  public struct Attempt: Sendable, Hashable {
    /// The place, as people know it.
    public let place: String
    /// Why it had no file for us.
    public let reason: String
  }

  /// The dataset.
  public let dataset: String
  /// The places, in the order in which they were tried.
  public let attempts: [Attempt]
  /// Whether the network was forbidden.
  public let offline: Bool
  /// The files that the dataset consists of.
  public let fileNames: [String]

  /// A line for the problem, one for each place, and one for what to do.
  public var description: String {
    let tried = attempts.map { "  - \($0.place): \($0.reason)" }.joined(separator: "\n")
    let network = offline ? "run again without --offline, or " : ""
    return """
      \(dataset) could not be \(offline ? "found (offline)" : "fetched"). Tried:
      \(tried)
      What to do: \(network)put \(fileNames.joined(separator: ", ")) (plain or .gz) into a folder and pass \
      --data-dir FOLDER
      """
  }
}
