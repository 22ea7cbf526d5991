// Answers to the exercises of chapters 4 and 5: the loss and its gradient.

import Foundation
import SoftmaxKit
import Testing

@Suite struct LossExercises {
  // snippet.constant
  @Test func withoutFeaturesTheClassFrequenciesAreTheBestGuess() {
    let y = [0, 0, 0, 1, 2, 0, 1, 0, 0, 1]
    let frequencies = [0.6, 0.3, 0.1]
    func loss(_ p: [Double]) -> Double { y.reduce(0) { $0 - log(p[$1]) } / 10 }
    for other in [[0.5, 0.4, 0.1], [0.6, 0.2, 0.2], [0.65, 0.25, 0.1], [1.0 / 3, 1.0 / 3, 1.0 / 3]] {
      #expect(loss(other) > loss(frequencies))
    }
  }
  // snippet.end

  // snippet.infinite
  @Test func oneImpossibleLabelCostsEverything() {
    #expect(bookCrossEntropy([0, 1, 0], [1, 0, 0]) == .infinity)
    // 40 apart, the smaller of two probabilities is 4e-18, and its price is 40.
    #expect(abs(bookCrossEntropy([0, 1], bookSoftmax([40, 0])) - 40) < 1e-9)
  }
  // snippet.end

  // snippet.penalty
  @Test func aPenaltyAddsItsStrengthTimesTheWeights() throws {
    let irises = try Catalogue.iris.load(.all)
    let solver = SolverConfiguration.stochastic(learningRate: 0.1, epochs: 3, batchSize: 10)
    let model = try SoftmaxClassifier(solver: solver).fit(irises).model
    let plain = try model.objective(on: irises).weightGradient
    let penalised = try model.objective(on: irises, l2Penalty: 0.5).weightGradient
    for (m, weight) in model.weights.enumerated() {
      // The data's part is summed in Float32 tiles, alike in both.
      #expect(abs(penalised[m] - plain[m] - 0.5 * Double(weight)) < 1e-6)
    }
  }
  // snippet.end

  // snippet.smoothed
  @Test func theGradientIsTheSameFormulaForASmoothedLabel() {
    let (o, y) = ([2.0, 1.0, -1.0], [0.05, 0.9, 0.05])
    let formula = zip(bookSoftmax(o), y).map { $0 - $1 }
    let h = 1e-5
    for j in o.indices {
      var (above, below) = (o, o)
      above[j] += h
      below[j] -= h
      let rise = bookCrossEntropy(y, bookSoftmax(above)) - bookCrossEntropy(y, bookSoftmax(below))
      // The error of such a difference is of the order h^2, here 1e-10.
      #expect(abs(rise / (2 * h) - formula[j]) < 1e-9)
    }
  }
  // snippet.end
}
