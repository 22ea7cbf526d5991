// Foundation shows what the library's errors say.

import Foundation
import SoftmaxKit
import Testing

@Suite struct LocalizedErrorTests {
  /// One error of each public type, by the type's name. Those that only this package makes come from what makes them.
  private func errors() throws -> [String: any Error] {
    func thrown(_ body: () throws -> Void) throws -> any Error {
      try #require(#expect(throws: (any Error).self) { try body() })
    }
    return [
      "CheckpointError": try thrown {
        let irises = try Catalogue.iris.load(.all)
        _ = try FitCheckpoints(resuming: []).watching { try SoftmaxClassifier().fit(irises) }
      },
      "ConfigurationError": try thrown { _ = try SoftmaxClassifier(l2Penalty: -1) },
      "DataError": DataError.unsupportedFormat(path: "a.xyz"),
      "DatasetError": DatasetError.noSamples,
      "ExplanationError": ExplanationError.noColumns,
      "FileError": try thrown { _ = try SoftmaxModel(contentsOf: "/nonexistent/model.safetensors") },
      "MetricError": MetricError.samplesNotKept,
      "NestedModelsError": NestedModelsError.otherRows,
      "OutputsError": OutputsError.noBetterThanChance,
      "PictureError": PictureError.nothingToDraw(what: "no epoch was finished"),
      "PreparationError": PreparationError.noRows(table: "a"),
      "StatisticsError": StatisticsError.relaxed,
      "TableError": TableError.noColumns,
      "TrainingError": TrainingError.notFinite,
      "WorkflowError": WorkflowError.labelsAreAColumn,
    ]
  }

  @Test func localizedDescriptionsAreTheErrorsOwnSentences() throws {
    for (name, error) in try errors() {
      #expect("\(type(of: error))" == name)
      #expect(error is any LocalizedError)
      #expect(error.localizedDescription == "\(error)")
      #expect(!error.localizedDescription.contains("The operation could"))
    }
  }

  @Test func aFilesErrorTellsItsReasonAndItsRemedy() throws {
    let error = try #require(
      #expect(throws: FileError.self) { try SoftmaxModel(contentsOf: "/nonexistent/model.safetensors") })
    #expect(error.failureReason == error.problem)
    #expect(error.recoverySuggestion == error.remedy)
  }

  @Test func noPublicErrorIsForgotten() throws {
    // Types that only the package can make have no value here, but are to be LocalizedErrors too.
    let unmade: [any LocalizedError.Type] = [FetchError.self, MemoryShortage.self, ModelEditError.self]
    let known = Set(try errors().keys).union(unmade.map { "\($0)" })
    let sources = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Sources")
      .standardized
    let files = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var found: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      let text = try String(contentsOf: file, encoding: .utf8)
      for match in text.matches(of: /public (?:enum|struct) (\w+): (?:[\w, ]*, )?Error\b/) {
        found.insert(String(match.output.1))
      }
    }
    #expect(found == known)
  }
}
