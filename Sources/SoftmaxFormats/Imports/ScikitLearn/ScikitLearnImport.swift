// Models from arrays of NumPy.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// Takes `coef_`, `intercept_` and `classes_` out of a .npz file: one of ours, or one that was saved so from a
/// `LogisticRegression`.
///
/// Of two classes scikit-learn has one row w, with the probability 1 / (1 + exp(-z)) of the second. It becomes the rows
/// -w/2 and w/2: both are exact, and no class is set apart.
struct ScikitLearnImport: ImportFormat {
  let name = "sklearn"
  let title = "scikit-learn (NumPy arrays)"

  /// By the name too, so that what is damaged is told.
  func recognises(_ contents: ExportContents) -> Bool {
    contents.path.lowercased().hasSuffix(".npz") || ScikitLearnFormat().recognises(contents)
  }

  /// What a layer of numbers may be stated by.
  private static let known: Set<String> = [
    "coef_", "intercept_", "classes_", "mean_", "class_of_row", "notes", "feature_names_in_", "n_features_in_",
    "n_iter_",
  ]

  /// Refuses what would change the answer and is not understood: a scale, another layer.
  private func checkEntries(_ arrays: NamedArrays) throws(FileError) {
    // Of tables all entries are ours.
    guard !arrays.names.contains("columns") else { return }
    guard let other = arrays.names.subtracting(Self.known).min() else { return }
    throw FileError(
      .badData, path: arrays.path, problem: "the array '\(other.printable(limit: 80))' is not understood",
      remedy: "fold it into coef_ and intercept_, or leave it out")
  }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let path = contents.path
    let arrays = try NamedArrays(npz: contents.single, path: path)
    try checkEntries(arrays)
    let stated = try ScikitLearnReader.model(in: arrays)
    _ = try stated.checkedFeatureCount(path: path)
    guard stated.groups.allSatisfy({ $0.count == 1 }) else {
      throw FileError(
        .badData, path: path, problem: "a class holds several rows of weights: merged classes are not taken",
        remedy: "merge the classes after the import")
    }
    guard stated.groups == stated.groups.indices.map({ [$0] }) else {
      throw FileError(
        .badData, path: path, problem: "'class_of_row' has the classes in another order than 'classes_'")
    }
    var model = ForeignModel(weights: stated.weights, bias: stated.bias, classNames: stated.classNames)
    switch stated.input {
    case .vector(let origins):
      model.means = origins.allSatisfy { $0 == 0 } ? nil : origins
      if arrays.names.contains("feature_names_in_") {
        model.featureNames = try? arrays.texts("feature_names_in_", count: model.featureCount)
      }
      return try model.imported(options, path: path)
    case .image: throw FileError(.badData, path: path, problem: "a picture in arrays is not known")
    case .table(let table):
      let plain = try model.imported(options, path: path)
      let preparation = try Preparation(table, path: path)
      return ImportedModel(
        SoftmaxModel(
          parameters: plain.model.parameters, classes: plain.model.classes, input: preparation.input),
        preparation: preparation, notes: plain.notes)
    }
  }
}

extension Preparation {
  /// How the cells of a stated table become features.
  ///
  /// - Throws: `FileError` for names that stand twice.
  init(_ table: StatedTable, path: String) throws(FileError) {
    var columns: [PreparedColumn] = []
    for column in table.columns {
      let kind: TableColumn.Kind
      var base: String?
      switch column.kind {
      case .number: kind = .number(origin: column.origin)
      case .boolean: kind = .boolean
      case .reversedBoolean: (kind, base) = (.boolean, PreparedColumn.trueName)
      case .category(let names, let own):
        base = own
        // A base has no feature, so that its place among the categories is of no matter.
        let all = names + (own.map { [$0] } ?? [])
        kind = .category(all)
        guard Set(all).count == all.count else {
          throw StatedModel.bad("the column '\(column.name.prefix(80))' has a category twice", path: path)
        }
      }
      columns.append(
        PreparedColumn(
          column: TableColumn(name: column.name, kind: kind), means: column.missing.map { Double($0) },
          hasIndicator: column.hasIndicator, base: base))
    }
    let interactions = table.products.map { pair in
      Interaction(table.columns[pair[0]].name, table.columns[pair[1]].name)
    }
    for interaction in interactions {
      if let problem = Self.problem(of: interaction, among: columns) {
        throw StatedModel.bad(problem, path: path)
      }
    }
    let hasIndicators = columns.contains(where: \.hasIndicator)
    self.init(
      columns: columns, interactions: interactions,
      missing: table.refusesMissing ? .error : hasIndicators ? .indicator : .mean,
      unseen: table.refusesUnseen ? .error : .zeros, labelColumn: nil)
  }
}
