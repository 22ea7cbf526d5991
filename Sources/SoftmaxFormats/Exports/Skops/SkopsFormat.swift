// Models as scikit-learn objects in a skops file.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// A `LogisticRegression` with types that skops trusts by default: no pickle, and nothing to be confirmed in loading.
///
/// A picture's scale and columns of yes and no that are told the other way round are folded into the weights in Float64.
/// Where numbers have origins, a `StandardScaler` that only shifts stands before it in a `Pipeline`. Of a table scikit-learn
/// takes numbers alone here, and refuses missing cells itself: a table's categories, and missing cells that count with their
/// means, would need a transformer whose types are not trusted.
struct SkopsFormat: ExportFormat {
  let name = "skops"
  let title = "scikit-learn (skops)"
  let endings = [".skops"]
  let isFolder = false
  let options: Set<ExportOptions.Name> = []

  /// The releases whose attributes are written.
  static let (skopsVersion, scikitLearnVersion) = ("0.16.0", "1.9.1")

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    if model.mergesClasses { return .mergedClasses(instead: "sklearn, json or onnx") }
    if model.classCount < 2 {
      return ExportProblem("a model of one class, which scikit-learn does not have", instead: "json")
    }
    if model.classNames.contains(where: { $0.unicodeScalars.last == "\0" }) {
      return ExportProblem("a name that ends in a zero character", instead: "json")
    }
    guard let table = model.input.table else { return nil }
    if table.hasCategories { return ExportProblem("categories of a table", instead: "sklearn or onnx") }
    if !table.interactions.isEmpty { return .interactions(instead: "sklearn or onnx") }
    if !table.refusesMissing || table.columns.contains(where: \.hasIndicator) {
      return ExportProblem("missing cells that count with their means", instead: "sklearn or onnx")
    }
    return nil
  }

  func files(of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes) throws -> [ExportedFile] {
    var writer = SkopsWriter()
    let layer = SkopsLayer(model)
    let names = model.input.table?.columns.map(\.name)
    let isFirst = layer.origins == nil
    var root = logisticRegression(layer, model, isFirst ? names : nil, notes, &writer)
    if let origins = layer.origins {
      let scaler = scaler(origins, names, &writer)
      root = pipeline([("origins", scaler), ("model", root)], &writer)
    }
    return [ExportedFile("model.skops", writer.archive(root, version: Self.skopsVersion))]
  }

  private func logisticRegression(
    _ layer: SkopsLayer, _ model: PortableModel, _ names: [String]?, _ notes: ExportNotes,
    _ writer: inout SkopsWriter
  ) -> String {
    // The settings that the constructor sets, as they are by default; `multi_class` is one of releases before 1.8, which
    // look at it.
    let settings = [
      ("penalty", "\"deprecated\""), ("C", "1.0"), ("l1_ratio", "0.0"), ("dual", "false"), ("tol", "0.0001"),
      ("fit_intercept", "true"), ("intercept_scaling", "1"), ("class_weight", "null"),
      ("random_state", "null"), ("solver", "\"lbfgs\""), ("max_iter", "100"), ("verbose", "0"),
      ("warm_start", "false"), ("n_jobs", "null"), ("multi_class", "\"auto\""),
      ("n_features_in_", "\(layer.featureCount)"),
    ]
    var attributes = settings.map { ($0.0, writer.json($0.1)) }
    if let names { attributes.append(("feature_names_in_", writer.objects(names))) }
    attributes.append(("classes_", writer.array(NPYFile.rope(model.classNames))))
    attributes.append(("n_iter_", writer.array(NPYFile.rope([0], shape: [1]))))
    attributes.append(
      ("coef_", writer.array(NPYFile.rope(layer.weights[...], shape: [layer.rowCount, layer.featureCount]))))
    attributes.append(("intercept_", writer.array(NPYFile.rope(layer.bias[...], shape: [layer.rowCount]))))
    let pairs = notes.entries.map { "\(JSONModelWriter.quoted($0.name)): \(JSONModelWriter.quoted($0.text))" }
    attributes.append(("softmax_notes_", writer.json("{\(pairs.joined(separator: ", "))}")))
    attributes.append(("_sklearn_version", writer.text(Self.scikitLearnVersion)))
    return writer.object("sklearn.linear_model._logistic", "LogisticRegression", attributes)
  }

  private func scaler(_ origins: [Double], _ names: [String]?, _ writer: inout SkopsWriter) -> String {
    var attributes = [
      ("with_mean", "true"), ("with_std", "false"), ("copy", "true"), ("n_features_in_", "\(origins.count)"),
      ("n_samples_seen_", "1"), ("scale_", "null"), ("var_", "null"),
    ].map { ($0.0, writer.json($0.1)) }
    if let names { attributes.append(("feature_names_in_", writer.objects(names))) }
    attributes.append(("mean_", writer.array(NPYFile.rope(origins[...], shape: [origins.count]))))
    attributes.append(("_sklearn_version", writer.text(Self.scikitLearnVersion)))
    return writer.object("sklearn.preprocessing._data", "StandardScaler", attributes)
  }

  private func pipeline(_ steps: [(String, String)], _ writer: inout SkopsWriter) -> String {
    let steps = steps.map { step in writer.tuple([writer.text(step.0), step.1]) }
    let attributes = [
      ("steps", writer.list(steps)), ("transform_input", writer.json("null")), ("memory", writer.json("null")),
      ("verbose", writer.json("false")), ("_sklearn_version", writer.text(Self.scikitLearnVersion)),
    ]
    return writer.object("sklearn.pipeline", "Pipeline", attributes)
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let file = try SkopsFile(contents.single, path: contents.path)
    let pipeline = try ForeignPipeline(file.root, path: contents.path)
    guard pipeline.columns == nil else {
      throw StatedModel.bad("a ColumnTransformer is not what is exported", path: contents.path)
    }
    return try StatedScorer(pipeline.model.stated(path: contents.path), path: contents.path)
  }

  func recognises(_ contents: ExportContents) -> Bool {
    guard let archive = try? ZipArchive(contents.single, path: contents.path) else { return false }
    return archive.entries.contains { $0.name == "schema.json" }
  }
}

/// The layer of a `LogisticRegression` for raw numbers, those of a table's columns among them.
struct SkopsLayer {
  let weights: [Double]
  let bias: [Double]
  let origins: [Double]?
  var rowCount: Int { bias.count }
  var featureCount: Int { weights.count / bias.count }

  init(_ model: PortableModel) {
    let layer = LogisticLayer(model)
    guard let columns = model.input.table?.columns else {
      (weights, bias, origins) = (layer.weights, layer.bias, layer.origins)
      return
    }
    // The feature is 1 - value: the weight changes its sign, and what is taken away is added to the bias.
    var (weights, bias) = (layer.weights, layer.bias)
    for (place, column) in columns.enumerated() where column.isReversed {
      for row in bias.indices {
        let index = row * columns.count + place
        bias[row] += weights[index]
        weights[index] = -weights[index]
      }
    }
    (self.weights, self.bias) = (weights, bias)
    origins = columns.contains { $0.origin != 0 } ? columns.map(\.origin) : nil
  }
}
