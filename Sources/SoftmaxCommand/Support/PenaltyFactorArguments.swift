// The flag that says how much each column is penalised.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

struct PenaltyFactorArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "What the penalties of a column are multiplied by, as they are: a file with a line name,factor for each; 0 is no "
        + "penalty. A category column is named as a whole or as NAME=CATEGORY (default: 1).", valueName: "file")
  )
  var penaltyFactor: String?

  private static let form = NamedNumberFile(number: "factor", owner: "column")

  /// The factors by name; nil without the flag.
  ///
  /// - Throws: `FileError` naming the line of what is no factor.
  func factors() throws(FileError) -> [String: Double]? {
    guard let penaltyFactor else { return nil }
    return try Self.form.numbers(contentsOf: penaltyFactor)
  }

  /// The factors of the features of this data; nil without the flag.
  ///
  /// - Parameters:
  ///   - factors: Those by name.
  ///   - input: The data's input.
  ///   - preparation: How a table's columns became features.
  /// - Returns: One for each feature.
  /// - Throws: `FileError` for a name that neither a column nor a feature has.
  func factors(
    _ factors: [String: Double]?, of input: InputDescription, _ preparation: Preparation?
  ) throws(FileError) -> [Double]? {
    guard let factors, let penaltyFactor else { return nil }
    let names = ModelStatistics.terms(of: input, hasIntercept: false)
    var found = [Double](repeating: 1, count: names.count)
    var known: Set<String> = []
    var first = 0
    for column in preparation?.columns ?? [] {
      let own = first..<first + column.featureCount
      first += column.featureCount
      if let factor = factors[column.column.name] {
        known.insert(column.column.name)
        for j in own { found[j] = factor }
      }
    }
    for interaction in preparation?.interactions ?? [] {
      let count = preparation?.featureCount(of: interaction) ?? 0
      let own = first..<first + count
      first += count
      if let factor = factors[interaction.name] {
        known.insert(interaction.name)
        for j in own { found[j] = factor }
      }
    }
    // A feature that is named itself has its own.
    for (j, name) in names.enumerated() {
      guard let factor = factors[name] else { continue }
      known.insert(name)
      found[j] = factor
    }
    if let name = factors.keys.sorted().first(where: { !known.contains($0) }) {
      let columns = preparation?.columns.map(\.column.name) ?? []
      throw FileError(
        .badData, path: penaltyFactor,
        problem:
          "there is a factor for '\(name.printable(limit: 80))', which is neither a column nor a feature",
        remedy: NearestName.nearest(to: name, among: columns + names).map {
          "the nearest is '\($0.printable(limit: 80))'"
        })
    }
    return found
  }
}
