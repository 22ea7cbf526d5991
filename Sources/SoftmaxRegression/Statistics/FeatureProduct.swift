// A feature that is the product of two others.

/// One of the features of an interaction: it changes with either of its factors, and has no effect of its own.
package struct FeatureProduct: Sendable, Hashable {
  /// The feature's number.
  package let feature: Int
  /// The features that it is the product of; the same one twice is its square.
  package let first: Int
  package let second: Int

  package init(_ feature: Int, of first: Int, _ second: Int) {
    self.feature = feature
    self.first = first
    self.second = second
  }

  /// Those of a table's interactions, which stand behind the features of its columns.
  package static func products(of preparation: Preparation) -> [FeatureProduct] {
    var feature = preparation.columns.reduce(0) { $0 + $1.featureCount }
    return preparation.interactions.flatMap { interaction in
      let second = preparation.values(of: interaction.second)
      return preparation.values(of: interaction.first).flatMap { a in
        second.map { b in
          defer { feature += 1 }
          return FeatureProduct(feature, of: a, b)
        }
      }
    }
  }
}
