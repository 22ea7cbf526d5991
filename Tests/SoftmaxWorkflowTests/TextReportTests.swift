// Texts in explanations and reports: words marked, bounded, and never markup or what steers a terminal.

import Foundation
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxTestSupport
@testable import SoftmaxWorkflow
import Testing

@Suite struct TextReportTests {
  private let files: JobFiles

  init() throws { files = try JobFiles() }

  /// A model of mails, its data, and what makes a job of both.
  private func scoring(
    extra: String = "", _ change: (inout TrainingRequest) -> Void = { _ in }
  ) throws -> ScoringRequest {
    var text = "mail,topic\n"
    for i in 0..<60 {
      let word = i % 2 == 0 ? ["ball", "goal", "team"][i % 3] : ["oven", "salt", "bread"][i % 3]
      text += "\"the \(word) of the day <b>\(i % 5)</b>\(extra)\",\(i % 2 == 0 ? "sport" : "food")\n"
    }
    let path = try files.folder.write(Array(text.utf8), to: "mails.csv")
    var request = TrainingRequest(TrainingDataRequest(try files.source(path)))
    request.data.table.texts = ["mail"]
    change(&request)
    let model = files.folder.file("m.safetensors")
    try request.run().file.write(to: model)
    return try ScoringRequest(model: model, data: files.source(path))
  }

  private func page(_ scoring: ScoringRequest) throws -> String {
    var request = ReportRequest(scoring)
    request.resampleCount = 0
    return String(decoding: try request.run().page, as: UTF8.self)
  }

  @Test func wordsOfAnExplainedTextHaveSigns() throws {
    let result = try ExplanationRequest(scoring(), sample: 0).run()
    let text = result.text()
    #expect(text.contains("+ speaks for sport, - for food"), "\(text)")
    #expect(text.contains("mail: the +ball of the day <b>0</b>\n"), "\(text)")
    #expect(result.coloredTexts.contains("\u{1b}[1;33m+ball\u{1b}[0m"))
    let document = try JSONEncoder().encode(result.document)
    let json = try #require(try JSONSerialization.jsonObject(with: document) as? [String: Any])
    let shown = try #require((json["texts"] as? [[String: Any]])?.first)
    let words = try #require(shown["words"] as? [[String: Any]])
    #expect(shown["column"] as? String == "mail")
    #expect(
      words.contains { $0["word"] as? String == "ball" && $0["start"] as? Int == 4 && $0["end"] as? Int == 8 })
  }

  @Test func aTextSteersNoTerminal() throws {
    let result = try ExplanationRequest(scoring(extra: " \u{1b}[2J\u{202e}end"), sample: 0).run()
    let colored = result.coloredTexts.replacing("\u{1b}[1;33m", with: "").replacing("\u{1b}[1;36m", with: "")
      .replacing("\u{1b}[0m", with: "")
    #expect(!colored.unicodeScalars.contains { $0.value == 0x1b || $0.value == 0x202e }, "\(colored)")
  }

  @Test func longTextsAreCutWithANote() throws {
    let result = try ExplanationRequest(scoring(extra: String(repeating: " größe", count: 2000)), sample: 0)
      .run()
    #expect(result.text().contains(" … ("), "\(result.text())")
    #expect(result.text().contains("more characters)"))
    #expect(result.text().utf8.count < 8000)
  }

  @Test func samplesOfAPageHaveTheirWordsMarked() throws {
    let page = try page(scoring())
    #expect(page.contains("<bdi>the <mark class=\"for\">+ball</mark> of the day &lt;b&gt;"))
    #expect(page.contains("[\"ball\",1]"))
    #expect(page.contains("a word with + (on orange) speaks for the class that was predicted"))
    #expect(page.contains("The words that speak most for each class"))
    #expect(page.contains("The model reads texts, whose words a page does not find."))
    // No form needs the texts a second time.
    #expect(!page.contains("\"inputs\""))
  }

  @Test func aPageOfLongTextsIsBounded() throws {
    let page = try page(scoring(extra: String(repeating: " größe und <i>", count: 5000)))
    #expect(page.utf8.count < 1_500_000)
    #expect(page.contains("more characters)"))
  }

  @Test func hashedWordsAreMarkedAndNotListed() throws {
    let notes = NoteCollector()
    let page = try page(
      scoring {
        $0.data.table.text.hashBits = 12
        $0.onNote = { notes.add($0) }
      })
    #expect(page.contains("<mark class=\"for\">+ball</mark>"))
    #expect(!page.contains("The words that speak most for each class"))
  }

  @Test func whatSharesHashesAndWhatIsNotKeptIsToldOf() throws {
    let notes = NoteCollector()
    _ = try scoring {
      $0.data.table.text.hashBits = 2
      $0.keepsSample = true
      $0.onNote = { notes.add($0) }
    }
    // the, of, day and six of the topics; a letter alone is no word.
    #expect(
      notes.texts.contains { $0.contains("of the 9 different words of column 'mail' share one of") },
      "\(notes.texts)")
    #expect(
      notes.texts.contains { $0.contains("are kept in the model's file: its features are sparse") },
      "\(notes.texts)")
  }
}
