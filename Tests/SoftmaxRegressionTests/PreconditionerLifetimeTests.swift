// A preconditioner can take as much memory as all else of a fit: there is never a second one beside it.

import Synchronization
import Testing

@testable import SoftmaxRegression

@Suite struct PreconditionerLifetimeTests {
  /// How many are alive, and how many were at most.
  private final class Census: Sendable {
    private let counts = Mutex((alive: 0, most: 0, made: 0))

    func add() {
      counts.withLock {
        $0.alive += 1
        $0.made += 1
        $0.most = max($0.most, $0.alive)
      }
    }

    func remove() { counts.withLock { $0.alive -= 1 } }

    var most: Int { counts.withLock { $0.most } }
    var made: Int { counts.withLock { $0.made } }
  }

  private final class Counted: Preconditioner {
    private let census: Census

    init(_ census: Census) {
      self.census = census
      census.add()
    }

    deinit { census.remove() }

    func apply(to vector: [Double]) -> [Double] { vector }
  }

  private struct Identity: Curvature {
    func product(with direction: [Double]) -> [Double] { direction }
  }

  /// x^2 / 2 + y^2 / 2.
  private struct Bowl: Objective {
    let census: Census
    var parameterCount: Int { 2 }

    func evaluate(at point: [Double], _ precision: PassPrecision) -> PointEvaluation {
      let value = VectorArithmetic.dot(point, point) / 2
      return PointEvaluation(value: value, gradient: point, logLoss: value, accuracy: 0, estimatedGap: nil)
    }

    func curvature(at point: [Double]) -> Identity { Identity() }

    func preconditioner(_ kind: PreconditionerKind, at point: [Double]) -> (any Preconditioner)? {
      Counted(census)
    }
  }

  /// One that takes looks all the time: they cost next to nothing.
  private static let schedule = PreconditionerSchedule(
    prices: .init(
      singleStep: 1, doubleStep: 1, firstKronecker: 0.1, kronecker: 0.1, kroneckerStep: 0, pairs: 0.1,
      pairsStep: 0),
    tolerance: 1e-8)

  private func mostAlive(_ method: some DirectionMethod<Bowl>) throws -> (most: Int, made: Int) {
    let census = Census()
    let bowl = Bowl(census: census)
    var memory = method.firstMemory
    for iteration in 0..<100 {
      let point = [1.0 / Double(iteration + 1), 2]
      let evaluation = bowl.evaluate(at: point, .double)
      let here = DescentPosition(
        iteration: iteration, point: point, evaluation: evaluation, whole: evaluation, firstGradientMax: 2,
        isNear: false)
      _ = try method.direction(from: here, &memory, of: bowl) {}
    }
    return (census.most, census.made)
  }

  @Test func aQuasiNewtonMethodHoldsOneAtATime() throws {
    let found = try mostAlive(LimitedMemoryBFGS(historyCount: 5, schedule: Self.schedule))
    #expect(found.most == 1 && found.made >= 3, "\(found)")
  }

  @Test func aNewtonMethodHoldsOneAtATime() throws {
    let found = try mostAlive(NewtonConjugateGradient(schedule: Self.schedule))
    #expect(found.most == 1 && found.made >= 3, "\(found)")
  }
}
