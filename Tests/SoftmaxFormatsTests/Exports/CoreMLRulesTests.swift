// Each rule of Core ML's validators, broken alone.

import SoftmaxFiles
import Testing

@testable import SoftmaxFormats

@Suite struct CoreMLRulesTests {
  typealias Change = @Sendable (inout CoreMLModel) -> Void

  struct Case: Sendable, CustomStringConvertible {
    let problem: String
    let change: Change

    init(_ problem: String, _ change: @escaping Change) { (self.problem, self.change) = (problem, change) }

    var description: String { problem }
  }

  /// What a model that keeps all rules but one is refused for.
  private func expect(_ model: CoreMLModel, _ broken: Case) {
    #expect(throws: Never.self) { try CoreMLRules.check(model, path: "m") }
    var changed = model
    broken.change(&changed)
    do {
      try CoreMLRules.check(changed, path: "m")
      Issue.record("'\(broken.problem)' was not seen")
    } catch {
      #expect(error.description.contains(broken.problem), "\(error)")
    }
  }

  private static let outputs = CoreMLComposer.outputs(.words(["a", "b", "c"]), "label", "probabilities")

  private static func linear(_ input: String = "f", _ count: Int = 2) -> CoreMLModel {
    CoreMLModel(
      inputs: [.vector(input, count)], outputs: outputs, labelName: "label", probabilitiesName: "probabilities",
      kind: .linear(
        CoreMLLinear(
          rows: [[Double](repeating: 1, count: count), [Double](repeating: 2, count: count)], offsets: [0, 1],
          labels: .words(["a", "b", "c"]))))
  }

  private static func changeLinear(_ change: @escaping @Sendable (inout CoreMLLinear) -> Void) -> Change {
    { model in
      guard case .linear(var linear) = model.kind else { return }
      change(&linear)
      model.kind = .linear(linear)
    }
  }

  @Test(
    arguments: [
      Case("version is 2") { $0.version = 2 },
      Case("no inputs") { $0.inputs = [] },
      Case("no outputs") { $0.outputs = [] },
      Case("has no name") { $0.inputs[0].name = "" },
      Case("have one name") { $0.inputs.append($0.inputs[0]) },
      Case("is optional") { $0.inputs[0].isOptional = true },
      Case("is optional") { $0.outputs[0].isOptional = true },
      Case("has no type") { $0.inputs[0].kind = nil },
      Case("has no shape") { $0.inputs[0].kind = .array(shape: [], type: 65600) },
      Case("has the shape [-2]") { $0.inputs[0].kind = .array(shape: [-2], type: 65600) },
      Case("larger than any array") { $0.inputs[0].kind = .array(shape: [1 << 40, 1 << 40], type: 65600) },
      Case("has the data type 0") { $0.inputs[0].kind = .array(shape: [2], type: 0) },
      Case("no type of keys") { $0.outputs[1].kind = .dictionary(byWords: nil) },
      Case("is a picture of 0 x 2") { $0.inputs[0].kind = .image(width: 0, height: 2, colour: 10) },
      Case("has the colours 0") { $0.inputs[0].kind = .image(width: 1, height: 2, colour: 0) },
      Case("larger than any picture") {
        $0.inputs[0].kind = .image(width: 1 << 40, height: 1 << 40, colour: 20)
      },
    ] as [Case]) func theInterfaceIsChecked(_ broken: Case)
  { expect(Self.linear(), broken) }

