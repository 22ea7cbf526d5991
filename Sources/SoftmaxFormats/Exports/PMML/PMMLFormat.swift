// Models for scoring engines.

package import SoftmaxFiles
import SoftmaxRegression

/// PMML 4.4, `.pmml`: a regression model with the columns' own names and categories.
package struct PMMLFormat: ExportFormat {
  package let name = "pmml"
  package let title = "PMML"
  package let endings = [".pmml"]
  package let isFolder = false
  package let options: Set<ExportOptions.Name> = [.labels]

  /// The most weights that are written as text: some 300 MB of it.
  static let mostWeights = 1 << 22

  package init() {}

  package func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    if model.classCount < 2 { return ExportProblem("a single class", instead: "json") }
    if model.mergesClasses { return .mergedClasses(instead: "onnx, json, sklearn, sql or a format of code") }
    if options.labels == .numbers, model.classNumbers == nil {
      return ExportProblem(
        "class names that are no whole numbers, as numbers", instead: "their names as labels")
    }
    if model.weights.count > Self.mostWeights {
      return ExportProblem(
        "\(model.weights.count) weights as text, of which it takes at most \(Self.mostWeights)", instead: "onnx"
      )
    }
    func bad(_ what: String, _ name: String) -> ExportProblem? {
      XMLText.canHold(name)
        ? nil
        : ExportProblem(
          "\(what) '\(name.printable(limit: 60))', since XML has no control characters", instead: "onnx")
    }
    for name in model.classNames { if let problem = bad("the class", name) { return problem } }
    for column in model.input.table?.columns ?? [] {
      if column.name.isEmpty { return ExportProblem("a column without a name", instead: "onnx") }
      if let problem = bad("the column", column.name) { return problem }
      for category in column.categories ?? [] {
        if let problem = bad("the category", category) { return problem }
      }
    }
    return nil
  }

  package func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    var writer = PMMLWriter(model, notes, usesNumbers: options.labels == .numbers)
    writer.write()
    return [ExportedFile("model.pmml", writer.content)]
  }

  package func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let scorer = try PMMLScorer(contents)
    guard scorer.document.probabilities != nil else {
      throw FileError(
        .badData, path: contents.path, problem: "there is no Output, so that probabilities have no names",
        remedy: "export the model again")
    }
    return scorer
  }

  /// An XML document whose first element is `PMML`.
  package func recognises(_ contents: ExportContents) -> Bool {
    guard
      var scanner = try? XMLScanner(contents.single, path: contents.path, chunk: 4096, remedy: ""),
      case .start? = try? scanner.next()
    else { return false }
    return (try? scanner.wholeName()) == "PMML"
  }
}
