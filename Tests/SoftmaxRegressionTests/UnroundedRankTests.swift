// Fits whose weights stay in Float64 have the same bits for any number of ranks.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite(.serialized) struct UnroundedRankTests {
  enum Kind: CaseIterable, Sendable { case double, single, sparse }

  struct Case: Sendable, CustomTestStringConvertible {
    let kind: Kind
    var method = "auto"
    var l1 = 0.0
    var l2 = 0.01
    var isWeighted = false
    var width = 5
    var testDescription: String {
      "\(method), \(kind), l1 \(l1), l2 \(l2), \(width) columns\(isWeighted ? ", weighted" : "")"
    }
  }

  static let cases: [Case] =
    Kind.allCases.map { Case(kind: $0) } + Kind.allCases.map { Case(kind: $0, isWeighted: true) } + [
      Case(kind: .double, method: "lbfgs"), Case(kind: .single, method: "newton-cg", isWeighted: true),
      Case(kind: .double, method: "newton-cholesky"), Case(kind: .sparse, l1: 0.001, l2: 0),
      Case(kind: .double, l1: 0.01, l2: 0.01, isWeighted: true), Case(kind: .double, l2: 0),
      // More columns than rows: in the rows' space.
      Case(kind: .single, width: 170), Case(kind: .sparse, width: 400),
    ]

  /// Parts, some of them without rows, and labels of which a class has none.
  private struct Made: Sendable {
    let counts = [40, 0, 13, 1, 50, 15, 0, 34]
    let values: [Float]
    let labels: [UInt32]
    let weights: [Double]
    let shape: Case

    init(_ shape: Case) {
      self.shape = shape
      let count = counts.reduce(0, +)
      var numbers = MadeNumbers(seed: 7)
      var values = numbers.floats(count * shape.width)
      // The first rows have more entries than the last ones.
      if shape.kind == .sparse {
        for i in values.indices where i % (3 + i * 40 / values.count) != 0 { values[i] = 0 }
      }
      self.values = values
      labels = numbers.indices(count, below: 3).map { UInt32($0 == 2 ? 3 : $0) }
      // Whole parts that do not count.
      weights = (0..<count).map { (40..<54).contains($0) ? 0 : Double($0 % 3) }
    }

    func rows(_ range: Range<Int>) -> Rows {
      let own = Array(values[range.lowerBound * shape.width..<range.upperBound * shape.width])
      switch shape.kind {
      case .double: return Rows(SharedStorage(own.map(Double.init)), featureCount: shape.width)
      case .single: return Rows(SharedStorage(own), featureCount: shape.width)
      case .sparse:
        var (starts, columns, entries) = ([Int64(0)], [Int32](), [Float]())
        for row in 0..<range.count {
          for j in 0..<shape.width where own[row * shape.width + j] != 0 {
            columns.append(Int32(j))
            entries.append(own[row * shape.width + j])
          }
          starts.append(Int64(columns.count))
        }
        return Rows(
          SparseMatrix(
            columnCount: shape.width, rowStarts: SharedStorage(starts), columns: SharedStorage(columns),
            values: .floats(SharedStorage(entries))))
      }
    }

    func fit(_ communicator: any Communicator) throws -> Outcome {
      let share =
        counts.count * communicator.rank / communicator.size..<counts.count * (communicator.rank + 1)
        / communicator.size
      let first = counts[..<share.lowerBound].reduce(0, +)
      let own = first..<first + counts[share].reduce(0, +)
      var request = UnroundedRequest()
      (request.l1Penalty, request.l2Penalty, request.method) = (shape.l1, shape.l2, shape.method)
      let fit = try UnroundedProblem(
        rows: rows(own), labels: Array(labels[own]), classCount: 4,
        weights: shape.isWeighted ? Array(weights[own]) : nil, hasBias: true,
        isPenalised: shape.l1 > 0 || shape.l2 > 0, execution: Execution(table: .best, threads: 1),
        sharing: RowSharing(ownCounts: Array(counts[share]), among: communicator)
      ).fit(request)
      return Outcome(
        parameters: fit.parameters, passCount: fit.passCount, method: fit.method,
        certificate: fit.certificate)
    }
  }

  struct Outcome: Sendable, Equatable {
    let parameters: UnroundedParameters
    let passCount: Int
    let method: String
    let certificate: OptimalityCertificate?
  }

  @Test(arguments: cases) func fitsAreTheSameOnAnyNumberOfRanks(_ shape: Case) throws {
    let made = Made(shape)
    let expected = try made.fit(LocalCommunicator())
    #expect(expected.passCount > 1)
    for size in [2, 8] {
      #expect(
        try Ranks.run(size) { try made.fit($0) } == Array(repeating: expected, count: size), "\(size) ranks")
    }
  }

  @Test func allRanksCostWhatAllEntriesCost() throws {
    let made = Made(Case(kind: .sparse, width: 40))
    let found = try Ranks.run(2) { communicator in
      let own = communicator.rank == 0 ? 0..<40 : 40..<153
      let sharing = RowSharing(ownCounts: [own.count], among: communicator)
      let engine = Engine(kernels: .best, team: .solo)
      return FitSamples(
        rows: made.rows(own), labels: ClassLabels(Array(made.labels[own]), classCount: 4), sharing.pass(engine)
      ).entryCount
    }
    let whole = made.rows(0..<153).entryCount
    #expect(found == [whole, whole])
  }

  private struct NoMemory: Error, CustomStringConvertible { let description = "no room" }

  @Test func whatFailsOnOneRankFailsOnAll() throws {
    let found = try Ranks.run(3) { communicator in
      do {
        try communicator.together { if communicator.rank == 1 { throw NoMemory() } }
        return "nothing"
      } catch {
        return "\(error)"
      }
    }
    let others = "rank 1 of 3 cannot go on: no room"
    #expect(found == [others, "no room", others])
  }
}
