// Where an export goes, and in which format.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRemedies

/// A format with the place of its files, known to be writable.
struct ExportTarget {
  let format: any ExportFormat
  let path: String
  let options: ExportOptions

  /// - Throws: `WorkflowError.export` for an unknown format or a setting that is not for it; `FileError` where nothing can be
  ///   written.
  init(_ path: String, format name: String?, _ options: ExportOptions) throws {
    var options = options
    let variant = name.flatMap { ExportFormats.variants[$0] }
    if let variant { options.form = variant.form }
    if let name {
      guard let format = ExportFormats.named(variant?.format ?? name) else {
        throw WorkflowError.export(.unknownFormat(name, isName: true))
      }
      self.format = format
    } else {
      guard let format = ExportFormats.format(ofPath: path) else {
        throw WorkflowError.export(.unknownFormat(path, isName: false))
      }
      self.format = format
    }
    self.path = path
    self.options = options
    try checkOptions()
    if format.isFolder {
      try StagedFiles.checkFolder(path)
    } else {
      try OutputFile.checkWritable(path)
      try check(format.companions)
    }
  }

  /// Refuses to replace a file beside the export that no export has written: nobody has named it.
  func check(_ companions: [String]) throws {
    for name in companions {
      let companion = self.path(of: name)
      guard companion != path, !isStream else {
        throw FileError(
          .cannotCreate, path: path,
          problem: "a file whose name ends in \(name) is written beside this one, which leaves no place for it",
          remedy: "choose the name of a file that ends in \(format.endings.first ?? "another way")")
      }
      guard FileStatus(of: companion) != nil || FileStatus(ofLink: companion) != nil else { continue }
      let beginning = (try? InputFile.contents(of: companion)).map { $0.slice(0..<min(1024, $0.count)).array }
      guard let beginning, String(decoding: beginning, as: UTF8.self).contains(Self.mark) else {
        throw FileError(
          .cannotCreate, path: companion, problem: "this file is there, and the export would replace it",
          remedy: "choose another name for the export, or remove the file")
      }
      try OutputFile.checkWritable(companion)
    }
  }

  /// What stands at the head of every file that is written beside an export.
  private static let mark = "model_sha256: "

  init(format: any ExportFormat, path: String, options: ExportOptions) {
    (self.format, self.path, self.options) = (format, path, options)
  }

  private func checkOptions() throws {
    let plain = ExportOptions()
    let changed: [(ExportOptions.Name, Bool)] = [
      (.form, options.form != plain.form), (.precision, options.precision != plain.precision),
      (.labels, options.labels != plain.labels), (.name, options.name != plain.name),
    ]
    for (name, isChanged) in changed where isChanged && !format.options.contains(name) {
      throw WorkflowError.export(
        .notForFormat(
          name.setting, format: format.title,
          formats: ExportFormats.all.filter { $0.options.contains(name) }.map(\.name)))
    }
    if let name = options.name, let naming = format.naming, !naming.allows(name) {
      throw WorkflowError.export(.badName(name, format: format.title, allowed: naming.allowed))
    }
  }

  /// Whether it is a pipe or a device, which is written to as it is.
  var isStream: Bool { !format.isFolder && FileStatus(of: path)?.kind == .stream }

  /// The path of one of the format's files: below a folder; beside a single file with another ending, where its name is an
  /// ending alone.
  func path(of name: String) -> String { Self.path(of: name, beside: path, isFolder: format.isFolder) }

  static func path(of name: String, beside path: String, isFolder: Bool) -> String {
    if isFolder { return name }
    if name.isEmpty { return path }
    let file = FileNames.name(of: path)
    let stem = file.lastIndex(of: ".").flatMap { $0 > file.startIndex ? file[..<$0] : nil } ?? file[...]
    return path.dropLast(file.count) + stem + name
  }
}

extension ExportOptions.Name {
  /// The setting that messages name.
  var setting: Setting {
    switch self {
    case .form: .exportForm
    case .precision: .exportPrecision
    case .labels: .exportLabels
    case .name: .exportName
    }
  }
}
