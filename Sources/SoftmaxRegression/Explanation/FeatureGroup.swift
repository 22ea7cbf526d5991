// Which features of a model are one thing to a person.

/// Features that are one column, one pixel or one number.
package struct FeatureGroup: Sendable, Hashable {
  /// A column of a table whose value is told, and where its features begin.
  package struct Part: Sendable, Hashable {
    package let column: PreparedColumn
    package let first: Int
  }

  /// What it is called.
  package let name: String
  /// The features, ascending.
  package let features: [Int]
  /// The columns that they are made of; none where the features' own numbers are told.
  package let parts: [Part]

  /// The groups of a model's features, in the order of their first ones; a preparation says what columns became.
  package static func all(of input: InputDescription, _ preparation: Preparation?) -> [FeatureGroup] {
    if let preparation { return all(of: preparation) }
    if input.kind == .image, input.shape.count == 2 || input.shape.count == 3 {
      let channelCount = input.shape.count == 3 ? input.shape[2] : 1
      return (0..<input.shape[0] * input.shape[1]).map { pixel in
        FeatureGroup(
          name: "pixel \(pixel / input.shape[1]), \(pixel % input.shape[1])",
          features: Array(pixel * channelCount..<(pixel + 1) * channelCount), parts: [])
      }
    }
    return ModelStatistics.terms(of: input, hasIntercept: false).enumerated().map { feature, name in
      FeatureGroup(name: name, features: [feature], parts: [])
    }
  }

  private static func all(of preparation: Preparation) -> [FeatureGroup] {
    var order: [String] = []
    var features: [String: [Int]] = [:]
    var parts: [String: [Part]] = [:]
    var first = 0
    var known: [String: Part] = [:]
    var words: [FeatureGroup] = []
    for column in preparation.columns {
      if column.text != nil {
        // Each word says something of its own.
        words += column.featureNames.enumerated().map { place, name in
          FeatureGroup(name: name, features: [first + place], parts: [])
        }
        first += column.featureCount
        continue
      }
      // The parts of a date are one column of the user's.
      let name = column.column.source
      if features[name] == nil { order.append(name) }
      features[name, default: []] += Array(first..<first + column.featureCount)
      let part = Part(column: column, first: first)
      parts[name, default: []].append(part)
      known[column.column.name] = part
      first += column.featureCount
    }
    let columns = order.map { FeatureGroup(name: $0, features: features[$0] ?? [], parts: parts[$0] ?? []) }
    let products = preparation.interactions.map { interaction in
      let count = preparation.featureCount(of: interaction)
      defer { first += count }
      return FeatureGroup(
        name: interaction.name, features: Array(first..<first + count),
        parts: [interaction.first, interaction.second].compactMap { known[$0] })
    }
    return columns + products + words
  }
}
