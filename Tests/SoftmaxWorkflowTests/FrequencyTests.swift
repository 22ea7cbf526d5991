// People as rows and as a table of counts are one thing.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct FrequencyTests {
  private let files: JobFiles
  private let counted: String
  private let people: String

  init() throws {
    files = try JobFiles()
    var (counts, rows) = (["age,plan,n,stays"], ["age,plan,stays"])
    for row in 0..<48 {
      let row = (
        age: 20 + row * 7 % 41, plan: ["basic", "plus"][row % 2], n: row * 5 % 9, stays: row * 11 % 13 > 5
      )
      let stays = row.stays ? "yes" : "no"
      counts.append("\(row.age),\(row.plan),\(row.n),\(stays)")
      rows += Array(repeating: "\(row.age),\(row.plan),\(stays)", count: row.n)
    }
    counted = try files.write(counts.joined(separator: "\n") + "\n", to: "counts.csv")
    people = try files.write(rows.joined(separator: "\n") + "\n", to: "people.csv")
  }

  private func request(_ path: String) throws -> TrainingRequest {
    var data = TrainingDataRequest(try files.source(path))
    if path == counted { data.table.frequencyColumn = "n" }
    data.holdout = 0.25
    return TrainingRequest(data)
  }

  private func model(_ path: String, _ name: String) throws -> (path: String, result: TrainingResult) {
    let result = try request(path).run()
    let file = files.folder.file(name)
    try result.file.write(to: file)
    return (file, result)
  }

  @Test func aFitHasTheSameBitsAndScores() throws {
    let (first, second) = try (model(counted, "c.safetensors"), model(people, "p.safetensors"))
    let (one, other) = try (ModelFile(contentsOf: first.path), ModelFile(contentsOf: second.path))
    #expect(one.model.weightsSHA256 == other.model.weightsSHA256)
    #expect(one.card.training?.dataSHA256 == other.card.training?.dataSHA256)
    #expect(one.card.training?.objective == other.card.training?.objective)
    #expect(one.card.training?.rows?.heldOutCount == other.card.training?.rows?.heldOutCount)
    #expect(one.card.training?.rows?.frequencyColumn == "n")
  }

  @Test func aModelIsVerifiedOnItsCountsAndScoredByThem() throws {
    let trained = try model(counted, "m.safetensors")
    let verified = try VerificationRequest(trained.path, data: files.source(counted)).run()
    #expect(verified.isConfirmed, "\(verified.lines())")
    let notes = Notes()
    func evaluation(_ path: String, _ frequency: SampleWeightChoice) throws -> Evaluation {
      try ScoringRequest(
        model: trained.path, data: files.source(path), frequency: frequency, onNote: { notes.add($0) }
      ).evaluate().evaluation
    }
    let (byCounts, byRows) = try (evaluation(counted, .asInTraining), evaluation(people, .none))
    #expect(byCounts.sampleCount == byRows.sampleCount && byCounts.logLoss == byRows.logLoss)
    #expect(notes.all == [.frequencyOfTraining(name: "n")])
    let once = try evaluation(people, .asInTraining)
    #expect(once.sampleCount == byRows.sampleCount)
    #expect(notes.all.last == .noFrequencyOfTraining(name: "n", data: people))
  }

  @Test func weightsHaveNoStatisticsAndFrequenciesDo() throws {
    var weighted = TrainingRequest(TrainingDataRequest(try files.source(counted)))
    weighted.data.sampleWeight = "n"
    weighted.strength = .factors(l2: 0, l1: 0)
    weighted.statistics = ModelStatisticsRequest()
    #expect(throws: WorkflowError.statistics(.samplesWeighted)) { try weighted.prepared() }
  }
}
