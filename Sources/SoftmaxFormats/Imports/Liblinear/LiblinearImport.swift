// Models from LIBLINEAR's text files.

import SoftmaxFiles
import SoftmaxRegression

/// Takes a logistic regression of two classes as it is. Of more classes LIBLINEAR holds each against the rest, and its other
/// solvers have scores that are no logits: such a file is taken only where that is asked for.
struct LiblinearImport: ImportFormat {
  let name = "liblinear"
  let title = "LIBLINEAR"

  /// Solvers of logistic regression.
  private static let logistic: Set<String> = ["L2R_LR", "L1R_LR", "L2R_LR_DUAL"]
  /// Other solvers of classification.
  private static let vectorMachines: Set<String> = [
    "L2R_L2LOSS_SVC_DUAL", "L2R_L2LOSS_SVC", "L2R_L1LOSS_SVC_DUAL", "MCSVM_CS", "L1R_L2LOSS_SVC",
  ]

  func recognises(_ contents: ExportContents) -> Bool {
    contents.single.slice(0..<min(12, contents.single.count)).array == Array("solver_type ".utf8)
  }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let path = contents.path
    let text = try TextEncoding.text(contents.single, path: path)
    let file = try LiblinearFile(text, path: path)
    guard Self.logistic.contains(file.solver) || Self.vectorMachines.contains(file.solver) else {
      throw FileError(
        .badData, path: path, position: .line(1),
        problem: "the solver '\(file.solver.prefix(40))' is not one of classification")
    }
    var notes: [String] = []
    if file.labels.count > 2 || !Self.logistic.contains(file.solver) {
      let problem =
        Self.logistic.contains(file.solver)
        ? "each of \(file.labels.count) classes is held against the rest (one-vs-rest), which is no softmax"
        : "the solver \(file.solver) gives scores, not logits"
      guard options.takesScoresAsLogits else {
        throw FileError(
          .badData, path: path, position: .line(1), problem: problem,
          advice: ImportOptions.scoreAdvice)
      }
      notes.append(
        problem + "; its scores were taken for logits, so that probabilities are not those of LIBLINEAR")
    }
    var model = ForeignModel(weights: file.weights, bias: file.bias, classNames: file.labels)
    if file.bias.count == 1 {
      // Its row speaks for the first label.
      model = ForeignModel(
        weights: LogisticLayer.twoRows(file.weights.map { -$0 }),
        bias: LogisticLayer.twoRows(file.bias.map { -$0 }),
        classNames: file.labels)
    }
    return try model.imported(options, path: path, notes: notes)
  }
}
