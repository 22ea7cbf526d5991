// Saved fits of every method whose bytes were changed under a checksum that fits: refused, or gone on with, but no trap.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct HostileStateTests {
  private static let settings = DescentSettings(tolerance: 1e-10, maxIterations: 100, isDouble: true)

  private static func objective(l1Penalty: Double = 0) throws -> MultinomialObjective {
    let data = try MadeData.clouds(classCount: 3, perClass: 4, featureCount: 2, seed: 5)
    return MultinomialObjective(
      FitSamples(data.features, data.classIndices, classCount: 3), penalties: [0.01, 0.02],
      l1Penalties: [l1Penalty, l1Penalty])
  }

  /// Eight bytes that a number, a count or several of both may become.
  private static let words: [UInt64] = [
    0, 1, 2, 255, .max, 1 << 63, 1 << 62, UInt64(Int.max), Double.nan.bitPattern, Double.infinity.bitPattern,
    (-Double.infinity).bitPattern, Double.greatestFiniteMagnitude.bitPattern, (-1e300).bitPattern,
    Double.leastNonzeroMagnitude.bitPattern, (-0.0).bitPattern,
  ]

  /// All words at the first places, where the counts are; then each in turn, so that within 120 bytes each of them stands
  /// at each of the eight places of a number.
  private func words(at place: Int) -> [UInt64] {
    place < 64 ? Self.words : [Self.words[place % Self.words.count]]
  }

  /// Changes the bytes of a state after some steps, at every place, and goes on.
  private func attack<Method: DescentMethod>(
    _ method: Method, _ objective: Method.Problem, steps: Int
  ) throws -> (refused: Int, resumed: Int) {
    var descent = Descent(
      of: objective, by: method, from: [Double](repeating: 0, count: objective.parameterCount), Self.settings)
    for _ in 0..<steps {
      guard case .moved = try descent.step(DescentCallbacks(beforePass: {})) else { break }
    }
    let bytes = descent.saved
    var (refused, resumed) = (0, 0)
    var numbers = MadeNumbers(seed: 6)
    for place in 12..<bytes.count - 16 {
      // All words at the first places, one of them at each of the others.
      for word in words(at: place) {
        var changed = bytes
        for byte in 0..<8 { changed[place + byte] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(byte))) }
        // And now and then another byte elsewhere, or an end that is missing.
        if numbers.next() > 0.8 {
          let other = 12 + Int(abs(numbers.next()) * Float(bytes.count - 21))
          changed[other] = UInt8(clamping: Int(abs(numbers.next()) * 256))
        }
        if numbers.next() > 0.97 { changed.removeSubrange(place..<min(place + 9, bytes.count - 8)) }
        do {
          var again = try Descent(
            of: objective, by: method, resuming: ResumedFitTests.sealed(changed), Self.settings)
          for _ in 0..<2 {
            guard case .moved = try again.step(DescentCallbacks(beforePass: {})) else { break }
          }
          resumed += 1
          #expect(again.state.point.allSatisfy { $0.isFinite }, "place \(place), word \(word)")
        } catch is StateError {
          refused += 1
        } catch let error as TrainingError {
          #expect(error == .notFinite)
        }
      }
    }
    return (refused, resumed)
  }

  @Test(arguments: [true, false])
  func quasiNewtonStates(withPairs: Bool) throws {
    let found = try attack(
      LimitedMemoryBFGS<MultinomialObjective>(historyCount: 3, schedule: .eager(withPairs: withPairs)),
      Self.objective(), steps: 4)
    #expect(found.refused > 100 && found.resumed > 100)
  }

  @Test func conjugateGradientStates() throws {
    let found = try attack(
      NewtonConjugateGradient<MultinomialObjective>(schedule: .eager(withPairs: true)), Self.objective(),
      steps: 2)
    #expect(found.refused > 50 && found.resumed > 50)
  }

  @Test func newtonStates() throws {
    let found = try attack(NewtonCholesky<MultinomialObjective>(), Self.objective(), steps: 2)
    #expect(found.refused > 50 && found.resumed > 50)
  }

  @Test func sparseStates() throws {
    let found = try attack(
      ProximalNewton<MultinomialObjective>(), Self.objective(l1Penalty: 0.01), steps: 2)
    #expect(found.refused > 50 && found.resumed > 50)
  }

  /// A preconditioner that its method never asks for may take more memory than anybody has.
  @Test func aPreconditionerThatNoScheduleMakesIsRefused() throws {
    let objective = try Self.objective()
    let point = [Double](repeating: 0, count: objective.parameterCount)
    let made = try #require(MadePreconditioner(.exact, of: objective, at: point))
    #expect(throws: StateError.self) { try made.check(parameterCount: objective.parameterCount) }
  }

  /// Fits by minibatches, to their model.
  @Test func statesOfMinibatches() throws {
    let solver = SolverConfiguration.stochastic(
      optimizer: .adam(), epochs: 3, batchSize: 10, averagesWeights: true,
      earlyStopping: EarlyStopping(patience: 2))
    let data = try MadeData.clouds(classCount: 3, perClass: 5, featureCount: 2, seed: 41)
    let settings = try #require(solver.stochasticSettings)
    let fit = StochasticFit(
      data, validation: data, test: nil, try SoftmaxClassifier(solver: solver, l2Penalty: 0.01), settings,
      l2Penalty: 0.01, classFactors: nil, isStandardized: false, since: .now)
    var progress = fit.begin(from: nil)
    var count = 0
    _ = try fit.advance(&progress, every: .batch) { event in
      if case .batch = event { count += 1 }
      return count == 4 ? .stop : .continue
    }
    let bytes = progress.saved
    var (refused, ended) = (0, 0)
    for place in 12..<bytes.count - 16 {
      for word in words(at: place) {
        var changed = bytes
        for byte in 0..<8 { changed[place + byte] = UInt8(truncatingIfNeeded: word >> (8 * UInt64(byte))) }
        do {
          var again = try fit.resumed(ResumedFitTests.sealed(changed))
          let reason = try fit.advance(&again, every: .epoch) { _ in .continue }
          let result = try fit.fit(of: again, reason, warnings: [])
          #expect(result.model.weights.allSatisfy(\.isFinite) && result.model.bias.allSatisfy(\.isFinite))
          ended += 1
        } catch is StateError {
          refused += 1
        } catch is TrainingError {
        } catch {
          // The holdout set's loss, of weights that are no numbers.
          #expect(error is DatasetError, "\(error)")
        }
      }
    }
    #expect(refused > 100 && ended > 100)
  }
}
