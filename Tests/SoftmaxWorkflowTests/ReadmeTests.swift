// A model's README: its metadata read back strictly, and names that mean nothing in it but themselves.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxWorkflow

@Suite struct ReadmeTests {
  private static let hostile = [
    "yes", "null", "1e3", "a: b # c", "- \"q\" 'p' \\ ", "line\nbreak\ttab", "---", "|pipe|`code` ``` <b>&amp;",
    "[link](http://x) ![i](j) *e* _u_ $m$ @who", "\u{1b}[31m\u{85}\u{2028}\u{feff}\u{fffe}", "über 漢字 😀",
    "{a}: [b], %",
  ]

  private let files: JobFiles

  init() throws { files = try JobFiles() }

  private func markdown(_ path: String) throws -> String { try InspectionRequest(path).run().markdown }

  /// The head of a README by the rules of YAML that it uses, and by no others: maps, lists, texts in double quotes, numbers.
  private func head(_ text: String) throws -> [String: String] {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    try #require(lines.first == "---")
    let end = try #require(lines.dropFirst().firstIndex(of: "---"))
    var found: [String: String] = [:]
    var path: [(indent: Int, name: String)] = []
    var counts: [String: Int] = [:]
    for line in lines[1..<end] {
      var rest = Substring(line)
      var indent = rest.prefix { $0 == " " }.count
      rest = rest.dropFirst(indent)
      path.removeAll { $0.indent >= indent }
      while rest.hasPrefix("- ") {
        let place = path.map(\.name).joined(separator: ".")
        path.append((indent, "\(counts[place, default: 0])"))
        counts[place, default: 0] += 1
        rest = rest.dropFirst(2)
        indent += 2
      }
      if let key = rest.prefixMatch(of: /([A-Za-z_-]+):( |$)/) {
        path.append((indent, String(key.1)))
        rest = rest[key.range.upperBound...]
        if rest.isEmpty { continue }
      }
      let place = path.map(\.name).joined(separator: ".")
      #expect(found[place] == nil, "\(place) stands twice")
      if rest.hasPrefix("\"") {
        // Of JSON's texts all are YAML's.
        guard case .string(let value) = try StrictJSON.parse(Array(rest.utf8), path: place) else {
          Issue.record("\(rest)")
          continue
        }
        found[place] = value
      } else {
        #expect(rest.wholeMatch(of: /-?[0-9]+\.[0-9]+(e[+-][0-9]+)?/) != nil, "\(rest)")
        found[place] = String(rest)
      }
    }
    return found
  }

  @Test func theMetadataHasTheScoresOfTheFile() throws {
    let digits = try Catalogue.digits.load()
    let fit = try SoftmaxClassifier().fit(digits.train)
    let scores = try fit.model.evaluate(digits.test)
    let path = files.folder.file("digits.safetensors")
    try fit.write(to: path, trainedOn: digits.train, evaluation: scores)
    let text = try markdown(path)
    let found = try head(text)
    #expect(found["library_name"] == "swift-softmax" && found["pipeline_tag"] == "image-classification")
    #expect(found["tags.0"] == "softmax-regression" && found["metrics.1"] == "log_loss")
    let result = "model-index.0.results.0."
    #expect(found["model-index.0.name"] == "digits")
    #expect(found[result + "task.type"] == "image-classification")
    #expect(found[result + "dataset.type"] == "digits" && found[result + "dataset.name"] == "digits:test")
    #expect(found[result + "dataset.split"] == "test")
    #expect(found[result + "metrics.0.type"] == "accuracy")
    #expect(found[result + "metrics.0.value"].flatMap(Double.init) == scores.accuracy)
    #expect(found[result + "metrics.1.value"].flatMap(Double.init) == scores.logLoss)
    #expect(found[result + "metrics.2.value"].flatMap(Double.init) == scores.macroF1)
    for heading in [
      "# digits", "## Classes", "## Input", "## Training", "## Certificate", "## Evaluation",
      "## How to use it",
      "## Limits",
    ] {
      #expect(text.contains("\n\(heading)\n"), "\(heading)")
    }
    #expect(text.contains("\nsoftmax verify digits.safetensors digits:train\n"))
    #expect(text.contains("torch.nn.Linear(64, 10)") && !text.contains("Strongest features"))
  }

