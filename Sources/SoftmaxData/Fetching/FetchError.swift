// Why a dataset is nowhere to be had.

public import SoftmaxFiles
public import SoftmaxRemedies

/// Every place that was tried, and why it failed.
public struct FetchError: Error, AdvisingError, Hashable {
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
  public var description: String { message(in: .library) }

  /// The same in the words of a front end.
  public func message(in wording: RemedyWording) -> String {
    let tried = attempts.map { "  - \($0.place): \($0.reason)" }.joined(separator: "\n")
    return """
      \(dataset) could not be \(offline ? "found (offline)" : "fetched"). Tried:
      \(tried)
      What to do: \(advice.text(in: wording))
      """
  }

  /// What to try, as values.
  public var remedies: [Remedy] { advice.remedies }

  private var advice: Advice {
    let network: Advice = offline ? "run again without \(.allowNetwork), or " : ""
    return "\(network)put \(fileNames.joined(separator: ", ")) (plain or .gz) into a folder and pass "
      + "\(.nameDataFolder, placeholder: "FOLDER")"
  }
}
