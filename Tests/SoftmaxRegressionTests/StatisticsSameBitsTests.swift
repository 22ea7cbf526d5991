// Statistics are the same bits for any number of threads and any instruction set.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

// One after the other: a team that is at work for another test leaves the caller to itself.
@Suite(.serialized) struct StatisticsSameBitsTests {
  /// Enough rows for several chunks, and free parameters for two blocks of a factor and several members.
  @Test(arguments: [(4300, 3, 40), (1500, 9, 36)])
  func statisticsAreTheSameEverywhere(_ sampleCount: Int, _ classCount: Int, _ featureCount: Int) throws {
    var numbers = MadeNumbers(seed: 305)
    let data = try Dataset(
      features: Features(
        numbers.floats(sampleCount * featureCount), input: .vector(featureCount: featureCount)),
      labels: (0..<sampleCount).map { $0 % classCount })
    let fit = try SoftmaxClassifier(l2Penalty: 0).fit(data)
    let all = try SolverSameBitsTests.executions.map { try fit.statistics(on: data, execution: $0) }
    #expect(all[0].errors.values.allSatisfy { $0 > 0 && $0.isFinite })
    for statistics in all.dropFirst() { #expect(statistics == all[0]) }
  }
}
