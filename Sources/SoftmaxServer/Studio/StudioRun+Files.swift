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
  /// The formats that a page can take: what is several files comes as an archive.
  static var formats: [any ExportFormat] {
    ExportFormats.all.filter { isArchive($0) || !$0.endings.isEmpty }
  }

  /// The ending of what is sent.
  static func ending(of format: any ExportFormat) -> String {
    isArchive(format) ? ".zip" : format.endings[0]
  }

  private static func isArchive(_ format: any ExportFormat) -> Bool {
    format.isFolder || !format.companions.isEmpty
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
      // In a folder of its own, in which nothing else is.
      let own = folder + "/export"
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: false)
      let output = format.isFolder ? own + "/model" : own + "/model" + format.endings[0]
      var request = ExportRequest(path, to: output)
      request.format = format.name
      request.usesTools = false
      let result = try request.run()
      let bytes =
        Self.isArchive(format)
        ? try archive(of: result.files.map(\.path), below: format.isFolder ? output : own)
        : try InputFile.contents(of: output).array
      let variant = Self.isArchive(format) ? "-" + format.name : ""
      return StudioFile(
        name: stem + variant + Self.ending(of: format), bytes: bytes, proof: result.proof.text)
    }
  }

  /// The files in one archive, in a folder that is called as the model is.
  private func archive(of paths: [String], below folder: String) throws -> [UInt8] {
    var archive = ZipBuilder()
    for path in paths.sorted() {
      let name = path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
      archive.add(stem + "/" + name, ByteRope(try InputFile.contents(of: path).array))
    }
    return archive.finish().array
  }

  /// The report, one page: on what the run kept out, else on the data's own test set, else on all of it.
  package func report() throws -> [UInt8] {
    try withModel { path, _ in
      let source = try data.data()
      let isTable = source.reference.tablePath != nil
      var scoring = try ScoringRequest(
        model: path, data: source, label: isTable ? data.label : nil,
        unlabelled: isTable ? (try data.settings().unlabelled) : .error, execution: execution)
      scoring.scoresKeptOut = now.scored?.isKeptOut == true
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
