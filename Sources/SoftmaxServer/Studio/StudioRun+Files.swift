// What a run's model is taken away as: its file, exports, the report.

import Foundation
import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

/// A file that is sent.
package struct StudioFile: Sendable {
  package let name: String
  package let bytes: [UInt8]
  /// How near an export is to the model.
  package var proof: String?
}

extension StudioRun {
  /// The formats that are one file, which a page can take.
  static var formats: [any ExportFormat] {
    ExportFormats.all.filter { !$0.isFolder && !$0.endings.isEmpty && $0.companions.isEmpty }
  }

  /// A stem for files of this run.
  private var stem: String {
    let name = DataName.short(data.name).split(separator: "/").last.map(String.init) ?? "model"
    let stem = name.split(whereSeparator: { $0 == "." || $0 == ":" }).first.map(String.init) ?? "model"
    let plain = String(
      stem.map { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") ? $0 : "-" }.prefix(60))
    return "\(plain)-model-\(id)"
  }

  /// The model's own file.
  package func modelFile() throws -> StudioFile {
    StudioFile(name: stem + ".safetensors", bytes: try encodedModel())
  }

  /// The model in a format of other programs, proven to compute the same.
  package func export(_ name: String) throws -> StudioFile {
    guard let format = Self.formats.first(where: { $0.name == name }) else {
      throw StudioProblem.bad(
        "there is no format '\(name.shown)': there are \(Self.formats.map(\.name).joined(separator: ", "))")
    }
    return try withModel { path, folder in
      let ending = format.endings[0]
      let output = folder + "/model" + ending
      var request = ExportRequest(path, to: output)
      request.format = format.name
      request.usesTools = false
      let result = try request.run()
      let bytes = try InputFile.contents(of: output)
      return StudioFile(name: stem + ending, bytes: bytes.array, proof: result.proof.text)
    }
  }

  /// The report on the data that the run was made of: one page.
  package func report() throws -> [UInt8] {
    try withModel { path, _ in
      let source = try data.data()
      let isTable = source.reference.tablePath != nil
      let scoring = try ScoringRequest(
        model: path, data: source, label: isTable ? data.label : nil,
        unlabelled: isTable ? (try data.settings().unlabelled) : .error, execution: execution)
      return try ReportRequest(scoring).run().page
    }
  }

  /// Work on the model's file, which is in a folder that goes afterwards.
  private func withModel<Value>(_ body: (_ path: String, _ folder: String) throws -> Value) throws -> Value {
    let bytes = try encodedModel()
    let folder = try TemporaryFolder(in: StudioUploads.parent, prefix: "softmax-studio-")
    return try withExtendedLifetime(folder) {
      let path = folder.path + "/" + stem + ".safetensors"
      try OutputFile.write(bytes, to: path)
      do {
        return try body(path, folder.path)
      } catch {
        var problem = data.problem(error)
        problem.message = problem.message.replacing(folder.path + "/", with: "")
        throw problem
      }
    }
  }
}
