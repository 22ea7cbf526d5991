// When a look at the curvature pays: by what steps have brought, and by prices.

import Foundation
import Testing

@testable import SoftmaxRegression

@Suite struct PreconditionerScheduleTests {
  /// A step costs 1; the matrix of pairs as given.
  private static func prices(firstKronecker: Double? = 2, kronecker: Double? = 5, pairs: Double?)
    -> PreconditionerSchedule.Prices
  {
    PreconditionerSchedule.Prices(
      singleStep: 1, doubleStep: 2, firstKronecker: firstKronecker, kronecker: kronecker, kroneckerStep: 0.1,
      pairs: pairs, pairsStep: 0.5)
  }

  /// The looks of a descent whose estimated gap falls by e^rate with each step, until it is e^-20.
  private func looks(
    _ schedule: PreconditionerSchedule, rate: Double, steps: Int = 200
  ) -> [PreconditionerSchedule.Look] {
    var progress = PreconditionerSchedule.Progress()
    for iteration in 0..<steps {
      let gap = exp(-rate * Double(iteration))
      if gap < exp(-20) { break }
      _ = schedule.kind(before: Self.position(iteration, gap: gap), &progress)
    }
    return progress.looks
  }

  private static func position(_ iteration: Int, gap: Double?, gradient: Double = 1) -> DescentPosition {
    let evaluation = PointEvaluation(
      value: 1, gradient: [gradient], logLoss: 1, accuracy: 0, estimatedGap: gap)
    return DescentPosition(
      iteration: iteration, point: [0], evaluation: evaluation, whole: evaluation, firstGradientMax: 1,
      isNear: false)
  }

  private func schedule(_ prices: PreconditionerSchedule.Prices) -> PreconditionerSchedule {
    PreconditionerSchedule(prices: prices, tolerance: 1e-8)
  }

  private func isPairs(_ look: PreconditionerSchedule.Look) -> Bool {
    if case .pairs = look.kind { true } else { false }
  }

  @Test func aFastDescentTakesNoSecondLook() {
    let found = looks(schedule(Self.prices(pairs: 30)), rate: 1.5)
    #expect(found.map(\.kind) == [.kronecker])
  }

  @Test func aSlowDescentTakesPairsAsSoonAsThatIsKnown() throws {
    let found = looks(schedule(Self.prices(pairs: 30)), rate: 0.1)
    let first = try #require(found.first(where: isPairs))
    #expect((4...12).contains(first.iteration), "\(found)")
  }

  @Test func aMatrixOfPairsComesAfterStepsThatCostAThirdOfIt() throws {
    for price in [20.0, 100, 400] {
      let found = looks(schedule(Self.prices(pairs: price)), rate: 0.02, steps: 900).filter(isPairs)
      let first = try #require(found.first)
      #expect(Double(first.iteration) * 1.1 >= 0.3 * price, "\(price): \(first.iteration)")
      for (before, after) in zip(found, found.dropFirst()) {
        #expect(Double(after.iteration - before.iteration) * 1.5 >= 0.3 * price)
      }
    }
  }

  @Test func whatCostsMoreThanTheStepsToComeIsNeverMade() {
    #expect(!looks(schedule(Self.prices(pairs: 100_000)), rate: 0.1).contains(where: isPairs))
  }

  @Test func dearMatricesAreMadeLessOften() {
    let counts = [5.0, 50, 500].map { price in
      looks(schedule(Self.prices(pairs: price)), rate: 0.02).count(where: isPairs)
    }
    #expect(counts[0] > counts[1] && counts[1] >= counts[2], "\(counts)")
  }

  @Test func aDearFirstLookWaitsForReasons() {
    let dear = Self.prices(firstKronecker: 40, kronecker: 60, pairs: nil)
    #expect(looks(schedule(dear), rate: 1.5).map(\.kind) == [.diagonal])
    #expect(looks(schedule(dear), rate: 0.05).map(\.kind).starts(with: [.diagonal, .kronecker]))
  }

  @Test func renewalsOfWhatDoesNotHelpTakeASmallPartOfTheTime() {
    let found = looks(schedule(Self.prices(pairs: nil)), rate: 0.02, steps: 500)
    // Each costs as much as five steps, and comes after twice as many as the one before.
    #expect(found.count <= 7, "\(found.count)")
  }

  @Test func whereNoMatrixFitsTheDiagonalStays() {
    let found = looks(schedule(Self.prices(firstKronecker: nil, kronecker: nil, pairs: nil)), rate: 0.01)
    #expect(found.map(\.kind) == [.diagonal])
  }

  @Test func whatIsInheritedIsUsedFirst() {
    let schedule = PreconditionerSchedule(
      prices: Self.prices(pairs: 10), tolerance: 1e-8, inherited: .kronecker)
    var progress = PreconditionerSchedule.Progress()
    #expect(schedule.kind(before: Self.position(0, gap: 1), &progress) == nil)
    #expect(progress.looks.map(\.kind) == [.kronecker])
  }

  @Test func aDescentWithoutAnEstimatedGapIsJudgedByItsGradient() {
    let schedule = schedule(Self.prices(pairs: 20))
    var progress = PreconditionerSchedule.Progress()
    var kinds: [PreconditionerKind] = []
    for iteration in 0..<60 {
      let here = Self.position(iteration, gap: nil, gradient: exp(-0.05 * Double(iteration)))
      if let kind = schedule.kind(before: here, &progress) { kinds.append(kind) }
    }
    #expect(kinds.count >= 2)
  }

  @Test(arguments: [Double.nan, .infinity, 0, -1])
  func gapsThatAreNoNumbersEndNothing(_ gap: Double) {
    let schedule = schedule(Self.prices(pairs: 20))
    var progress = PreconditionerSchedule.Progress()
    for iteration in 0..<20 { _ = schedule.kind(before: Self.position(iteration, gap: gap), &progress) }
    #expect(!progress.looks.isEmpty)
  }

  @Test func aScheduleThatWasWrittenDownGoesOnAsIfNothingHadHappened() throws {
    let schedule = schedule(Self.prices(pairs: 15))
    var (whole, parts) = (PreconditionerSchedule.Progress(), PreconditionerSchedule.Progress())
    for iteration in 0..<80 {
      let here = Self.position(
        iteration, gap: exp(-0.1 * Double(iteration)) * (iteration % 3 == 0 ? 2 : 1))
      #expect(schedule.kind(before: here, &whole) == schedule.kind(before: here, &parts))
      var writer = StateWriter()
      parts.write(to: &writer)
      var reader = StateReader(writer.bytes[...])
      parts = try PreconditionerSchedule.Progress(reading: &reader)
    }
    #expect(whole == parts && whole.looks.count > 1)
  }
}
