// Models as arrays of NumPy, with a loader for scikit-learn.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A .npz file that `numpy.load(allow_pickle=False)` reads, and a few lines of Python that make a classifier of it.
///
/// Numbers and pictures have the arrays of a scikit-learn `LogisticRegression`: `coef_`, `intercept_` and `classes_`, of two
/// classes one row, with a picture's scale folded in; `mean_` where numbers have origins. Tables have their columns' arrays
/// beside them (`ScikitLearnColumns`). `class_of_row` says which rows a merged class holds.
///
/// A refused cell of a table gives NaN.
struct ScikitLearnFormat: ExportFormat {
  let name = "sklearn"
  let title = "scikit-learn (NumPy arrays and a loader)"
  let endings = [".npz"]
  let isFolder = false
  let options: Set<ExportOptions.Name> = []

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    if model.classCount < 2 {
      return ExportProblem("a model of one class, which scikit-learn does not have", instead: "json")
    }
    // NumPy's texts end where only zeros follow.
    let names =
      model.classNames + (model.input.table?.columns.flatMap { [$0.name] + ($0.categories ?? []) } ?? [])
    if names.contains(where: { $0.unicodeScalars.last == "\0" }) {
      return ExportProblem("a name that ends in a zero character", instead: "json")
    }
    return .emptyCategory(of: model, instead: "json")
  }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    let loader = ScikitLearnLoader.text(of: model, notes)
    var archive = ZipBuilder()
    for (name, array) in arrays(of: model) { archive.add(name + ".npy", array) }
    archive.add("notes.npy", NPYFile.rope(notes.entries.map { "\($0.name): \($0.text)" }))
    archive.add("loader.py", ByteRope(loader))
    return [ExportedFile("model.npz", archive.finish()), ExportedFile(".py", ByteRope(loader))]
  }

  private func arrays(of model: PortableModel) -> [(String, ByteRope)] {
    var arrays: [(String, ByteRope)] = []
    switch model.input {
    case .table(let table):
      arrays += ScikitLearnColumns.arrays(of: StatedTable(table))
      arrays.append(("coef_", NPYFile.rope(model.weights[...], shape: [model.rowCount, model.featureCount])))
      arrays.append(("intercept_", NPYFile.rope(model.bias[...], shape: [model.rowCount])))
    case .vector, .image:
      let layer = LogisticLayer(model)
      arrays.append(("coef_", NPYFile.rope(layer.weights[...], shape: [layer.rowCount, model.featureCount])))
      arrays.append(("intercept_", NPYFile.rope(layer.bias[...], shape: [layer.rowCount])))
      if let origins = layer.origins {
        arrays.append(("mean_", NPYFile.rope(origins[...], shape: [origins.count])))
      }
    }
    arrays.append(("classes_", NPYFile.rope(model.classNames)))
    if model.mergesClasses {
      arrays.append(
        ("class_of_row", NPYFile.rope(StatedModel.classOfRow(model.groups), shape: [model.rowCount])))
    }
    return arrays
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let arrays = try NamedArrays(npz: contents.single, path: contents.path)
    let scorer = try StatedScorer(ScikitLearnReader.model(in: arrays), path: contents.path)
    try checkLoaders(contents)
    return scorer
  }

  /// Refuses a loader that is none of ours: it is what a user runs.
  private func checkLoaders(_ contents: ExportContents) throws(FileError) {
    let archive = try ZipArchive(contents.single, path: contents.path)
    var loaders: [(path: String, bytes: SharedStorage<UInt8>)] = []
    if let entry = archive.entries.first(where: { $0.name == "loader.py" }) {
      loaders.append((contents.path + ": loader.py", try archive.contents(of: entry)))
    }
    if let beside = contents.files[".py"] { loaders.append((contents.path + " (.py)", beside)) }
    for (path, bytes) in loaders
    where !ScikitLearnLoader.isOwn(String(decoding: bytes.array, as: UTF8.self)) {
      throw FileError(
        .badData, path: path, problem: "the loader is not the one that was written with the arrays",
        remedy: "export the model again")
    }
  }

  func recognises(_ contents: ExportContents) -> Bool {
    guard let arrays = try? NamedArrays(npz: contents.single, path: contents.path) else { return false }
    return arrays.names.isSuperset(of: ["coef_", "intercept_", "classes_"])
  }
}

/// The layer of a `LogisticRegression` for raw numbers: what scikit-learn keeps in `coef_` and `intercept_`.
struct LogisticLayer {
  /// [rowCount x features]; of two classes one row, whose logit is that of the second class less that of the first.
  let weights: [Double]
  let bias: [Double]
  /// What is subtracted from each number before; nil: nothing.
  let origins: [Double]?

  var rowCount: Int { bias.count }

  /// The layer of a model of numbers or pictures; what pictures are divided by is folded into the weights.
  init(_ model: PortableModel) {
    var scale = 1.0
    if case .image(_, let maximum) = model.input { scale = maximum }
    if case .vector(_, let origins) = model.input { self.origins = origins } else { origins = nil }
    if model.rowCount == 2, !model.mergesClasses {
      weights = zip(model.weights(ofRow: 1), model.weights(ofRow: 0)).map { (Double($0) - Double($1)) / scale }
      bias = [Double(model.bias[1]) - Double(model.bias[0])]
    } else {
      weights = model.weights.map { Double($0) / scale }
      bias = model.bias.map { Double($0) }
    }
  }

  /// One row of two classes as two: half of it for the second class, and less half of it for the first. Both halves are
  /// exact, the difference of the logits is the row's, and neither class is set apart by weights of 0.
  static func twoRows(_ row: [Double]) -> [Double] { row.map { -$0 / 2 } + row.map { $0 / 2 } }
}
