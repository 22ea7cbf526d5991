// What the driver is asked for, as name=value.

import SoftmaxText

/// The driver's arguments.
struct Options {
  private let values: [String: String]

  init(_ arguments: some Sequence<String>) {
    let pairs = arguments.map { argument -> (String, String) in
      let parts = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
    }
    values = Dictionary(pairs) { $1 }
  }

  subscript(name: String) -> String? { values[name] }

  private func number(_ name: String, or other: Int) -> Int { values[name].flatMap { Int($0) } ?? other }

  private func isOn(_ name: String, or other: Bool) -> Bool { values[name].map { $0 == "1" } ?? other }

  /// How often what is timed is done.
  var rounds: Int { number("rounds", or: 5) }

  func analysis(stopWords: [String]) throws -> TextAnalysis {
    let least = number("least", or: 1)
    return try TextAnalysis(
      unit: values["unit"].flatMap { TextAnalysis.Unit(rawValue: $0) } ?? .words,
      lengths: least...max(least, number("most", or: 1)), isLowerCased: isOn("lower", or: true),
      stopWords: stopWords)
  }

  var weights: TermWeights {
    TermWeights(
      isBinary: isOn("binary", or: false), isSublinear: isOn("sublinear", or: false),
      usesDocumentFrequencies: isOn("idf", or: hashed == nil),
      norm: values["norm"].flatMap { TermWeights.Norm(rawValue: $0) } ?? .l2)
  }

  func limits() throws -> VocabularyLimits {
    func frequency(_ name: String) -> DocumentFrequency? {
      guard let text = values[name] else { return nil }
      if let count = Int(text) { return .count(count) }
      return Double(text).map { .share($0) }
    }
    return try VocabularyLimits(
      minimumDocumentFrequency: frequency("min") ?? .count(1),
      maximumDocumentFrequency: frequency("max") ?? .share(1),
      maximumFeatures: values["features"].flatMap { Int($0) })
  }

  private var hashed: Int? { values["hashed"].flatMap { Int($0) } }

  func hashedColumns() throws -> HashedColumns? {
    guard let hashed else { return nil }
    return try HashedColumns(count: hashed, alternatesSigns: isOn("signs", or: true))
  }
}
