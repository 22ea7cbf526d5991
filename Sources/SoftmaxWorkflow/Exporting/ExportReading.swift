// An export that is there, to be held against its model.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels

/// The files of an export by its path, and the format that they are of.
package struct ExportReading {
  let format: any ExportFormat
  let contents: ExportContents

  /// Endings that data has too.
  private static let dataEndings = [".csv", ".npz"]
  /// More files, or longer ones together, are no export.
  private static let mostFiles = 64

  /// Nil where the path's ending and content are of no format.
  ///
  /// - Parameters:
  ///   - path: A file or a folder.
  ///   - name: The format's name; nil: found by the ending and the content.
  /// - Throws: `FileError` where it cannot be read, `WorkflowError.export` for an unknown name of a format.
  package init?(_ path: String, format name: String?) throws {
    if let name {
      let known = ExportFormats.variants[name]?.format ?? name
      guard let format = ExportFormats.named(known) else {
        throw WorkflowError.export(.unknownFormat(name, isName: true))
      }
      self.format = format
      contents = try Self.contents(of: path, isFolder: format.isFolder, [format])
      return
    }
    let isFolder = FileStatus(of: path)?.kind == .directory
    let lower = path.lowercased()
    let candidates = ExportFormats.all.filter { format in
      format.isFolder == isFolder && (isFolder || format.endings.contains { lower.hasSuffix($0) })
    }
    guard !candidates.isEmpty, FileStatus(of: path) != nil else { return nil }
    let contents = try Self.contents(of: path, isFolder: isFolder, candidates)
    // What has an ending that no data has is read as what it says that it is, and refused by that reader.
    let named = isFolder || Self.dataEndings.contains { lower.hasSuffix($0) } ? nil : candidates.first
    guard let format = candidates.first(where: { $0.recognises(contents) }) ?? named else { return nil }
    (self.format, self.contents) = (format, contents)
  }

  private static func contents(
    of path: String, isFolder: Bool, _ formats: [any ExportFormat]
  ) throws -> ExportContents {
    guard isFolder else {
      var files = ["": try InputFile.contents(of: path)]
      for name in Set(formats.flatMap { $0.companions + $0.textCompanions }) {
        let companion = ExportTarget.path(of: name, beside: path, isFolder: false)
        if FileStatus(of: companion)?.kind == .regular { files[name] = try InputFile.contents(of: companion) }
      }
      return ExportContents(path: path, files: files)
    }
    guard let names = Leftovers.entries(of: path) else {
      throw FileError(.noInput, path: path, problem: "this folder cannot be read")
    }
    guard names.count <= mostFiles else {
      throw FileError(
        .badData, path: path, problem: "there are \(names.count) files in it, expected at most \(mostFiles)")
    }
    var files: [String: SharedStorage<UInt8>] = [:]
    for name in names where FileStatus(of: path + "/" + name)?.kind == .regular {
      files[name] = try InputFile.contents(of: path + "/" + name)
    }
    return ExportContents(path: path, files: files)
  }
}