  @Test(
    arguments: [
      Case("no class labels", changeLinear { $0.labels = nil }),
      Case("no class labels", changeLinear { $0.labels = .words([]) }),
      Case("two classes have one label", changeLinear { $0.labels = .words(["a", "b", "a"]) }),
      Case("is no integer", changeLinear { $0.labels = .integers([1, 2, 3]) }),
      Case("which output is the class") { $0.labelName = "" },
      Case("is no text") { $0.labelName = "probabilities" },
      Case("no dictionary by labels") { $0.probabilitiesName = "label" },
      Case("of the classifier is no number") { $0.inputs[0].kind = .word },
      Case("the transformation 2 is none", changeLinear { $0.transform = 2 }),
      Case("the encoding 2 of classes is none", changeLinear { $0.encoding = 2 }),
      Case("has no weights", changeLinear { $0.rows = [] }),
      Case("2 rows of weights and 1 offsets", changeLinear { $0.offsets = [1] }),
      Case(
        "3 rows of weights for 3 classes, expected 2",
        changeLinear { ($0.rows, $0.offsets) = ([[1, 1], [1, 1], [1, 1]], [1, 1, 1]) }),
      Case("2 rows of weights for 3 classes, expected 3", changeLinear { $0.encoding = 1 }),
      Case("a probit has 3 classes", changeLinear { $0.transform = 1 }),
      Case("rows of weights are empty", changeLinear { $0.rows = [[], []] }),
      Case("of different lengths", changeLinear { $0.rows[1] = [1] }),
      Case("2 weights for 3 numbers") { $0.inputs[0] = .vector("f", 3) },
      Case(
        "is no softmax",
        changeLinear { ($0.encoding, $0.rows, $0.offsets) = (1, [[1, 1], [1, 1], [1, 1]], [1, 1, 1]) }),
    ] as [Case]) func theLinearClassifierIsChecked(_ broken: Case)
  { expect(Self.linear(), broken) }

  // MARK: Pipelines

  /// A word, a number and what is made of them.
  private static let pipeline = CoreMLModel(
    inputs: [CoreMLFeature(name: "w", kind: .word), CoreMLFeature(name: "n", kind: .number)], outputs: outputs,
    labelName: "label", probabilitiesName: "probabilities",
    kind: .pipeline(
      [
        CoreMLModel(
          inputs: [CoreMLFeature(name: "w", kind: .word)], outputs: [CoreMLFeature(name: "i", kind: .integer)],
          kind: .mapping([CoreMLMapping(word: "x", number: 0)], unknown: 1)),
        CoreMLModel(
          inputs: [CoreMLFeature(name: "i", kind: .integer)], outputs: [.vector("e", 2)],
          kind: .oneHot(.integers([0, 1]), ignoresUnknown: false)),
        CoreMLModel(
          inputs: [CoreMLFeature(name: "n", kind: .number), .vector("e", 2)], outputs: [.vector("v", 3)],
          kind: .vectorizer([CoreMLColumn(name: "n", count: 1), CoreMLColumn(name: "e", count: 2)])),
        CoreMLModel(
          inputs: [.vector("v", 3)], outputs: [.vector("s", 3)], kind: .scaler(shift: [1, 2, 3], scale: [2])),
        CoreMLModel(
          inputs: [.vector("s", 3)], outputs: [.vector("p", 3)],
          kind: .imputer(.numbers([1, 2, 3]), replaced: .nan)),
        linear("p", 3),
      ], names: []))

  private static func changePart(_ place: Int, _ change: @escaping Change) -> Change {
    { model in
      guard case .pipeline(var models, let names) = model.kind else { return }
      change(&models[place])
      model.kind = .pipeline(models, names: names)
    }
  }

  private static func changePipeline(
    _ change: @escaping @Sendable (inout [CoreMLModel], inout [String]) -> Void
  ) -> Change {
    { model in
      guard case .pipeline(var models, var names) = model.kind else { return }
      change(&models, &names)
      model.kind = .pipeline(models, names: names)
    }
  }

