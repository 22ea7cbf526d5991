// Our random numbers against published vectors and against the same methods in Python.

import Foundation
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct RandomTests {
  @Test func splitMixGivesThePublishedNumbers() {
    // Vigna's splitmix64.c, seed 1234567.
    var generator = SplitMix64(state: 1_234_567)
    let expected: [UInt64] = [
      6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
      4_593_380_528_125_082_431,
      16_408_922_859_458_223_821,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func xoshiroGivesThePublishedNumbers() {
    // Blackman and Vigna's xoshiro256plusplus.c from the state 1, 2, 3, 4.
    var generator = RandomGenerator(state: (1, 2, 3, 4))
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162,
    ]
    #expect(expected.map { _ in generator.next() } == expected)
  }

  @Test func streamsShufflesAndNormalsAreWhatTheyWillAlwaysBe() {
    // Computed in Python with its own integers, its own logarithm and the published methods. A change here
    // changes every model that anyone has ever trained.
    var weights = RandomGenerator(seed: 0, stream: .initialWeights)
    #expect(weights.next() == 15_408_683_549_682_294_581)
    var epoch = RandomGenerator(seed: 7, stream: .shuffle(epoch: 3))
    #expect(epoch.next() == 12_748_223_446_389_329_171)

    var order = Array(0..<10)
    var shuffler = RandomGenerator(seed: 0, stream: .shuffle(epoch: 1))
    shuffler.shuffle(&order)
    #expect(order == [4, 0, 1, 6, 8, 3, 5, 2, 7, 9])

    var sampler = NormalSampler(generator: RandomGenerator(seed: 0, stream: .initialWeights))
    let expected = [
      0.7706617669155111, 0.5152106538831113, -0.20592063419729792, -1.426029583450405, 0.5387585032614223,
      -0.09782687652290999,
    ]
    // Python's logarithm may differ from ours in the last place.
    for value in expected { #expect(Closeness.relative(sampler.next(), from: value) < 4e-16) }
  }

  @Test func theLogarithmIsThatOfTheCLibrary() {
    var numbers = MadeNumbers()
    let arguments = (0..<20_000).map { _ in Double(abs(numbers.next())) + 1e-9 } + [1, 2, 0.5, 1e-300, 1e300]
    for x in arguments {
      #expect(abs(PortableLogarithm.log(x) - log(x)) <= 1e-15 * max(1, abs(log(x))))
    }
  }

  @Test func normalNumbersHaveTheMomentsOfTheNormalDistribution() {
    var sampler = NormalSampler(generator: RandomGenerator(seed: 3, stream: .initialWeights))
    let values = (0..<100_000).map { _ in sampler.next() }
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + $1 * $1 } / count
    let fourth = values.reduce(0) { $0 + $1 * $1 * $1 * $1 } / count
    // Five standard deviations of each estimate: 1, sqrt(2) and sqrt(96) over sqrt(n).
    #expect(abs(mean) < 5 / count.squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / count).squareRoot())
    #expect(abs(fourth - 3) < 5 * (96 / count).squareRoot())
  }

  @Test func firstWeightsHaveStandardDeviationOneHundredthAndBiasIsZero() {
    let parameters = Parameters.initial(classCount: 10, featureCount: 784, seed: 0)
    let count = Double(parameters.weights.count)
    let variance = parameters.weights.reduce(0) { $0 + Double($1) * Double($1) } / count
    #expect(abs(variance.squareRoot() - 0.01) < 0.01 * 5 / (2 * count).squareRoot())
    #expect(parameters.bias.allSatisfy { $0 == 0 })
  }

  @Test func indicesBelowABoundAreEven() {
    var generator = RandomGenerator(seed: 1, stream: .shuffle(epoch: 1))
    var counts = [Int](repeating: 0, count: 7)
    for _ in 0..<70_000 { counts[Int(generator.index(below: 7))] += 1 }
    // Five standard deviations of a binomial count with mean 10,000.
    #expect(counts.allSatisfy { abs($0 - 10_000) < 5 * 93 })
  }

  @Test func aStratifiedSplitKeepsEachClassShareAndAllSamples() {
    let labels = (0..<100).map { UInt32($0 < 60 ? 0 : $0 < 90 ? 1 : 2) }
    let split = StratifiedSplit(classIndices: labels, classCount: 3, fraction: 0.2, seed: 4)
    let held = (0..<3).map { index in split.heldOut.filter { labels[$0] == index }.count }
    #expect(held == [12, 6, 2])
    #expect((split.kept + split.heldOut).sorted() == Array(0..<100))
    #expect(split == StratifiedSplit(classIndices: labels, classCount: 3, fraction: 0.2, seed: 4))
    // However much is held out, one of each class stays.
    let most = StratifiedSplit(classIndices: labels, classCount: 3, fraction: 0.999, seed: 4)
    #expect((0..<3).map { index in most.kept.filter { labels[$0] == index }.count } == [1, 1, 1])
    #expect(split != StratifiedSplit(classIndices: labels, classCount: 3, fraction: 0.2, seed: 5))
  }
}
