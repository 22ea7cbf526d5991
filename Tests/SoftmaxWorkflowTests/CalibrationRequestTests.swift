// Calibrating and editing as jobs: what they find, tell and refuse, without a command.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct CalibrationRequestTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  /// A model of a table's first rows, and the rows that were kept out.
  private func model() throws -> (path: String, holdout: String, training: String) {
    func rows(_ range: Range<Int>) -> String {
      "x,z,kind\n"
        + range.map { row in
          let (x, z) = (row * 37 % 101, row * 53 % 89)
          let kind = (x + z + row * 29 % 60 > 120) ? "high" : x > 50 ? "mid" : "low"
          return "\(x),\(z),\(kind)\n"
        }.joined()
    }
    let training = try files.write(rows(0..<150), to: "training.csv")
    let holdout = try files.write(rows(150..<300), to: "holdout.csv")
    let request = TrainingRequest(TrainingDataRequest(try files.source(training)))
    let path = files.folder.file("m.safetensors")
    try request.run().file.write(to: path)
    return (path, holdout, training)
  }

  @Test func aCalibratedFileSaysWhatItsModelDoes() throws {
    let (path, holdout, _) = try model()
    var request = CalibrationRequest(try ScoringRequest(model: path, data: files.source(holdout)))
    request.coverage = 0.9
    let outcome = try request.run()
    #expect(outcome.result?.scaling.data == "holdout.csv" || outcome.result?.scaling.data == holdout)
    #expect(outcome.file.card.training?.certifiedGap != nil && outcome.file.card.version == 4)
    let calibrated = files.folder.file("c.safetensors")
    try outcome.file.write(to: calibrated)
    let evaluation = try ScoringRequest(model: calibrated, data: files.source(holdout)).evaluate()
    #expect(abs(evaluation.evaluation.logLoss - (outcome.result?.after.logLoss ?? 0)) < 1e-6)
    #expect((evaluation.sets?.coverage ?? 0) >= 0.9)
    let document = try object(evaluation.document)
    #expect((document["sets"] as? [String: Any])?["targetCoverage"] as? Double == 0.9)
    #expect(document["rejection"] == nil)
    let json = try object(outcome.document)
    #expect(json["method"] as? String == "temperature" && json["temperature"] as? Double != nil)
    #expect((json["crossValidated"] as? [String: Any])?["logLoss"] as? Double != nil)
    #expect(outcome.text.contains("adaptive sets with a coverage of 0.9"))
  }

  @Test func rowsOfTrainingAreToldOf() throws {
    let (path, _, training) = try model()
    let notes = Notes()
    _ = try CalibrationRequest(
      ScoringRequest(model: path, data: files.source(training), onNote: { notes.add($0) })
    ).run()
    let isTold = notes.all.contains { note in
      if case .calibratedOnTrainingRows = note { note.isWarning } else { false }
    }
    #expect(isTold)
  }

  @Test func theSamplesThatTrainingKeptOutAreFoundAgain() throws {
    let (path, _, training) = try model()
    var request = TrainingRequest(TrainingDataRequest(try files.source(training)))
    request.data.holdout = 0.3
    let result = try request.run()
    try result.file.write(to: path)
    func keptOut(_ data: String) throws -> CalibrationOutcome {
      var request = CalibrationRequest(try ScoringRequest(model: path, data: files.source(data)))
      request.takesKeptOutSamples = true
      return try request.run()
    }
    let found = try keptOut(training)
    let own = try #require(result.evaluation)
    #expect(found.sampleCount == own.sampleCount && found.sampleCount < 60)
    #expect(abs((found.result?.before.logLoss ?? 0) - own.logLoss) < 1e-6)
    // Of a model that was trained on everything there are none, and other data says nothing.
    let other = try files.write(
      "x,z,kind\n" + (0..<30).map { "\($0),\($0 % 7),\(["low", "mid", "high"][$0 % 3])\n" }.joined(),
      to: "o.csv")
    #expect(throws: WorkflowError.self) { try keptOut(other) }
    let (whole, _, same) = try self.model()
    var all = CalibrationRequest(try ScoringRequest(model: whole, data: files.source(same)))
    all.takesKeptOutSamples = true
    let error = #expect(throws: WorkflowError.self) { try all.run() }
    #expect(error?.description.contains("none kept out") == true)
  }

  @Test func tooFewRowsForACoverageAreRefusedWithTheirNumber() throws {
    let (path, _, _) = try model()
    let few = try files.write("x,z,kind\n1,2,low\n90,3,mid\n80,80,high\n", to: "few.csv")
    var request = CalibrationRequest(try ScoringRequest(model: path, data: files.source(few)))
    (request.method, request.coverage) = (nil, 0.95)
    #expect(throws: OutputsError.tooFewForCoverage(0.95, found: 3, needed: 19)) { try request.run() }
  }

  @Test func anEditedFileIsScoredOnTheOriginalData() throws {
    let (path, holdout, training) = try model()
    var request = EditRequest(path)
    request.edit = ModelEdit(
      merges: [.init(["mid", "high"], into: "more")], renames: [.init("low", to: "less")])
    request.prior = ["more": 0.25]
    let result = try request.run()
    let edited = files.folder.file("e.safetensors")
    try result.file.write(to: edited)
    #expect(result.text.contains("the certificate stays"))
    let found = try ScoringRequest(model: edited, data: files.source(holdout)).evaluate()
    #expect(found.classNames == ["more", "less"] || found.classNames == ["less", "more"])
    #expect(found.evaluation.sampleCount == 150)
    let verified = try VerificationRequest(edited, data: files.source(training)).run()
    #expect(verified.isConfirmed, "\(verified.lines())")
    #expect(verified.lines().joined().contains("outputs"))
    let json = try object(result.document)
    let classes = try #require(json["classes"] as? [[String: Any]])
    #expect(classes.first { $0["name"] as? String == "more" }?["share"] as? Double == 0.25)
    #expect(json["leftOut"] as? [String] == [] || json["leftOut"] as? [String] == ["evaluation"])
  }

  @Test func aNameThatAnotherClassHadIsTold() throws {
    let (path, _, _) = try model()
    func reused(_ edit: ModelEdit) throws -> [String]? {
      var request = EditRequest(path)
      request.edit = edit
      let result = try request.run()
      let names = try object(result.document)["reusedNames"] as? [String]
      #expect(result.text.contains("was that of another class") == (names?.isEmpty == false))
      return names
    }
    #expect(
      try reused(ModelEdit(renames: [.init("low", to: "mid"), .init("mid", to: "low")]))?.sorted() == [
        "low", "mid",
      ])
    #expect(try reused(ModelEdit(drops: ["mid"], renames: [.init("low", to: "mid")])) == ["mid"])
    // A class that goes on in the one with its name is still understood.
    #expect(try reused(ModelEdit(merges: [.init(["low", "mid"], into: "mid")])) == [])
    #expect(try reused(ModelEdit(renames: [.init("low", to: "less")])) == [])
    #expect(try reused(ModelEdit(drops: ["mid"])) == [])
  }

  @Test func aDropLeavesOutWhatIsNoLongerTrue() throws {
    let (path, holdout, _) = try model()
    var request = EditRequest(path)
    request.edit = ModelEdit(drops: ["mid"])
    let result = try request.run()
    #expect(result.file.card.training == nil && result.text.contains("the certificate is gone"))
    let edited = files.folder.file("e.safetensors")
    try result.file.write(to: edited)
    // The table is still read as it was, and rows of the dropped class have no answer.
    let error = #expect(throws: WorkflowError.self) {
      try ScoringRequest(model: edited, data: files.source(holdout)).evaluate()
    }
    #expect(error?.description.contains("'mid'") == true)
    // What a prior is set against is gone with the record of the fit.
    var second = EditRequest(edited)
    second.prior = ["low": 0.5]
    #expect(throws: WorkflowError.prior(.trainingUnknown(model: edited))) { try second.run() }
    second.trainingPrior = ["low": 40, "high": 60]
    #expect(try second.run().file.model.outputs?.prior != nil)
  }

  @Test func nothingIsEditedThatContradictsItself() throws {
    let (path, _, _) = try model()
    var request = EditRequest(path)
    request.edit = ModelEdit(drops: ["hihg"], renames: [.init("mid", to: "low")])
    let error = #expect(throws: ModelEditError.self) { try request.run() }
    #expect(error?.problems == [.unknownClass("hihg", nearest: "high"), .nameTaken("low")])
    request.edit = ModelEdit()
    for (shares, problem) in [
      (["low": 1.5], WorkflowError.PriorProblem.nothingLeft(sum: 1.5)),
      (["low": 0], .noShare(className: "low", value: 0)),
      (["lwo": 0.5], .unknownClass("lwo", model: path, nearest: "low")),
    ] {
      request.prior = shares
      #expect(throws: WorkflowError.prior(problem)) { try request.run() }
    }
  }

  @Test func sharesAreReadFromAListOrAFile() throws {
    #expect(try ShareList.shares("a=0.25,b c=0.5") == ["a": 0.25, "b c": 0.5])
    #expect(try ShareList.shares("x=y=0.5") == ["x=y": 0.5])
    let file = try files.write("a,0.25\nb,0.75\n", to: "shares.txt")
    #expect(try ShareList.shares(file) == ["a": 0.25, "b": 0.75])
    #expect(throws: WorkflowError.prior(.malformed("b"))) { try ShareList.shares("a=1,b") }
    #expect(throws: WorkflowError.prior(.twice(className: "a"))) { try ShareList.shares("a=1,a=2") }
  }

  @Test func predictionsTakeOtherFrequenciesAndSayWhatTheyFound() throws {
    let (path, holdout, _) = try model()
    let notes = Notes()
    let scoring = try ScoringRequest(model: path, data: files.source(holdout), onNote: { notes.add($0) })
    func probabilities(_ prior: PriorChoice?) throws -> [[Float]] {
      var request = PredictionRequest(scoring)
      request.prior = prior
      var found: [[Float]] = []
      try request.run { batch in
        found += batch.samples.map(\.probabilities)
        return true
      }
      return found
    }
    let plain = try probabilities(nil)
    let file = scoring.file
    let totals = try #require(file.card.training?.classTotals)
    let names = file.model.classes.names
    let same = try probabilities(
      .shares(Dictionary(uniqueKeysWithValues: zip(names, totals.map { $0 / 150 }))))
    for (one, other) in zip(plain, same) {
      for (a, b) in zip(one, other) { #expect(abs(a - b) < 1e-6) }
    }
    let estimated = try probabilities(.estimate)
    #expect(estimated.count == 150)
    let shares = notes.all.compactMap { note in
      if case .estimatedPrior(let shares, _, true) = note { shares } else { nil }
    }
    #expect(shares.count == 1)
    // At the estimate the mean probabilities are the shares.
    let first = try #require(shares.first)
    for (k, name) in names.enumerated() {
      let mean = estimated.reduce(0.0) { $0 + Double($1[k]) } / 150
      #expect(abs(mean - (first[name] ?? 0)) < 1e-5)
    }
  }

  @Test func setsAndRejectionStandInEveryForm() throws {
    let (path, holdout, _) = try model()
    var calibration = CalibrationRequest(try ScoringRequest(model: path, data: files.source(holdout)))
    (calibration.method, calibration.coverage, calibration.setKind) = (nil, 0.95, .plain)
    let calibrated = files.folder.file("c.safetensors")
    try calibration.run().file.write(to: calibrated)
    let scoring = try ScoringRequest(model: calibrated, data: files.source(holdout))
    var layouts: [PredictionLayout] = []
    var samples: [PredictedSample] = []
    try PredictionRequest(scoring).run {
      layouts = [
        PredictionLayout($0, topCount: 1, showsAll: false, showsSets: true, leastProbability: 0.7),
        PredictionLayout($0, topCount: 1, showsAll: false),
      ]
    } onBatch: {
      samples += $0.samples
      return true
    }
    let form = layouts[0]
    #expect(form.titles == ["index", "true", "predicted", "probability", "rejected", "set"])
    let csv = PredictionCSV(form, isSafe: false)
    let rejected = try #require(samples.first { ($0.probabilities.max() ?? 0) < 0.7 })
    let kept = try #require(samples.first { ($0.probabilities.max() ?? 0) >= 0.7 })
    #expect(csv.row(rejected).contains(",yes,") && csv.row(kept).contains(",no,"))
    let lines = PredictionJSONLines(form)
    let row = try #require(
      JSONSerialization.jsonObject(with: Data(lines.row(rejected).utf8)) as? [String: Any])
    #expect(row["predicted"] is NSNull && row["rejected"] as? Bool == true)
    #expect(row["set"] as? [String] != nil)
    #expect(PredictionCSV.list(["a;b", "c"]) == "\"a;b\";c")
    // Without being asked for, nothing of it is there.
    let plain = try #require(
      JSONSerialization.jsonObject(
        with: Data(PredictionJSONLines(layouts[1]).row(kept).utf8)) as? [String: Any])
    #expect(plain["set"] == nil && plain["rejected"] == nil && plain["predicted"] is String)
  }
}