  @Test(
    arguments: [
      Case("has no models", changePipeline { models, _ in models = [] }),
      Case("1 names for 6 models", changePipeline { _, names in names = ["a"] }),
      Case("have one name", changePipeline { _, names in names = ["a", "b", "c", "d", "e", "a"] }),
      Case("takes 'w', which none before it gives") { $0.inputs.removeFirst() },
      Case("takes 'w' as another type") { $0.inputs[0].kind = .number },
      Case("'n' is given twice", changePart(3) { $0.outputs[0].name = "n" }),
      Case("gives 'label' as another type") { $0.outputs[0].kind = .integer },
      Case("no model of the pipeline gives 'other'") { $0.outputs[0].name = "other" },
      Case(
        "the last model of the pipeline is no classifier", changePipeline { models, _ in models.removeLast() }),
      Case("tells another class") { $0.labelName = "other" },
      Case("a mapping has no words", changePart(0) { $0.kind = .mapping([], unknown: 1) }),
      Case(
        "a mapping has a word twice",
        changePart(0) { model in
          let pair = CoreMLMapping(word: "x", number: 0)
          model.kind = .mapping([pair, pair], unknown: 1)
        }),
      Case("gives no integer", changePart(0) { $0.outputs[0].kind = .word }),
      Case("takes no words") { model in
        model.inputs[0].kind = .number
        changePart(0) { $0.inputs[0].kind = .number }(&model)
      },
      Case("has 1 inputs and 2 outputs", changePart(0) { $0.outputs.append(.vector("z", 1)) }),
      Case("an encoder has no categories", changePart(1) { $0.kind = .oneHot(.none, ignoresUnknown: false) }),
      Case("takes no words", changePart(1) { $0.kind = .oneHot(.words(["a", "b"]), ignoresUnknown: false) }),
      Case(
        "takes no integers",
        changePart(0) { model in
          model.inputs = [CoreMLFeature(name: "w", kind: .word)]
          model.outputs = [.vector("i", 2)]
          model.kind = .oneHot(.integers([0, 1]), ignoresUnknown: false)
        }),
      Case(
        "has a category twice", changePart(1) { $0.kind = .oneHot(.integers([1, 1]), ignoresUnknown: false) }),
      Case(
        "gives an array of shape [2]",
        changePart(1) { $0.kind = .oneHot(.integers([1]), ignoresUnknown: false) }),
      Case("gives no array", changePart(1) { $0.outputs[0].kind = .number }),
    ] as [Case]) func pipelinesAndTheirEncodersAreChecked(_ broken: Case)
  { expect(Self.pipeline, broken) }

  @Test(
    arguments: [
      Case("a vectorizer has 2 outputs", changePart(2) { $0.outputs.append(.vector("z", 1)) }),
      Case("a vectorizer gives no array", changePart(2) { $0.outputs[0].kind = .number }),
      Case("which is no number", changePart(2) { $0.inputs[0] = CoreMLFeature(name: "w", kind: .word) }),
      Case("a vectorizer has no columns", changePart(2) { $0.kind = .vectorizer([]) }),
      Case(
        "takes 0 numbers of 'n'",
        changePart(2) { $0.kind = .vectorizer([CoreMLColumn(name: "n", count: 0)]) }),
      Case(
        "takes 'x', which is no input of it",
        changePart(2) { $0.kind = .vectorizer([CoreMLColumn(name: "x", count: 1)]) }),
      Case(
        "takes 3 numbers of 'e', which has 2",
        changePart(2) { $0.kind = .vectorizer([CoreMLColumn(name: "e", count: 3)]) }),
      Case(
        "inputs that it does not use",
        changePart(2) { $0.kind = .vectorizer([CoreMLColumn(name: "e", count: 2)]) }),
      Case("an array of another length", changePart(2) { $0.outputs[0] = .vector("v", 4) }),
      Case("a scaler gives another type or shape", changePart(3) { $0.outputs[0] = .vector("s", 4) }),
      Case(
        "a scaler has 2 shifts and 1 scales", changePart(3) { $0.kind = .scaler(shift: [1, 2], scale: [1]) }),
      Case(
        "a scaler takes no number",
        changePart(0) { model in
          model.outputs = [CoreMLFeature(name: "i", kind: .word)]
          model.kind = .scaler(shift: [], scale: [])
        }),
      Case("an imputer gives another type or shape", changePart(4) { $0.outputs[0] = .vector("p", 4) }),
      Case("an imputer has no value", changePart(4) { $0.kind = .imputer(.none, replaced: .nan) }),
      Case("an imputer has 2 values", changePart(4) { $0.kind = .imputer(.numbers([1, 2]), replaced: .nan) }),
      Case(
        "an imputer of numbers takes none",
        changePart(0) { model in
          model.outputs = [CoreMLFeature(name: "i", kind: .word)]
          model.kind = .imputer(.number(1), replaced: nil)
        }),
      Case(
        "an imputer of arrays takes no array",
        changePart(0) { model in
          model.outputs = [CoreMLFeature(name: "i", kind: .word)]
          model.kind = .imputer(.numbers([1]), replaced: nil)
        }),
    ] as [Case]) func transformationsAreChecked(_ broken: Case)
  { expect(Self.pipeline, broken) }

