// Charts as jobs: each from what it needs, and refused with words where there is nothing to draw.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport
import SoftmaxTestSupport
import SoftmaxWorkflow
import Testing

@Suite struct PlotRequestTests {
  private let files: JobFiles
  private let pictures: String
  private let table: (model: String, data: String)

  init() throws {
    files = try JobFiles()
    pictures = files.folder.file("d.safetensors")
    let digits = try Catalogue.digits.load()
    let fit = try SoftmaxClassifier(solver: .stochastic(epochs: 3)).fit(digits.train, test: digits.test)
    try fit.write(to: pictures, trainedOn: digits.train)
    let data = try files.table()
    table = (files.folder.file("t.safetensors"), data)
    try TrainingRequest(TrainingDataRequest(files.source(data))).run().file.write(to: table.model)
  }

  private func texts(_ drawing: Drawing) -> [String] {
    drawing.marks.compactMap { if case .label(let label) = $0 { label.text } else { nil } }
  }

  private func draw(_ plot: Plot, model: String, data: String) throws -> Drawing {
    switch plot.source {
    case .model: try PlotRequest(plot, model: model).run()
    case .scores, .samples:
      try PlotRequest(plot, of: ScoringRequest(model: model, data: files.source(data))).run()
    }
  }

  @Test func everyChartIsDrawnOfPicturesAndOfATable() throws {
    for plot in Plot.all {
      let drawing = try draw(plot, model: pictures, data: "digits")
      #expect(!drawing.title.isEmpty && drawing.marks.count > 10, "\(plot.name)")
      if plot.name != "gallery" {
        #expect(try draw(plot, model: table.model, data: table.data).marks.count > 10, "\(plot.name)")
      }
    }
    #expect(Set(Plot.all.map(\.name)).count == Plot.all.count)
    #expect(Plot.named("roc")?.source == .scores && Plot.named("rock") == nil)
  }

  @Test func theHistoryIsThatOfTheFit() throws {
    let ofEpochs = try PlotRequest(.training, model: pictures).run()
    #expect(texts(ofEpochs).contains("Training on digits:train") && texts(ofEpochs).contains("epoch"))
    #expect(texts(ofEpochs).contains("test"))
    // The same picture as that of the report.
    let digits = try Catalogue.digits.load()
    let fit = try SoftmaxClassifier(solver: .stochastic(epochs: 3)).fit(digits.train, test: digits.test)
    #expect(ofEpochs == (try TrainingCurve(fit.report.history, title: "digits:train").drawing))
    let ofIterations = try PlotRequest(.training, model: table.model).run()
    #expect(texts(ofIterations).contains("Objective above its certified bound"))
  }

  @Test func sharesAndSamplesAreChosen() throws {
    var request = try PlotRequest(.confusion, of: ScoringRequest(model: pictures, data: files.source("digits")))
    let counts = try request.run()
    request.showsShares = true
    #expect(try request.run() != counts)
    var gallery = try PlotRequest(.gallery, of: ScoringRequest(model: pictures, data: files.source("digits")))
    gallery.selection.outcome = .wrong
    gallery.selection.order = .confidence
    gallery.selection.count = .atMost(4)
    gallery.columns = 2
    let drawing = try gallery.run()
    #expect(texts(drawing).count { $0.hasPrefix("pred:") } == 4 && texts(drawing).contains("0 of 4 right"))
  }

  @Test func whatCannotBeDrawnIsSaidInWords() throws {
    #expect(throws: WorkflowError.plotNeedsData(plot: "roc")) { try PlotRequest(.roc, model: pictures) }
    #expect(throws: WorkflowError.plotOfModelAlone(plot: "training")) {
      try PlotRequest(.training, of: ScoringRequest(model: pictures, data: files.source("digits")))
    }
    let noPictures = #expect(throws: PictureError.self) {
      try draw(.gallery, model: table.model, data: table.data)
    }
    #expect(noPictures?.description.contains("are no pictures") == true)
    let bare = files.folder.file("bare.safetensors")
    try SoftmaxModel(contentsOf: table.model).write(to: bare)
    let error = #expect(throws: PictureError.self) { try PlotRequest(.training, model: bare).run() }
    #expect(error?.description.contains("keeps no history of its fit") == true)
  }

  @Test func aClassWithoutSamplesAndAllRightAreDrawn() throws {
    // Of the three classes the data has one, which the model always finds.
    let data = try files.write(
      "x,z,y\n" + (0..<30).map { "\($0),0,\(["a", "b", "c"][$0 / 10])\n" }.joined(), to: "train.csv")
    let model = files.folder.file("m.safetensors")
    try TrainingRequest(TrainingDataRequest(files.source(data))).run().file.write(to: model)
    let one = try files.write("x,z,y\n0,0,a\n1,0,a\n", to: "one.csv")
    let classes = try draw(.classes, model: model, data: one)
    #expect(texts(classes).count { $0 == "no samples" } == 2)
    for plot in [Plot.confusion, .reliability] { _ = try draw(plot, model: model, data: one) }
    for plot in [Plot.roc, .precisionRecall] {
      let error = #expect(throws: PictureError.self) { try draw(plot, model: model, data: one) }
      #expect(error?.description.contains("no class has samples of its own and of others") == true)
    }
  }
}
