// From a mixed table's text to probabilities, beside scikit-learn's pipeline of imputer, encoder, scaler and regression.

import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

@Suite struct MixedTableGoldenTests {
  @Test(arguments: [SoftmaxClassifier.Standardize.never, .always])
  func aMixedTableHasTheProbabilitiesOfScikitLearnsPipeline(_ standardize: SoftmaxClassifier.Standardize) throws
  {
    let golden = MixedTableGolden.all
    let table = try Table(
      contentsOf: MixedTableGolden.table.path,
      options: TableOptions(label: .named("choice"), refusesMissing: false))
    let preparation = try Preparation(learnedOn: table, missing: .mean)
    let fit = try SoftmaxClassifier(
      solver: .automatic(tolerance: 1e-10), l2Penalty: golden.l2Penalty, standardize: standardize
    ).fit(preparation.dataset(of: table))
    #expect(fit.model.classes.names == golden.classes)
    let found = try fit.model.probabilities(
      for: preparation.features(of: table, rows: golden.rows))
    let expected = standardize == .never ? golden.raw : golden.standardized
    // Theirs are optima to 1e-12. Ours have cells and weights in Float32, and logits from terms of up to 20: each is right
    // to some 1e-6, and no probability moves by more than half of what its logits do.
    #expect(Closeness.largestDifference(found.map(Double.init), expected.flatMap { $0 }) < 1e-5)
  }
}
