// What one pass in Float64 finds beside losses and gradients.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct Float64PassTests {
  private func samples(weighted: Bool) throws -> (samples: FitSamples, parameters: Float64Parameters) {
    var numbers = MadeNumbers(seed: 64)
    let (count, featureCount, classCount) = (230, 5, 4)
    let values = (0..<count * featureCount).map { _ in numbers.next() }
    var data = try Dataset(
      features: Features(values, input: .vector(featureCount: featureCount)),
      classIndices: numbers.indices(count, below: classCount), classes: ClassVocabulary(of: 0..<classCount))
    if weighted { data = try data.weighted(by: (0..<count).map { Double($0 % 4) }) }
    let point = (0..<classCount * (featureCount + 1)).map { _ in Double(numbers.next()) }
    let samples = FitSamples(data, Execution.automatic.engine)
    return (samples, samples.parameters(at: point))
  }

  @Test(arguments: [false, true])
  func productsThatComeWithLossesAreTheMoments(weighted: Bool) throws {
    let (samples, parameters) = try samples(weighted: weighted)
    let pass = Float64Pass(samples)
    let moments = pass.classMoments(at: parameters, withProducts: true)
    let found = pass.losses(at: parameters, withProducts: true)
    // p comes back from p - y: an error of a rounding of 1 in each of 230 terms.
    for (product, expected) in zip(found.products, moments.products) {
      #expect(abs(product - expected) <= 230 * 3 * 0x1p-52)
    }
    for k in 0..<samples.classCount {
      let sum = found.bias[k] + samples.classShares[k] * samples.totalWeight
      #expect(abs(sum - moments.probabilities[k]) <= 230 * 3 * 0x1p-52)
    }
  }

  @Test(arguments: [false, true])
  func askingForProductsChangesNothingElse(weighted: Bool) throws {
    let (samples, parameters) = try samples(weighted: weighted)
    let plain = Float64Pass(samples).losses(at: parameters)
    let found = Float64Pass(samples).losses(at: parameters, withProducts: true)
    #expect(plain.products.isEmpty && found.products.count == 16)
    #expect(plain.weights == found.weights && plain.bias == found.bias)
    #expect(plain.logLoss == found.logLoss && plain.correctCount == found.correctCount)
  }

  @Test(arguments: [false, true])
  func aDualPointOfTheSameWeightsIsThatOfAnyOthers(weighted: Bool) throws {
    let (samples, saved) = try samples(weighted: weighted)
    let pass = Float64Pass(samples)
    var point = saved
    point.bias = point.bias.map { $0 + 0.25 }
    point.bias[1] -= 1
    let shift = [0.01, 0.02, -0.01, 0.005]
    let short = pass.dual(at: point, keep: 0.9, shift: shift, against: saved)
    // The least change of a weight takes the way with products of its own.
    var other = point
    other.weights[0] = other.weights[0].nextUp
    let long = pass.dual(at: other, keep: 0.9, shift: shift, against: saved)
    #expect(abs(short.entropy - long.entropy) < 1e-10 && abs(short.divergence - long.divergence) < 1e-10)
    #expect(zip(short.weights, long.weights).allSatisfy { abs($0 - $1) < 1e-10 })
    #expect(zip(short.bias, long.bias).allSatisfy { abs($0 - $1) < 1e-10 })
    #expect(short.distance > 1)
  }
}
