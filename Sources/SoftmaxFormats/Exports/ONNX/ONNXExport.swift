// ONNX files: the graph that other programs and devices compute.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// ONNX in the two forms of `ExportOptions.Form`, of versions that nearly every runtime takes: IR 8, operators of ai.onnx 15
/// and ai.onnx.ml 2.
struct ONNXExport: ExportFormat {
  let name = "onnx"
  let title = "ONNX"
  let endings = [".onnx"]
  let isFolder = false
  let readsTexts = true
  let textCompanions = [ONNXVocabulary.ending]
  let options: Set<ExportOptions.Name> = [.form, .precision, .labels]

  func problem(of model: PortableModel, _ options: ExportOptions) -> ExportProblem? {
    if model.file.model.needsOffsets { return .offsets(instead: "json") }
    if options.labels == .numbers, model.classNumbers == nil {
      return ExportProblem(
        "class names that are no whole numbers, as numbers", instead: "their names as labels")
    }
    if let problem = ExportProblem.emptyCategory(of: model, instead: "pmml") { return problem }
    guard options.form == .machineLearning else { return nil }
    let other = "the form of operators"
    if let problem = ExportProblem.texts(of: model, instead: other) { return problem }
    if model.mergesClasses { return .mergedClasses(instead: other) }
    if options.precision == .double {
      return ExportProblem("numbers of double precision in the operators of ai.onnx.ml", instead: other)
    }
    guard let table = model.input.table else { return nil }
    if !table.interactions.isEmpty { return .interactions(instead: other) }
    let count = table.columns.reduce(0) { $0 + ($1.categories?.count ?? 0) }
    if count > ONNXMachineLearningForm.mostCategories {
      return ExportProblem(
        "\(count) categories, each of which would be a number of every sample", instead: other)
    }
    return nil
  }

  func remarks(on model: PortableModel, _ options: ExportOptions) -> [String] {
    guard let columns = model.input.table?.columns else { return [] }
    // Inputs are named before anything else in a graph.
    var names = ONNXGraphBuilder(name: "", reserved: ONNXOutputs.all)
    return columns.compactMap { column in
      let name = names.input(column.name, .float, [1], documentation: "")
      guard name != column.name else { return nil }
      return "the column '\(column.name.printable(limit: 60))' is the input '\(name.printable(limit: 60))'"
    }
  }

  func files(
    of model: PortableModel, _ options: ExportOptions, _ notes: ExportNotes
  ) throws -> [ExportedFile] {
    var file = ONNXModel()
    switch options.form {
    case .operators:
      var form = ONNXOperatorsForm(model, options)
      file.graph = form.graph()
    case .machineLearning:
      var form = ONNXMachineLearningForm(model, options)
      file.graph = form.graph()
    }
    let usesMachineLearning = file.graph.nodes.contains { $0.domain == ONNXNode.machineLearning }
    file.operatorSets = [("", 15)] + (usesMachineLearning ? [(ONNXNode.machineLearning, 2)] : [])
    let producer = (notes["producer"] ?? "softmax").split(separator: " ").map(String.init)
    file.producerName = producer[0]
    file.producerVersion = producer.dropFirst().joined(separator: " ")
    file.documentation = "Softmax regression: probabilities of \(model.classCount) classes from raw inputs."
    if let table = model.input.table, table.refusesMissing || table.refusesUnseen {
      file.documentation += Self.refusals(of: table, options)
    }
    file.metadata = notes.entries.map { (key: $0.name, value: $0.text) }
    if case .image(_, let maximum) = model.input, !model.input.isBytes {
      file.metadata.append((key: ONNXImport.maximumKey, value: "\(maximum)"))
    }
    if let table = model.input.table, let shares = ONNXShares.text(of: table) {
      file.metadata.append((key: ONNXShares.key, value: shares))
    }
    let texts = try vocabulary(of: model, file.graph, notes).map { [ExportedFile(ONNXVocabulary.ending, $0)] }
    return [ExportedFile("model.onnx", file.encoded)] + (texts ?? [])
  }

  /// The file beside the graph of a model of texts.
  private func vocabulary(
    of model: PortableModel, _ graph: ONNXGraph, _ notes: ExportNotes
  ) throws -> ByteRope? {
    guard let table = model.input.table, table.hasTexts else { return nil }
    let texts = zip(graph.givenInputs, table.columns).filter { $0.1.text != nil }
    return try ONNXVocabulary(texts.map { ($0.name, $1) }, notes).encoded
  }

  /// What becomes of rows that the model refuses.
  private static func refusals(of table: PortableTable, _ options: ExportOptions) -> String {
    var text = ""
    if table.refusesMissing { text += " The model takes no missing cells: with one all probabilities are NaN." }
    if table.refusesUnseen, table.hasCategories {
      text += " It takes no categories that its training did not have: with one "
      text += options.form == .machineLearning ? "running the graph fails." : "all probabilities are NaN."
    }
    return text
  }

  func scorer(of contents: ExportContents, _ tools: ExternalTools) throws -> any ExportScorer {
    let model = try ONNXMessageReader(path: contents.path).model(contents.single)
    let vocabulary = try contents.files[ONNXVocabulary.ending].map {
      try ONNXVocabulary($0.array, path: contents.path(ofEnding: ONNXVocabulary.ending))
    }
    return ONNXScorer(model: model, vocabulary: vocabulary, path: contents.path)
  }

  func recognises(_ contents: ExportContents) -> Bool { Self.isModel(contents.single) }

  /// Whether the fields of a file are those of a model: its form's version and a graph.
  static func isModel(_ bytes: SharedStorage<UInt8>) -> Bool {
    var reader = ProtobufReader(bytes, path: "")
    var (hasVersion, hasGraph) = (false, false)
    do {
      while let field = try reader.next() {
        if field.number == 1, (3...64).contains(try field.integer()) { hasVersion = true }
        if field.number == 7 { hasGraph = (try? field.message()) != nil }
        if field.number > 64 { return false }
      }
    } catch {
      return false
    }
    return hasVersion && hasGraph
  }
}
