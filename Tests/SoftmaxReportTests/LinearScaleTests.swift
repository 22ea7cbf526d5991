// Axes: round ticks that hold all values.

import SoftmaxReport
import Testing

@Suite struct LinearScaleTests {
  @Test func ticksAreRoundAndHoldTheValues() {
    let scale = LinearScale(around: [0.447, 0.784])
    #expect(scale.ticks.map(scale.text) == ["0.4", "0.5", "0.6", "0.7", "0.8"])
    #expect(scale.share(0.4) == 0 && abs(scale.share(0.8) - 1) < 1e-12)
  }

  @Test func wholeStepsHaveNoFractions() {
    let scale = LinearScale(from: 1, to: 3, tickCount: 10, wholeSteps: true)
    #expect(scale.ticks == [1, 2, 3] && scale.ticks.map(scale.text) == ["1", "2", "3"])
  }

  @Test(arguments: [1e-12, 3e-7, 0.02, 1, 37, 4.5e6, 8e14])
  func anyMagnitudeHasAFewDistinctTicks(_ size: Double) {
    let scale = LinearScale(around: [-size, size * 0.7])
    #expect((3...12).contains(scale.ticks.count))
    #expect(scale.lower <= -size && scale.upper >= size * 0.7 * (1 - 1e-8))
    #expect(Set(scale.ticks.map(scale.text)).count == scale.ticks.count)
  }

  @Test func emptyEqualAndInfiniteValuesStillMakeAScale() {
    for values in [[], [3, 3], [0], [.nan, .infinity, 2]] as [[Double]] {
      let scale = LinearScale(around: values)
      #expect(scale.lower < scale.upper && !scale.ticks.isEmpty)
    }
  }

  @Test func veryLargeAndSmallTicksAreWrittenWithAPowerOfTen() {
    let large = LinearScale(from: -1e38, to: 1e38, tickCount: 4)
    #expect(large.ticks.map(large.text) == ["\u{2212}1e38", "\u{2212}5e37", "0", "5e37", "1e38"])
    let small = LinearScale(from: 0, to: 4e-9, tickCount: 4)
    #expect(small.ticks.map(small.text) == ["0", "1e\u{2212}9", "2e\u{2212}9", "3e\u{2212}9", "4e\u{2212}9"])
  }

  @Test func exponentsAreWrittenAsPowersOfTen() {
    let scale = LinearScale(aroundExponents: [-2.5, 1.2])
    #expect(scale.ticks.map(scale.text) == ["1e\u{2212}3", "1e\u{2212}2", "1e\u{2212}1", "1", "10", "1e2"])
    let wide = LinearScale(aroundExponents: [-12, 0])
    #expect(wide.ticks.count <= 10 && wide.ticks.allSatisfy { $0 == $0.rounded() })
  }

  @Test func negativeNumbersHaveARealMinusSign() {
    let scale = LinearScale(around: [-1, 1])
    #expect(scale.text(-0.5) == "\u{2212}0.5")
  }
}
