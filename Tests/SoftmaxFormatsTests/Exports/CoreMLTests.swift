// Core ML: what is written computes what the model does, and is as the specification has it.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct CoreMLTests {
  private static let format = CoreMLFormat()
  /// Bytes of one channel, whose classes are merged: a network.
  private static let mergedPictures = ExportModels.Named(
    "merged pictures",
    ModelFile(
      ExportModels.dense(.image(shape: [4, 4]), classes: ["cat", "dog", "ship"], seed: 30).withOutputs(
        ModelOutputs(classes: ExportModels.vocabulary(["pet", "ship"]), classOfRow: [0, 0, 1]))))
  private static let colours = ExportModels.Named(
    "bytes of colours",
    ModelFile(ExportModels.dense(.image(shape: [2, 3, 3]), classes: ["cat", "dog"], seed: 31)))
  /// Missing cells are refused, and unseen categories are not.
  private static let halfStrict = ExportModels.Named("half strict", halfStrictTable())
  private static let models =
    ExportModels.all.filter { Self.format.problem(of: PortableModel($0.file), ExportOptions()) == nil }
    + [mergedPictures, colours, halfStrict]

  private static func halfStrictTable() -> ModelFile {
    let preparation = Preparation(
      columns: [ExportModels.columns[0], ExportModels.columns[6]], missing: .error, unseen: .zeros,
      labelColumn: nil)
    return ModelFile(
      ExportModels.dense(preparation.input, classes: ["a", "b", "c"], seed: 32, scales: [40, 1, 1]),
      preparation: preparation)
  }

  private func model(_ file: ModelFile, _ options: ExportOptions = ExportOptions()) throws -> CoreMLModel {
    try CoreMLModel(ExportChecks.contents(Self.format, file, options).single, path: "m.mlmodel")
  }

  @Test(arguments: models)
  func whatIsWrittenSaysWhatTheModelDoes(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(Self.format, model.file)
    #expect((proof.logitDifference == nil) == PortableModel(model.file).mergesClasses)
  }

  /// The specification's own numbers, byte by byte, for two classes of one number.
  @Test func aSmallFileIsTheBytesThatTheSpecificationHas() {
    let model = CoreMLModel(
      inputs: [.vector("f", 1)], outputs: [], labelName: "c",
      kind: .linear(CoreMLLinear(rows: [[1]], offsets: [-2], labels: .words(["n", "y"]))))
    let type: [UInt8] = [0x2a, 0x07, 0x0a, 0x01, 0x01, 0x10, 0xc0, 0x80, 0x04]
    let description: [UInt8] = [0x0a, 0x0e, 0x0a, 0x01, 0x66, 0x1a, 0x09] + type + [0x5a, 0x01, 0x63]
    let linear: [UInt8] =
      [0x0a, 0x0a, 0x0a, 0x08, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0x12, 0x08, 0, 0, 0, 0, 0, 0, 0, 0xc0]
      + [0xa2, 0x06, 0x06, 0x0a, 0x01, 0x6e, 0x0a, 0x01, 0x79]
    #expect(
      model.encoded.array == [0x08, 0x01, 0x12, UInt8(description.count)] + description
        + [0x82, 0x19, UInt8(linear.count)] + linear)
  }

  @Test func theFirstClassIsTheReference() throws {
    let portable = PortableModel(ExportModels.vectors.file)
    guard case .linear(let linear) = try model(ExportModels.vectors.file).kind else {
      Issue.record("no linear classifier")
      return
    }
    #expect(linear.encoding == 0 && linear.transform == 0)
    #expect(linear.labels == .words(["cat", "dog", "ship"]))
    #expect(linear.rows.count == 2)
    for row in 1...2 {
      #expect(linear.offsets[row - 1] == Double(portable.bias[row]) - Double(portable.bias[0]))
      for j in 0..<5 {
        #expect(
          linear.rows[row - 1][j] == Double(portable.weights[row * 5 + j]) - Double(portable.weights[j]))
      }
    }
  }

  /// A category has its weight, a base none, and the missing one the share of the means and the indicator.
  @Test func missingCellsGetTheMeansInside() throws {
    let file = ExportModels.table.file
    let portable = PortableModel(file)
    guard case .pipeline(let models, _) = try model(file).kind,
      case .linear(let linear)? = models.last?.kind
    else {
      Issue.record("no pipeline")
      return
    }
    let encoders = models.compactMap { model -> [String]? in
      if case .oneHot(.words(let words), true) = model.kind { words } else { nil }
    }
    #expect(encoders.contains(["blue", "green", "red", ""]))
    // Six numbers with three indicators stand among them: age, seen, income, its indicator, member, active, its indicator.
    let plan = 7
    let first = try #require(portable.input.table?.columns.first { $0.name == "plan" }).firstFeature
    let width = portable.featureCount
    func difference(_ feature: Int) -> Double {
      Double(portable.weights[width + feature]) - Double(portable.weights[feature])
    }
    #expect(linear.rows[0][plan + 1] == difference(first + 1))
    let missing =
      Double(Float(0.5)) * difference(first) + Double(Float(0.3)) * difference(first + 1)
      + Double(Float(0.2)) * difference(first + 2) + difference(first + 3)
    #expect(abs(linear.rows[0][plan + 3] - missing) < 1e-12)
  }

  @Test(arguments: [ExportModels.strictTable, halfStrict])
  func refusedCellsHaveNoProbabilities(_ named: ExportModels.Named) throws {
    let file = named.file
    let table = try #require(PortableModel(file).input.table)
    let scorer = try Self.format.scorer(of: ExportChecks.contents(Self.format, file), .none)
    let good = ExportChecks.fewSamples(of: PortableModel(file))
    guard case .table(let columns) = good.values else { return }
    let whole = try scorer.scores(of: good).probabilities
    for place in columns.indices {
      for isUnseen in [false, true] {
        var changed = columns
        switch columns[place] {
        case .numbers(var numbers):
          if isUnseen { continue }
          numbers[1] = .nan
          changed[place] = .numbers(numbers)
        case .words(var words):
          words[1] = isUnseen ? "unseen" : nil
          changed[place] = .words(words)
        }
        let found = try scorer.scores(of: RawSamples(count: 3, .table(changed))).probabilities
        let width = whole.count / 3
        #expect(found[width..<2 * width].allSatisfy(\.isNaN) == (!isUnseen || table.refusesUnseen))
        #expect(Array(found[..<width]) == Array(whole[..<width]))
      }
    }
  }

  /// No model of ours is like this, but a file may be.
  @Test func aNetworkBehindARefusedWordHasNoProbabilities() throws {
    let word = CoreMLFeature(name: "w", kind: .word)
    let outputs = CoreMLComposer.outputs(.words(["n", "y"]), "label", "probabilities")
    let network = CoreMLNetwork(
      layers: [
        .init(
          name: "linear", inputs: ["e"], outputs: ["z"],
          kind: .innerProduct(
            .init(inputCount: 2, outputCount: 2, hasBias: false, weights: [1, 2, 3, 3], bias: []))
        ),
        .init(name: "softmax", inputs: ["z"], outputs: ["p"], kind: .softmax),
      ], preprocessing: [], labels: .words(["n", "y"]))
    let parts = [
      CoreMLModel(
        inputs: [word], outputs: [.vector("e", 2)], kind: .oneHot(.words(["a", "b"]), ignoresUnknown: false)),
      CoreMLModel(
        inputs: [.vector("e", 2)], outputs: outputs, labelName: "label", probabilitiesName: "probabilities",
        kind: .network(network)),
    ]
    let whole = CoreMLModel(
      inputs: [word], outputs: outputs, labelName: "label", probabilitiesName: "probabilities",
      kind: .pipeline(parts, names: ["encode", "classify"]))
    let contents = ExportContents(path: "m", files: ["": SharedStorage(whole.encoded.array)])
    let found = try CoreMLScorer(contents).scores(
      of: RawSamples(count: 3, .table([.words(["a", "c", nil])])))
    #expect(found.probabilities.count == 6 && found.probabilities[2...].allSatisfy(\.isNaN))
    #expect(abs(found.probabilities[1] - 1 / (1 + exp(-2))) < 1e-15)
  }

  @Test func picturesAreNetworksOfTheirChannels() throws {
    let portable = PortableModel(Self.colours.file)
    let written = try model(Self.colours.file)
    #expect(written.inputs[0].kind == .image(width: 3, height: 2, colour: 20))
    guard case .network(let network) = written.kind, case .innerProduct(let product)? = network.layers[1].kind
    else {
      Issue.record("no network")
      return
    }
    // Green of the last pixel of the first row: channel 1, row 0, column 2.
    #expect(product.weights[1 * 6 + 2] == portable.weights[2 * 3 + 1])
    #expect(network.preprocessing == [.init(featureName: "image", scale: Float(1.0 / 255))])
    guard case .network(let merged) = try model(Self.mergedPictures.file).kind,
      case .innerProduct(let sums)? = merged.layers.last?.kind
    else {
      Issue.record("no network")
      return
    }
    #expect(sums.weights == [1, 1, 0, 0, 0, 1] && merged.probabilityLayer == "classes")
  }

  @Test func labelsMayBeNumbers() throws {
    var options = ExportOptions()
    options.labels = .numbers
    let written = try model(ExportModels.numberedClasses.file, options)
    #expect(written.outputs[0].kind == .integer && written.outputs[1].kind == .dictionary(byWords: false))
    guard case .linear(let linear) = written.kind else { return }
    #expect(linear.labels == .integers([7, -3, 0]))
    try ExportChecks.proves(Self.format, ExportModels.numberedClasses.file, options)
    ExportChecks.refuses(Self.format, ExportModels.vectors.file, "whole numbers", options)
  }

  @Test func whatCoreMLCannotHoldIsRefusedByName() {
    ExportChecks.refuses(Self.format, ExportModels.mergedClasses.file, "merged classes")
    ExportChecks.refuses(Self.format, ExportModels.offsets.file, "offsets")
    ExportChecks.refuses(Self.format, ExportModels.interactions.file, "products of columns")
    let column = PreparedColumn(
      column: TableColumn(name: "size", kind: .category(["", "large"])), means: [0.5, 0.5], hasIndicator: false)
    let preparation = Preparation(columns: [column], missing: .error, unseen: .error, labelColumn: nil)
    let empty = ModelFile(
      ExportModels.dense(preparation.input, classes: ["a", "b"], seed: 1), preparation: preparation)
    ExportChecks.refuses(Self.format, empty, "the empty category of the column 'size'")
  }

  /// A column may be called as an output is, or as something in between.
  @Test func namesOfColumnsAreKept() throws {
    let columns = ["classLabel", "features", "classLabel missing", "classProbability"].map { name in
      PreparedColumn(
        column: TableColumn(name: name, kind: .number(origin: 1)), means: [0.5], hasIndicator: true)
    }
    let preparation = Preparation(columns: columns, missing: .indicator, unseen: .error, labelColumn: nil)
    let file = ModelFile(
      ExportModels.dense(preparation.input, classes: ["a", "b"], seed: 33), preparation: preparation)
    try ExportChecks.proves(Self.format, file)
    let written = try model(file)
    #expect(written.inputs.map(\.name) == columns.map(\.column.name))
    #expect(written.labelName == "classLabel 2" && written.probabilitiesName == "classProbability 2")
  }

  @Test func notesStandInTheMetadata() throws {
    let written = try model(ExportModels.recorded.file)
    #expect(written.shortDescription == "Softmax regression of 3 classes.")
    #expect(written.notes.contains { $0.name == "proof" && $0.text == "not compared yet" })
    #expect(written.notes.contains { $0.name == "certified_gap" && $0.text == "2.5e-07" })
  }

  @Test func damagedFilesAreRefusedOrScored() throws {
    try ExportChecks.survivesDamage(Self.format, ExportModels.twoClasses.file, most: 600)
    try ExportChecks.survivesDamage(Self.format, Self.mergedPictures.file, most: 200)
    try ExportChecks.survivesDamage(Self.format, Self.halfStrict.file, most: 200)
  }

  @Test func onlyItsOwnFilesAreRecognised() throws {
    #expect(Self.format.recognises(try ExportChecks.contents(Self.format, ExportModels.vectors.file)))
    // Of ONNX: the version of its representation, 8.
    for bytes: [UInt8] in [[], [8, 1], [8, 8, 0x12, 0, 0], [8, 1, 0x1a, 0]] {
      #expect(!Self.format.recognises(ExportContents(path: "x", files: ["": SharedStorage(bytes)])))
    }
  }

  @Test(
    arguments: [
      ([0x08, 0x01], "nothing of how it computes"),
      ([0x08, 0x01, 0xaa, 0x13, 0x00], "field 309 of Model"),
      ([0x08, 0x01, 0x50, 0x01], "field 10 of Model"),
      ([0x08, 0x01, 0x12, 0xff, 0xff, 0xff, 0xff, 0x0f], "bytes, but"),
      ([0x08, 0x01, 0x82, 0x19, 0x00], "no inputs"),
    ] as [([UInt8], String)])
  func whatIsNotUnderstoodIsNamed(_ bytes: [UInt8], _ problem: String) {
    do {
      _ = try CoreMLScorer(ExportContents(path: "m", files: ["": SharedStorage(bytes)]))
      Issue.record("taken")
    } catch {
      #expect(error.description.contains(problem), "\(error)")
    }
  }
}
