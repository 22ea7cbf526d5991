// An objective without a penalty leaves alone what columns that follow from others leave open.

extension MultinomialObjective {
  /// Finds columns that are combinations of others and leaves their freedom alone. Constant columns, which every bias makes
  /// superfluous, are not told of.
  mutating func confine(
    origin: Standardization?, metric: [Double], names: [String]
  ) -> [DependentColumn] {
    let scaling = Standardization.unit(of: samples, isWeighted: true, isCentred: hasBias)
    let findings = ColumnDependence(of: self, scaling, origin: origin).all()
    guard !findings.isEmpty else { return [] }
    redundancy = ColumnRedundancy(findings, scaling: scaling, metric: metric)
    return findings.filter { !$0.others.isEmpty }.map { finding in
      DependentColumn(
        name: names[finding.column], others: finding.others.prefix(Self.namedColumnCount).map { names[$0] })
    }
  }

  /// Of the columns that make one superfluous, so many are named.
  private static var namedColumnCount: Int { 5 }
}
