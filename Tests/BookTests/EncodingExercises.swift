// Answers to the exercises of chapters 1 to 3: labels, layers, softmax.

import Foundation
import Testing

@Suite struct EncodingExercises {
  // snippet.zerovector
  @Test func aZeroVectorIsNearerThanAnyOtherClass() {
    func squaredDistance(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }
    let (chicken, cat, none) = ([1.0, 0, 0], [0.0, 1, 0], [0.0, 0, 0])
    #expect(squaredDistance(chicken, cat) == 2)
    #expect(squaredDistance(chicken, none) == 1)
  }
  // snippet.end

  // snippet.parameters
  @Test func aColourPictureNeedsManyParameters() {
    let (d, q) = (300 * 300 * 3, 100)
    #expect(q * d + q == 27_000_100)
  }
  // snippet.end

  // snippet.temperature
  @Test func aTemperatureMovesBetweenTheLargestAndNone() {
    let o = [2.0, 1.0, -1.0]
    let cold = bookSoftmax(o.map { $0 / 0.01 })
    let hot = bookSoftmax(o.map { $0 / 1000 })
    #expect(cold[0] > 0.999_999)
    // Divided by 1000, no two logits are more than 0.003 apart.
    #expect(hot.allSatisfy { abs($0 - 1.0 / 3) < 0.001 })
  }
  // snippet.end

  // snippet.sigmoid
  @Test func twoClassesAreTheLogisticFunctionOfTheDifference() {
    for (a, b) in [(2.0, -1.0), (0.3, 0.4), (-5.0, 5.0)] {
      let logistic = 1 / (1 + exp(-(a - b)))
      #expect(abs(bookSoftmax([a, b])[0] - logistic) < 1e-15)
    }
  }
  // snippet.end
}
