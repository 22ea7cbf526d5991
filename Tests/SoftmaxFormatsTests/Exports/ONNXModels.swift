// Models for the tests of ONNX files: small, and with all that a model can have.

import SoftmaxFiles
@testable import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport

/// Models by name, so that a test's arguments say which it is.
enum ONNXModels {
  static let names = [
    "vector", "vector with origins", "two classes", "picture", "picture of numbers", "calibrated", "merged",
    "means", "indicators", "refusing", "refusing missing", "bases", "products", "numbers alone",
    "categories alone", "odd names",
  ]

  static func file(_ name: String) throws -> ModelFile {
    switch name {
    case "vector with origins":
      return ModelFile(
        try model(["a", "b", "c"], .vector(featureCount: 4, origins: [0, 1.7e9, -12.5, 0])))
    case "two classes": return ModelFile(try model(["no", "yes"], .vector(featureCount: 3)))
    case "picture": return ModelFile(try model(["0", "1", "7"], .image(shape: [3, 4])))
    case "picture of numbers":
      return ModelFile(try model(["a", "b"], .image(shape: [2, 3, 3], maximum: 65535)))
    case "calibrated": return ModelFile(try model(["a", "b", "c"], .image(shape: [2, 2]), scaled: true))
    case "merged":
      let layer = try model(["cat", "car", "dog"], .vector(featureCount: 3))
      return ModelFile(
        layer.withOutputs(
          ModelOutputs(
            classes: try ClassVocabulary(names: ["animal", "vehicle"]), classOfRow: [0, 1, 0], scaling: nil,
            prior: nil, sets: nil)))
    case "means": return try table(.mean, .zeros)
    case "indicators": return try table(.indicator, .zeros)
    case "refusing": return try table(.error, .error)
    case "refusing missing": return try table(.error, .zeros)
    case "bases": return try table(.indicator, .zeros, hasBases: true)
    case "products":
      return try table(
        .mean, .zeros,
        products: [
          Interaction("age", "age"), Interaction("age", "colour"), Interaction("colour", "age"),
          Interaction("colour", "size"), Interaction("member", "age"),
        ])
    case "numbers alone": return try table(.mean, .zeros, keeping: ["age", "since", "member"])
    case "categories alone": return try table(.indicator, .error, keeping: ["colour", "size"])
    case "odd names":
      return try table(
        .indicator, .zeros,
        renamed: ["age": "label", "since": "logits", "colour": "naïve \"ü\"\n,", "size": "probabilities"])
    default: return ModelFile(try model(["a", "b", "it's \"c\""], .vector(featureCount: 5)))
    }
  }

  static func portable(_ name: String) throws -> PortableModel { PortableModel(try file(name)) }

  static func model(
    _ names: [String], _ input: InputDescription, scaled: Bool = false
  ) throws -> SoftmaxModel {
    var made = MadeNumbers(seed: UInt64(names.count * 100 + input.featureCount))
    let classes = try ClassVocabulary(names: names)
    let model = SoftmaxModel(
      parameters: Parameters(
        weights: made.floats(names.count * input.featureCount), bias: made.floats(names.count, scale: 0.5)),
      classes: classes, input: input)
    guard scaled else { return model }
    let scaling = LogitScaling(
      .vector(scales: [0.5, 2, 1.25], shifts: [0.1, -0.2, 0.3]), data: "holdout", sampleCount: 10)
    return try model.calibrated(by: scaling)
  }

  private static func table(
    _ missing: MissingValues, _ unseen: UnseenCategories, hasBases: Bool = false,
    products: [Interaction] = [], keeping kept: [String]? = nil, renamed: [String: String] = [:]
  ) throws -> ModelFile {
    let indicator = missing == .indicator
    func column(_ name: String, _ kind: TableColumn.Kind) -> TableColumn {
      TableColumn(name: renamed[name] ?? name, kind: kind)
    }
    var columns = [
      PreparedColumn(
        column: column("colour", .category(["blue", "green", "red"])), means: [0.5, 0.2, 0.3],
        hasIndicator: indicator),
      PreparedColumn(column: column("age", .number(origin: 0)), means: [41.5], hasIndicator: indicator),
      PreparedColumn(column: column("member", .boolean), means: [0.25], hasIndicator: false),
      PreparedColumn(
        column: column("since", .number(origin: 1_700_000_000)), means: [3.25], hasIndicator: indicator),
      PreparedColumn(column: column("size", .category(["L", "S"])), means: [0.75, 0.25], hasIndicator: false),
    ]
    if hasBases {
      columns[0] = PreparedColumn(
        column: columns[0].column, means: [0.5, 0.3], hasIndicator: indicator, base: "green")
      columns[2] = PreparedColumn(column: columns[2].column, means: [0.75], hasIndicator: false, base: "yes")
      columns[4] = PreparedColumn(column: columns[4].column, means: [0.25], hasIndicator: false, base: "L")
    }
    if let kept { columns = columns.filter { kept.contains($0.column.name) } }
    let preparation = Preparation(
      columns: columns, interactions: products, missing: missing, unseen: unseen, labelColumn: "kind")
    return ModelFile(
      try model(["first", "second", "third"], preparation.input), preparation: preparation)
  }

  /// The first samples of those that are drawn for a proof: enough for a test.
  static func samples(_ model: PortableModel) -> RawSamples {
    let count = 24
    switch RawSampleDraw(model, seed: 3).samples.values {
    case .dense(let numbers, let width):
      return RawSamples(count: count, .dense(Array(numbers.prefix(count * width)), width: width))
    case .table(let columns):
      return RawSamples(
        count: count,
        .table(
          columns.map { column in
            switch column {
            case .numbers(let numbers): .numbers(Array(numbers.prefix(count)))
            case .words(let words): .words(Array(words.prefix(count)))
            }
          }))
    }
  }

  static func options(
    _ form: ExportOptions.Form, _ precision: ExportOptions.Precision = .float,
    _ labels: ExportOptions.Labels = .names
  ) -> ExportOptions {
    var options = ExportOptions()
    (options.form, options.precision, options.labels) = (form, precision, labels)
    return options
  }

  /// A model's file as it is read.
  static func contents(_ model: PortableModel, _ options: ExportOptions) throws -> ExportContents {
    let files = try ONNXExport().files(of: model, options, ExportNotes(model.file, proof: nil))
    return ExportContents(path: "m.onnx", files: ["": SharedStorage(files[0].content.array)])
  }

  static func scorer(_ contents: ExportContents) throws -> any ExportScorer {
    try ONNXExport().scorer(of: contents, .none)
  }
}
