// Models from skops files.

import SoftmaxFiles
import SoftmaxRegression

/// Takes a `LogisticRegression` out of a skops file, without running anything of it.
struct SkopsImport: ImportFormat {
  let name = "skops"
  let title = "scikit-learn (skops)"

  /// By the name too, so that what is damaged is told.
  func recognises(_ contents: ExportContents) -> Bool {
    contents.path.lowercased().hasSuffix(".skops") || SkopsFormat().recognises(contents)
  }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let file = try SkopsFile(contents.single, path: contents.path)
    let pipeline = try ForeignPipeline(file.root, path: contents.path)
    let notes = pipeline.version.map { ["written by scikit-learn \($0.printable(limit: 40))"] } ?? []
    if let columns = pipeline.columns { return try columns.imported(pipeline.model, options, notes: notes) }
    return try pipeline.model.imported(options, path: contents.path, notes: notes)
  }
}
