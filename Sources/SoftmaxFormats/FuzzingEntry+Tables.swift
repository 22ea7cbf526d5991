// What the fuzz tests run of exports and imports as arrays and texts.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// Arrays of NumPy: what an export states, and the model that is taken from them.
  public static func arraysModel(_ bytes: [UInt8]) throws {
    try score(ScikitLearnFormat(), bytes)
    try take(ScikitLearnImport(), bytes)
  }

  /// A skops file: the same.
  public static func skops(_ bytes: [UInt8]) throws {
    try score(SkopsFormat(), bytes)
    try take(SkopsImport(), bytes)
  }

  /// A model in JSON: what it states, and the model that is taken from it.
  public static func jsonModel(_ bytes: [UInt8]) throws {
    try score(JSONModelFormat(), bytes)
    try take(JSONModelImport(), bytes)
  }

  /// A CSV of coefficients.
  public static func coefficients(_ bytes: [UInt8]) throws { try score(CoefficientFormat(), bytes) }

  /// Tensors of PyTorch.
  public static func torch(_ bytes: [UInt8]) throws { try take(TorchImport(), bytes) }

  /// A model of LIBLINEAR.
  public static func liblinear(_ bytes: [UInt8]) throws { try take(LiblinearImport(), bytes) }

  private static func contents(_ bytes: [UInt8]) -> ExportContents {
    ExportContents(path: "fuzz", files: ["": SharedStorage(bytes)])
  }

  /// Scores one sample of the input that the file states.
  private static func score(_ format: any ExportFormat, _ bytes: [UInt8]) throws {
    _ = format.recognises(contents(bytes))
    guard let scorer = try format.scorer(of: contents(bytes), .none) as? StatedScorer else { return }
    let values: RawSamples.Values
    if case .table(let table) = scorer.model.input {
      values = .table(
        table.columns.map { column in
          column.categories.map { .words([$0.last ?? "x", nil]) } ?? .numbers([1, .nan])
        })
    } else {
      let width = scorer.model.featureCount ?? 0
      values = .dense([Double](repeating: 1, count: 2 * width), width: width)
    }
    let scores = try scorer.scores(of: RawSamples(count: 2, values))
    precondition(
      scores.probabilities.count == 2 * scorer.model.classNames.count, "a probability for each class")
  }

  /// Takes a model, writes it and reads it again.
  private static func take(_ format: any ImportFormat, _ bytes: [UInt8]) throws {
    _ = format.recognises(contents(bytes))
    var options = ImportOptions()
    options.takesScoresAsLogits = bytes.count % 2 == 0
    let imported = try format.model(in: contents(bytes), options)
    let file = ModelFile(imported.model, preparation: imported.preparation)
    let read = try ModelFile(SharedStorage(file.encoded()), path: "fuzz")
    precondition(read == file, "what was written is not what is read")
    for note in imported.notes { precondition(!note.contains("\n"), "a note of one line") }
  }
}