  @Test func aTablesReadmeHasItsColumnsAndStrongestFeatures() throws {
    let path = files.folder.file("t.safetensors")
    try TrainingRequest(TrainingDataRequest(files.source(files.table()))).run().file.write(to: path)
    let text = try markdown(path)
    #expect(try head(text)["pipeline_tag"] == "tabular-classification")
    // It was scored on nothing else: no results, and the text says so.
    #expect(try head(text)["model-index.0.name"] == nil && text.contains("It was not scored on data"))
    #expect(text.contains("| age | number |") && text.contains("| plan | one of 3: basic, plus, pro |"))
    #expect(text.contains("## Strongest features") && text.contains("for: preparation"))
  }

  /// The card of an exported folder names the file that is in the folder, and not the one that it was exported from.
  @Test func aFoldersCardNamesTheFileInTheFolder() throws {
    let path = files.folder.file("own.safetensors")
    try TrainingRequest(TrainingDataRequest(files.source(files.table()))).run().file.write(to: path)
    let folder = files.folder.file("hub")
    var request = ExportRequest(path, to: folder)
    (request.format, request.usesTools) = ("huggingface", false)
    _ = try request.run()
    let card = try InputFile.text(of: folder + "/README.md")
    #expect(card.contains("softmax predict model.safetensors ") && !card.contains("own.safetensors"))
    #expect(FileStatus(of: folder + "/model.safetensors")?.kind == .regular)
  }

  /// Names that would be markup, YAML of another type, or the end of something.
  private func hostileModel() throws -> String {
    let names = Self.hostile
    var numbers = MadeNumbers(seed: 5)
    let data = try Dataset(
      name: "a \"b\": `c` | <d>\n.csv",
      features: Features(
        numbers.floats(48 * names.count), input: .table(featureNames: names.map { "col " + $0 })),
      labels: (0..<48).map { names[$0 % names.count] })
    let fit = try SoftmaxClassifier().fit(data)
    let path = files.folder.file("we'ird \"name\" `x`.safetensors")
    try fit.write(to: path, trainedOn: data, evaluation: fit.model.evaluate(data))
    return path
  }

  @Test func hostileNamesStayThemselves() throws {
    let path = try hostileModel()
    let text = try markdown(path)
    let found = try head(text)
    #expect(found["model-index.0.name"] == "we'ird \"name\" `x`")
    #expect(found["model-index.0.results.0.dataset.name"] == "a \"b\": `c` | <d>\n.csv")
    // No control is left, no HTML, and tables have as many cells in each line as they have columns.
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || !($0.value < 32 || (0x7f...0x9f).contains($0.value)) })
    let body = try #require(text.range(of: "\n---\n\n")).upperBound
    #expect(!text[body...].contains("<b>") && !text[body...].contains("<d>") && text.contains("\\<d\\>"))
    #expect(text.contains(" DATA\n"))
    var columns: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("|") else {
        columns = nil
        continue
      }
      let cells = line.replacing("\\\\", with: "").replacing("\\|", with: "").count { $0 == "|" }
      #expect(cells == columns ?? cells, "\(line)")
      columns = cells
    }
    #expect(text.contains("\\|pipe\\|\\`code\\`"))
    #expect(text.contains("\\[link\\](http\\://x)"))
  }

  @Test func codeCannotBeEndedByANameInIt() {
    #expect(MarkdownText.code(["a ``` b"], language: "sh") == ["````sh", "a ``` b", "````"])
    #expect(YAMLText.number(1e-9).lines() == ["1.0e-09"] && YAMLText.number(1).lines() == ["1.0"])
    #expect(YAMLText.quoted("\u{1b}\u{85}\"\\") == "\"\\u001b\\u0085\\\"\\\\\"")
  }

  @Test func manyClassesAreNotAllListed() throws {
    let names = (0..<500).map { "class \($0)" }
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: (0..<1000).map { Float($0 % 7) }, bias: [Float](repeating: 0, count: 500)),
      classes: try ClassVocabulary(names: names), input: .table(featureNames: ["x", "y"]))
    let path = files.folder.file("many.safetensors")
    try model.write(to: path)
    let text = try markdown(path)
    #expect(text.contains("And 400 classes more") && !text.contains("class 100"))
    #expect(text.utf8.count < 20_000)
  }
}
