// Data that each of several processes reads, so that they share the work alone.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization
import Testing

@Suite(.serialized) struct SharedWorkTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func onProcesses<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable () throws -> Value
  ) throws -> [Value] {
    try Ranks.run(count) { communicator in
      try SharedJob.$communicator.withValue(communicator) { try body() }
    }
  }

  enum Data: CaseIterable { case pictures, sparse, manySparseRows, table, texts, groups }

  private func sparseRows(_ count: Int, _ numbers: inout MadeNumbers) throws -> String {
    let rows = (0..<count).map { row -> String in
      let columns: [Int] = (0..<2).map { 10 * $0 + Int(10 * numbers.share()) }
      let isFirst = columns[0] + columns[1] > 18 + row % 5
      let label = isFirst ? "a" : row % 3 == 0 ? "b" : "c"
      return label + columns.map { " \($0 + 1):\(1 + row % 2)" }.joined()
    }
    return try files.write(rows.joined(separator: "\n") + "\n", to: "rows.libsvm")
  }

  private func request(_ data: Data) throws -> TrainingRequest {
    func request(_ name: String) throws -> TrainingRequest {
      var request = TrainingRequest(TrainingDataRequest(DataSource(try DataReference(parsing: name))))
      request.execution = try Execution(threads: 1)
      return request
    }
    var numbers = MadeNumbers(seed: 3)
    switch data {
    case .pictures: return try request("digits")
    case .sparse: return try request(try sparseRows(400, &numbers))
    case .manySparseRows: return try request(try sparseRows(66_000, &numbers))
    case .table, .groups:
      let rows = (0..<500).map { row -> String in
        let (x, y) = (numbers.share(), numbers.share())
        let (side, label) = (
          ["left", "right", "both"][row % 3], x + 0.7 * numbers.share() > 0.8 ? "yes" : "no"
        )
        return "\(x),\(y),\(side),g\(row / 10),\(label)"
      }
      let path = try files.write("x,y,side,team,label\n" + rows.joined(separator: "\n") + "\n", to: "one.csv")
      var request = try request(path)
      request.data.table.ignored = ["team"]
      if data == .groups {
        request.strength = .factors(l2: 0, l1: 0)
        var statistics = ModelStatisticsRequest()
        statistics.standardErrors = .clustered
        request.statistics = statistics
        request.data.table.ignored = []
        request.data.table.groupColumn = "team"
      }
      return request
    case .texts:
      let words = ["good", "bad", "fine", "poor", "dull", "bright", "long", "short"]
      let rows = (0..<300).map { _ -> String in
        let said = (0..<6).map { _ in words[Int(8 * numbers.share())] }
        let isGood = said.filter { $0 == "good" || $0 == "fine" }.count > 1
        return said.joined(separator: " ") + (isGood ? ",up" : ",down")
      }
      for half in 0..<2 {
        let part = rows[half * 150..<(half + 1) * 150]
        _ = try files.write("said,label\n" + part.joined(separator: "\n") + "\n", to: "said-\(half).csv")
      }
      var request = try request(files.folder.file("said-*.csv"))
      request.data.table.texts = ["said"]
      return request
    }
  }

  struct Found: Sendable, Equatable {
    let weights: String?
    let certificate: OptimalityCertificate
    let evaluation: Evaluation?
    let statistics: ModelStatistics?
    let dataSHA256: String?

    init(_ result: TrainingResult) {
      weights = result.fit.model.weightsSHA256
      certificate = result.fit.report.certificate
      evaluation = result.evaluation
      statistics = result.statistics
      dataSHA256 = result.file.card.training?.dataSHA256
    }
  }

  @Test(arguments: Data.allCases.filter { $0 != .manySparseRows })
  func processesThatReadAllFindTheModelOfOne(_ data: Data) throws {
    let request = try request(data)
    let expected = Found(try request.run())
    #expect(expected.weights != nil && (data != .groups || expected.statistics != nil))
    // More processes than chunks, too.
    for count in data == .table ? [3, 64] : [3] {
      let found = try onProcesses(count) { Found(try request.run()) }
      #expect(found.allSatisfy { $0 == expected }, "\(count) processes")
    }
  }

  /// Passes over sparse rows keep what others sum column by column, so that these are divided in long runs of rows.
  @Test func longRunsOfSparseRowsAreDivided() throws {
    var request = try request(.manySparseRows)
    request.solver = try #require(.fullBatch(named: "lbfgs", tolerance: 1e-3, maxIterations: 2))
    let fit = request
    let expected = Found(try fit.run())
    #expect(try onProcesses(2) { Found(try fit.run()) }.allSatisfy { $0 == expected })
  }

  @Test(arguments: SolverConfiguration.names.filter { !SolverConfiguration.usesMinibatches(named: $0) })
  func everyMethodFindsTheModelOfOne(_ name: String) throws {
    for data in [Data.sparse, .pictures] where data == .sparse || name != "sdca" {
      var request = try request(data)
      request.solver = try #require(.fullBatch(named: name, tolerance: 1e-4, maxIterations: 12))
      if name == "proximal-newton" { request.strength = .factors(l2: 0, l1: 0.001) }
      let fit = request
      let expected = Found(try fit.run())
      #expect(try onProcesses(3) { Found(try fit.run()) }.allSatisfy { $0 == expected }, "\(data)")
    }
  }

  @Test func processesThatReadAllSaySo() throws {
    let request = try request(.pictures)
    let notes = Mutex<[WorkflowNote]>([])
    _ = try onProcesses(2) {
      let data = try TrainingData(request.data) { note in notes.withLock { $0.append(note) } }
      #expect(data.training.sampleCount == data.training.wholeSampleCount)
    }
    #expect(notes.withLock { $0 }.contains(.eachProcessReadsAll(data: "digits", processCount: 2)))
  }

  @Test func processesThatSeeOtherDataAreRefused() throws {
    let paths = try [1, 2].map { second in
      try files.write("a 1:1\nb 1:\(second)\na 2:1\nb 2:2\n", to: "other-\(second).libsvm")
    }
    let errors = try Ranks.run(2) { communicator in
      try SharedJob.$communicator.withValue(communicator) { () -> FileError? in
        let reference = try DataReference(parsing: paths[communicator.rank])
        do {
          _ = try TrainingData(TrainingDataRequest(DataSource(reference)))
          return nil
        } catch let error as FileError {
          return error
        }
      }
    }
    #expect(
      errors.allSatisfy { $0?.description.contains("processes 0 and 1 see other data") == true }, "\(errors)")
  }

  @Test func aTableOfOneFileIsPredictedByRows() throws {
    let model = files.folder.file("m.safetensors")
    let training = try request(.table)
    try training.run().file.write(to: model)
    let prediction = PredictionRequest(try ScoringRequest(model: model, data: training.data.source))
    let parts = try onProcesses(3) {
      var found: [Int] = []
      try prediction.run { batch in
        found += batch.samples.map(\.index)
        return true
      }
      return found
    }
    #expect(parts.allSatisfy { !$0.isEmpty } && Array(parts.joined()) == Array(0..<500))
  }

  @Test func streamsAreRefused() throws {
    let path = try files.write("x,label\n1,a\n", to: "one.csv")
    let source = DataSource(try DataReference(parsing: path))
    #expect(try onProcesses(2) { try source.check() }.count == 2)
    let pipe = files.folder.file("pipe")
    #expect(unsafe mkfifo(pipe, 0o600) == 0)
    let stream = DataSource(try DataReference(parsing: pipe, format: .csv))
    let refusals = try onProcesses(2) { () -> WorkflowError? in
      do {
        try stream.check()
        return nil
      } catch let error as WorkflowError {
        return error
      }
    }
    #expect(refusals.allSatisfy { $0 == .severalProcesses(.stream(data: pipe)) })
    // One process reads it.
    try stream.check()
  }

  @Test func sparseDataIsNotForeseen() throws {
    let error = try #require(
      #expect(throws: WorkflowError.self) { try ScaleRequest(data: try request(.sparse).data) })
    #expect("\(error)".contains("sparse rows"))
  }

  @Test func processesPredictSomeRowsEach() throws {
    let model = files.folder.file("m.safetensors")
    try request(.pictures).run().file.write(to: model)
    let prediction = PredictionRequest(
      try ScoringRequest(model: model, data: DataSource(try DataReference(parsing: "digits:test"))))
    @Sendable func indices() throws -> [Int] {
      var found: [Int] = []
      try prediction.run { batch in
        found += batch.samples.map(\.index)
        return true
      }
      return found
    }
    let all = try indices()
    let parts = try onProcesses(3) { try indices() }
    #expect(parts.allSatisfy { !$0.isEmpty } && Array(parts.joined()) == all)
  }
}

extension MadeNumbers {
  /// At least 0 and below 1.
  fileprivate mutating func share() -> Double { Double(min(abs(next()), 0.999)) }
}