  // MARK: Networks

  private static let network = CoreMLModel(
    inputs: [CoreMLFeature(name: "image", kind: .image(width: 2, height: 1, colour: 10))], outputs: outputs,
    labelName: "label", probabilitiesName: "probabilities",
    kind: .network(
      CoreMLNetwork(
        layers: [
          .init(
            name: "linear", inputs: ["image"], outputs: ["x"],
            kind: .innerProduct(
              .init(
                inputCount: 2, outputCount: 3, hasBias: true, weights: [1, 2, 3, 4, 5, 6], bias: [1, 2, 3]))),
          .init(name: "softmax", inputs: ["x"], outputs: ["p"], kind: .softmax),
        ], preprocessing: [.init(featureName: "image", scale: 1)], labels: .words(["a", "b", "c"]),
        probabilityLayer: "p")))

  private static func changeNetwork(_ change: @escaping @Sendable (inout CoreMLNetwork) -> Void) -> Change {
    { model in
      guard case .network(var network) = model.kind else { return }
      change(&network)
      model.kind = .network(network)
    }
  }

  private static func changeProduct(
    _ change: @escaping @Sendable (inout CoreMLNetwork.InnerProduct) -> Void
  ) -> Change {
    changeNetwork { network in
      guard case .innerProduct(var product)? = network.layers[0].kind else { return }
      change(&product)
      network.layers[0].kind = .innerProduct(product)
    }
  }

  @Test(
    arguments: [
      Case("no class labels", changeNetwork { $0.labels = nil }),
      Case("the network has no layers", changeNetwork { $0.layers = [] }),
      Case("array of 2 dimensions") { $0.inputs[0].kind = .array(shape: [1, 2], type: 65600) },
      Case("no picture and no array") { $0.inputs[0].kind = .number },
      Case("prepares 'other', which is no input", changeNetwork { $0.preprocessing[0].featureName = "other" }),
      Case("which is no picture") { $0.inputs[0] = .vector("image", 2) },
      Case("prepares 'image' twice", changeNetwork { $0.preprocessing += $0.preprocessing }),
      Case("a layer of the network has no name", changeNetwork { $0.layers[0].name = "" }),
      Case("two layers of the network have one name", changeNetwork { $0.layers[1].name = "linear" }),
      Case("has 0 inputs and 1 outputs", changeNetwork { $0.layers[0].inputs = [] }),
      Case("takes 'y', which no layer before it gives", changeNetwork { $0.layers[1].inputs = ["y"] }),
      Case("computes nothing", changeNetwork { $0.layers[1].kind = nil }),
      Case("gives 'x', which is there already", changeNetwork { $0.layers[1].outputs = ["x"] }),
      Case("which no layer gives", changeNetwork { $0.probabilityLayer = "image" }),
      Case("3 probabilities for 2 classes", changeNetwork { $0.labels = .words(["a", "b"]) }),
      Case("no layer of the network gives 'more'") { $0.outputs.append(.vector("more", 1)) },
      Case("5 weights for 2 x 3", changeProduct { $0.weights.removeLast() }),
      Case("6 weights for -2 x -3", changeProduct { ($0.inputCount, $0.outputCount) = (-2, -3) }),
      Case(
        "takes 3 numbers, but is given 2",
        changeProduct { ($0.inputCount, $0.outputCount, $0.bias) = (3, 2, [1, 2]) }),
      Case("says that it has none", changeProduct { $0.hasBias = false }),
      Case("2 numbers of a bias for 3 outputs", changeProduct { $0.bias.removeLast() }),
    ] as [Case]) func networksAreChecked(_ broken: Case)
  { expect(Self.network, broken) }
}
