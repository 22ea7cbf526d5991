// What a run gives away: exports of one file and of several, and the report on what it kept out.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxServer

@Suite(.timeLimit(.minutes(3))) struct StudioFileTests: StudioAsking {
  let studio = Studio()

  private func table(_ count: Int) -> String {
    let rows = (0..<count).map {
      "\($0 * 37 % 60),\(["basic", "plus", "family"][$0 % 3]),\($0 % 4 < 2 ? "stays" : "leaves")"
    }
    return (["age,plan,outcome"] + rows).joined(separator: "\n") + "\n"
  }

  @Test func formatsOfSeveralFilesComeAsOneArchive() throws {
    let run = try finished(#"{"method":"auto"}"#, source: "iris")
    let state = try read(ask("GET", "state"))
    let listed = list(state["formats"]).compactMap { $0["id"]?.text }
    #expect(listed == ExportFormats.all.map(\.name))
    for format in ["mlflow", "huggingface", "c"] {
      let answer = ask("GET", "runs/\(run.id)/export", query: ["format": format])
      #expect(answer.status == 200, "\(format): \(String(decoding: answer.bytes.prefix(300), as: UTF8.self))")
      let name = try #require(answer.headers.first { $0.name == "Content-Disposition" }?.value)
      #expect(name == "attachment; filename=\"iris-model-\(run.id)-\(format).zip\"")
      #expect(answer.headers.contains { $0.name == "X-Softmax-Proof" && !$0.value.isEmpty })
      let names = try ZipArchive(SharedStorage(answer.bytes), path: "x.zip").entries.map(\.name)
      let folder = "iris-model-\(run.id)/"
      #expect(names.count > 1 && names.allSatisfy { $0.hasPrefix(folder) && !$0.contains("..") }, "\(names)")
      let expected = ["mlflow": "MLmodel", "huggingface": "README.md", "c": "model.h"]
      #expect(names.contains { $0 == folder + (expected[format] ?? "") }, "\(names)")
    }
  }

  @Test func eachFormatThatIsListedIsMadeOrRefusedWithAReason() throws {
    let run = try finished(#"{"method":"auto"}"#, source: "iris")
    for format in StudioRun.formats {
      let answer = ask("GET", "runs/\(run.id)/export", query: ["format": format.name])
      #expect(
        answer.status == 200, "\(format.name): \(String(decoding: answer.bytes.prefix(300), as: UTF8.self))")
      let name = try #require(answer.headers.first { $0.name == "Content-Disposition" }?.value)
      #expect(name.hasSuffix(StudioRun.ending(of: format) + "\""))
    }
  }

  @Test func theReportOfARunThatKeptRowsOutIsOnThese() throws {
    let source = try upload(table(120))
    let run = try finished(#"{"holdout":0.25}"#, source: source, more: #","label":"outcome""#)
    let page = ask("GET", "runs/\(run.id)/report")
    #expect(page.status == 200 && page.type.hasPrefix("text/html"))
    let text = String(decoding: page.bytes, as: UTF8.self)
    #expect(text.contains("Of 30 samples of people.csv holdout"), "\(text.prefix(4000))")
    // The accuracy is that of the run's test set.
    let scored = try #require(run.now.scored)
    #expect(scored.data.sampleCount == 30 && scored.isKeptOut)
    // Without a share it is on all rows.
    let whole = try finished("{}", source: source, more: #","label":"outcome""#)
    #expect(
      String(decoding: ask("GET", "runs/\(whole.id)/report").bytes, as: UTF8.self).contains(
        "Of 120 samples of people.csv,"))
  }

  @Test func theReportOfAShareOfACatalogueSetIsOnThatShare() throws {
    let run = try finished(#"{"holdout":0.2}"#, source: "iris")
    let text = String(decoding: ask("GET", "runs/\(run.id)/report").bytes, as: UTF8.self)
    #expect(text.contains("Of \(try #require(run.now.scored).data.sampleCount) samples of"))
    // Rows without a value are left out of both, and the report finds the same rows.
    let dropped = try upload(table(80).replacing("\n37,", with: "\n,"), "gaps.csv")
    let gaps = try finished(
      #"{"holdout":0.25}"#, source: dropped, more: #","label":"outcome","table":{"missing":"drop"}"#)
    let count = try #require(gaps.now.scored).data.sampleCount
    let report = ask("GET", "runs/\(gaps.id)/report")
    #expect(String(decoding: report.bytes, as: UTF8.self).contains("Of \(count) samples of gaps.csv holdout"))
    // With early stopping too the set's own test part is what a report is on.
    let early = try finished(#"{"method":"sgd","epochs":3,"earlyStopping":true}"#)
    #expect(try #require(early.now.scored).isKeptOut == false)
    #expect(
      String(decoding: ask("GET", "runs/\(early.id)/report").bytes, as: UTF8.self).contains("of digits:test"))
  }
}
