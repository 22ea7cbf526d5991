// Tables that are several files, read by one process or by several.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import protocol SoftmaxKernels.Communicator
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite(.serialized) struct SharedTrainingTests {
  private let files: JobFiles
  /// The pattern of the files.
  private let pattern: String

  /// Six files of very different lengths; some categories and classes are met in later files alone.
  init() throws {
    files = try JobFiles()
    var numbers = MadeNumbers(seed: 29)
    for (file, count) in [40, 3, 150, 1, 77, 60].enumerated() {
      let rows = (0..<count).map { row in
        let (age, weight) = (20 + 30 * numbers.next(), 1 + row % 3)
        let plan = ["basic", "plus", "pro", "late \(file / 3)"][row * 5 % 7 % 4]
        let label = age + 20 * numbers.next() > 40 ? "yes" : file > 3 && row % 5 == 0 ? "maybe" : "no"
        let height = row % 9 == 4 ? "" : "\(150 + 40 * numbers.next())"
        return
          "\(age),\(height),\(plan),\(weight),\(["train", "train", "test"][row % 3]),g\(row / 4),\(row % 3),\(label)"
      }
      _ = try files.write(
        "age,height,plan,w,part,team,fold,stays\n" + rows.joined(separator: "\n") + "\n", to: "part-\(file).csv"
      )
    }
    pattern = files.folder.file("part-*.csv")
  }

  /// What does not depend on clocks and names.
  struct Outcome: Sendable, Equatable {
    let weights: String?
    let preparation: Preparation?
    let certificate: OptimalityCertificate
    let evaluation: Evaluation?
    let objectives: [Double]
    let statistics: ModelStatistics?
    let dataSHA256: String?
    let fingerprints: RowFingerprints?
    let sampleCount: Int?
    let rows: SoftmaxFormats.RowSelection?
    let classCounts: [Int]?

    init(_ result: TrainingResult) {
      let file = result.file
      weights = result.fit.model.weightsSHA256
      preparation = file.preparation
      certificate = result.fit.report.certificate
      evaluation = result.evaluation
      objectives = result.fit.report.iterations.map(\.objective)
      statistics = result.statistics
      dataSHA256 = file.card.training?.dataSHA256
      fingerprints = file.card.training?.rowFingerprints
      sampleCount = file.card.training?.sampleCount
      rows = file.card.training?.rows
      classCounts = result.data.training.wholeClassCounts
    }
  }

  private func onProcesses<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable () throws -> Value
  ) throws -> [Value] {
    try Ranks.run(count) { communicator in
      try SharedJob.$communicator.withValue(communicator) { try body() }
    }
  }

  private func request(_ change: (inout TrainingRequest) -> Void = { _ in }) throws -> TrainingRequest {
    var request = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: pattern))))
    request.data.table.ignored = ["part", "team", "fold", "w"]
    request.data.table.missing = .mean
    request.execution = try Execution(threads: 1)
    change(&request)
    return request
  }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let change: @Sendable (inout TrainingRequest) -> Void
  }

  static let cases = [
    Case(testDescription: "plain") { _ in },
    Case(testDescription: "a share is kept out") { $0.data.holdout = 0.25 },
    Case(testDescription: "groups are kept out") {
      $0.data.holdout = 0.3
      $0.data.table.ignored = ["part", "fold", "w"]
      $0.data.table.groupColumn = "team"
    },
    Case(testDescription: "a column divides") {
      $0.data.table.ignored = ["team", "fold", "w"]
      $0.data.table.splitColumn = "part"
    },
    Case(testDescription: "weights, balanced classes") {
      $0.data.table.ignored = ["part", "team", "fold"]
      $0.data.sampleWeight = "w"
      $0.classWeights = .balanced
    },
    Case(testDescription: "rows with missing cells left out, an L1 penalty") {
      $0.data.table.missing = .drop
      $0.strength = .factors(l2: 0, l1: 0.01)
    },
    Case(testDescription: "scikit-learn's C, indicators") {
      $0.data.table.missing = .indicator
      $0.strength = (try? ScikitLearnPenalty(c: 3)).map { .scikitLearn($0) } ?? .factors(l2: nil, l1: 0)
    },
    Case(testDescription: "statistics") {
      $0.statistics = ModelStatisticsRequest()
      $0.data.table.ignored += ["plan"]
    },
  ]

  @Test(arguments: cases)
  func theModelDoesNotDependOnTheNumberOfProcesses(_ shape: Case) throws {
    let request = try request(shape.change)
    let expected = Outcome(try request.run())
    for count in [2, 3, 6] {
      let found = try onProcesses(count) { Outcome(try request.run()) }
      #expect(found.allSatisfy { $0.weights == expected.weights }, "\(count) processes: weights")
      #expect(found.allSatisfy { $0 == expected }, "\(count) processes")
    }
  }

  @Test func severalFilesAreOneTable() throws {
    // The same rows in one file: other chunks, and so other last bits.
    let parts = try (0..<6).map {
      try String(contentsOfFile: files.folder.file("part-\($0).csv"), encoding: .utf8)
    }
    let rows = parts.flatMap { $0.split(separator: "\n").dropFirst() }
    let joined = try files.write(
      "age,height,plan,w,part,team,fold,stays\n" + rows.joined(separator: "\n") + "\n", to: "joined.csv")
    let whole = try request { request in
      if let reference = try? DataReference(parsing: joined) { request.data.source = DataSource(reference) }
    }.run()
    let several = try request().run()
    #expect(several.data.training.sampleCount == 331)
    #expect(several.file.preparation == whole.file.preparation)
    let (a, b) = (several.fit.report.certificate, whole.fit.report.certificate)
    // Both are within 1e-9 of one optimum.
    #expect(abs(a.objective - b.objective) < 1e-8 && several.fit.model.classes == whole.fit.model.classes)
  }

  @Test func aSearchChoosesTheSameOnAnyNumberOfProcesses() throws {
    for column in [nil, "fold"] {
      var request = SearchRequest(try self.request().data)
      request.execution = try Execution(threads: 1)
      request.foldCount = 3
      request.grid = .automatic(count: 3)
      if let column {
        request.data.table.ignored = ["part", "team", "w"]
        request.data.folds = column
      }
      let search = request
      struct Found: Equatable, Sendable {
        let scores: [PenaltyScore]
        let weights: String?
      }
      func found() throws -> Found {
        let result = try search.run()
        return Found(scores: result.outcome.scores, weights: result.outcome.fit?.model.weightsSHA256)
      }
      let expected = try found()
      #expect(expected.weights != nil)
      for count in [2, 5] {
        let all = try onProcesses(count) {
          let result = try search.run()
          return Found(scores: result.outcome.scores, weights: result.outcome.fit?.model.weightsSHA256)
        }
        #expect(all.allSatisfy { $0 == expected }, "\(count) processes")
      }
    }
  }

  @Test func scoresAreTheSameOnAnyNumberOfProcesses() throws {
    let model = files.folder.file("m.safetensors")
    try request().run().file.write(to: model)
    let scoring = try ScoringRequest(model: model, data: DataSource(try DataReference(parsing: pattern)))
    let request = MetricRequest()
    struct Found: Equatable, Sendable {
      let evaluation: Evaluation
      let metrics: String
    }
    @Sendable func found() throws -> Found {
      let result = try scoring.evaluate(request)
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let json = try encoder.encode(result.document)
      return Found(evaluation: result.evaluation, metrics: String(decoding: json, as: UTF8.self))
    }
    let expected = try found()
    for count in [2, 4] { #expect(try onProcesses(count) { try found() }.allSatisfy { $0 == expected }) }
  }

  @Test func filesGoToProcessesByTheirBytes() {
    func shares(_ sizes: [Int], _ count: Int) -> [[Int]] {
      TableFiles.shares(of: sizes, among: count).map { Array(sizes[$0]) }
    }
    #expect(shares([10, 10, 10, 10], 2) == [[10, 10], [10, 10]])
    #expect(shares([100, 1, 1, 1], 2) == [[100], [1, 1, 1]])
    #expect(shares([1, 1, 1, 100], 2) == [[1, 1, 1], [100]])
    #expect(shares([1, 1, 100], 3) == [[1], [1], [100]])
    #expect(shares([0, 0, 0], 2).joined().count == 3)
    #expect(shares([5], 3).joined().count == 1)
    #expect(shares([], 2) == [[], []])
  }

  @Test func filesWithOtherColumnsAreNamed() throws {
    _ = try files.write(
      "age,height,plan,weight,part,team,fold,stays\n1,2,basic,1,train,g,1,yes\n", to: "part-9.csv")
    let error = try #require(#expect(throws: FileError.self) { try request().run() })
    #expect(error.path.hasSuffix("part-9.csv"))
    #expect(error.description.contains("column 4 is 'weight', expected 'w'"), "\(error)")
  }

  @Test func aWrongCellIsFoundInItsFile() throws {
    _ = try files.write(
      "age,height,plan,w,part,team,fold,stays\n1,2,basic,1,train,g,1,yes\nold,2,basic,1,train,g,1,yes\n",
      to: "part-9.csv")
    let error = try #require(#expect(throws: FileError.self) { try request().run() })
    #expect(error.path.hasSuffix("part-9.csv") && error.description.contains("line 3"), "\(error)")
  }

  @Test func whatSeveralProcessesCannotDoIsRefused() throws {
    var minibatches = try request()
    minibatches.solver = .stochastic()
    var kept = try request()
    kept.keepsSample = true
    for (request, problem) in [
      (minibatches, SharedJobProblem.minibatches), (kept, .keptSample),
    ] {
      let found = try onProcesses(2) { () -> WorkflowError? in
        do {
          _ = try request.run()
          return nil
        } catch let error as WorkflowError {
          return error
        }
      }
      #expect(found == [.severalProcesses(problem), .severalProcesses(problem)])
    }
  }

  @Test func aSummaryCountsAllFiles() throws {
    guard case .table(let summary) = try DataSummaryRequest(DataSource(DataReference(parsing: pattern))).run()
    else {
      Issue.record("a table")
      return
    }
    #expect(summary.rowCount == 331 && summary.name == pattern)
    #expect(summary.classes?.distinctCount == 3)
    let plan = try #require(summary.columns.first { $0.name == "plan" })
    // Basic, plus, pro, and a word that the later half of the files has in the place of another.
    #expect(plan.words?.distinctCount == 5)
  }

  @Test func linesOfSeveralFilesAreNotMistakenForEachOther() throws {
    var options = try DataReference(parsing: pattern).tableOptions
    options.refusesMissing = false
    let table = try Table(contentsOf: pattern, options: options)
    #expect(table.rowCount == 331 && table.lines == nil)
    let one = try Table(
      contentsOf: files.folder.file("part-1.csv"), options: TableOptions(refusesMissing: false))
    #expect(one.lines?.line(of: 2) == 4)
  }

  @Test func patternsWithoutAFileSaySo() throws {
    let error = try #require(
      #expect(throws: FileError.self) { try DataReference(parsing: files.folder.file("none-*.csv")) })
    #expect(error.description.contains("no file has such a name"))
  }
}
