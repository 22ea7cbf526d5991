// The label of an ONNX graph has to be that of its probabilities, and has the names of the classes.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct ONNXLabelTests {
  private func contents(
    _ nodes: [ONNXNode], _ constants: [ONNXTensor] = [], outputs: [(String, ONNXElementType)]
  ) -> ExportContents {
    var model = ONNXModel()
    model.operatorSets = [("", 15), (ONNXNode.machineLearning, 2)]
    model.graph.nodes = nodes
    model.graph.initializers = constants
    model.graph.inputs = [ONNXValueInfo("X", .float, [.named("N"), .size(2)])]
    model.graph.outputs = outputs.map { ONNXValueInfo($0.0, $0.1, [.named("N")]) }
    return ExportContents(path: "m.onnx", files: ["": SharedStorage(model.encoded.array)])
  }

  private func node(
    _ operation: String, _ inputs: [String], _ outputs: [String], _ attributes: [ONNXAttribute] = [],
    domain: String = ""
  ) -> ONNXNode {
    var node = ONNXNode()
    (node.operation, node.inputs, node.outputs) = (operation, inputs, outputs)
    (node.attributes, node.domain) = (attributes, domain)
    return node
  }

  private let weights = ONNXTensor("W", shape: [2, 3], floats: [1, 2, 3, 4, 5, 6])
  private let others = ONNXTensor("V", shape: [2, 3], floats: [1, 2, 3, 4, 5, 7])
  private let names = ONNXTensor("names", shape: [3], texts: ["ape", "bee", "cat"])
  private let axis = ONNXAttribute("axis", .integer(1))

  /// A layer with its softmax, and other nodes behind it.
  private func layer(
    _ nodes: [ONNXNode], outputs: [(String, ONNXElementType)] = [("p", .float), ("l", .string)]
  ) -> ExportContents {
    contents(
      [node("MatMul", ["X", "W"], ["z"]), node("Softmax", ["z"], ["p"], [axis])] + nodes,
      [weights, others, names], outputs: outputs)
  }

  private func classifier(_ label: String = "c", _ probabilities: String = "p", last: Float = 6) -> ONNXNode {
    node(
      "LinearClassifier", ["X"], [label, probabilities],
      [
        ONNXAttribute("coefficients", .floats([1, 2, 3, 4, 5, last])),
        ONNXAttribute("classlabels_ints", .integers([0, 1, 2])),
        ONNXAttribute("post_transform", .text("SOFTMAX")),
      ], domain: ONNXNode.machineLearning)
  }

  private func encoder(_ input: String, _ keys: [Int], _ names: [String]) -> ONNXNode {
    node(
      "LabelEncoder", [input], ["l"],
      [ONNXAttribute("keys_int64s", .integers(keys)), ONNXAttribute("values_strings", .texts(names))],
      domain: ONNXNode.machineLearning)
  }

  private func map(_ texts: [String], _ input: String = "p") -> ONNXNode {
    node(
      "ZipMap", [input], ["m"], [ONNXAttribute("classlabels_strings", .texts(texts))],
      domain: ONNXNode.machineLearning)
  }

  private func classes(_ contents: ExportContents) throws -> [String] {
    try ONNXImport().model(in: contents, ImportOptions()).model.classes.names
  }

  private func expectRefusal(
    _ contents: ExportContents, _ node: String, _ problem: String = "",
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: FileError.self, sourceLocation: sourceLocation) { try classes(contents) }
    let text = error?.problem ?? ""
    #expect(text.contains(node) && text.contains(problem), "\(text)", sourceLocation: sourceLocation)
  }

  @Test func namesComeThroughGatherAndLabelEncoder() throws {
    let best = node("ArgMax", ["z"], ["i"], [axis])
    #expect(
      try classes(layer([best, node("Gather", ["names", "i"], ["l"])])) == ["ape", "bee", "cat"])
    #expect(try classes(layer([best, encoder("i", [2, 0, 1], ["c", "a", "b"])])) == ["a", "b", "c"])
    let two = contents(
      [classifier(), encoder("c", [0, 1, 2], ["x", "y", "z"])], outputs: [("l", .string), ("p", .float)])
    #expect(try classes(two) == ["x", "y", "z"])
    // A number beside the name is no other label.
    let both = layer(
      [best, node("Gather", ["names", "i"], ["l"])],
      outputs: [("i", .int64), ("p", .float), ("z", .float), ("l", .string)])
    #expect(try classes(both) == ["ape", "bee", "cat"])
  }

  @Test func aLabelThatContradictsTheProbabilitiesIsRefused() {
    expectRefusal(
      layer([node("ArgMin", ["z"], ["i"], [axis]), node("Gather", ["names", "i"], ["l"])]), "(ArgMin)")
    expectRefusal(
      layer([
        node("MatMul", ["X", "V"], ["y"]), node("ArgMax", ["y"], ["i"], [axis]),
        node("Gather", ["names", "i"], ["l"]),
      ]), "node 'l' (Gather)", "not that of the largest")
    let first = [ONNXAttribute("axis", .integer(0))]
    expectRefusal(layer([node("ArgMax", ["z"], ["l"], first)]), "(ArgMax)")
    let last = [axis, ONNXAttribute("select_last_index", .integer(1))]
    expectRefusal(layer([node("ArgMax", ["z"], ["l"], last)]), "(ArgMax)")
    expectRefusal(
      layer([node("ArgMax", ["z"], ["i"], [axis]), encoder("i", [0, 1, 3], ["a", "b", "c"])]),
      "(ai.onnx.ml.LabelEncoder)", "the class '2' is none of its keys")
    // The label of another classifier.
    expectRefusal(
      contents(
        [classifier("l", "q"), classifier("c", "p", last: 7)], outputs: [("l", .int64), ("p", .float)]),
      "LinearClassifier", "not that of the largest")
    let short = ONNXTensor("few", shape: [2], texts: ["a", "b"])
    let graph = contents(
      [
        node("MatMul", ["X", "W"], ["z"]), node("Softmax", ["z"], ["p"], [axis]),
        node("ArgMax", ["z"], ["i"], [axis]), node("Gather", ["few", "i"], ["l"]),
      ], [weights, short], outputs: [("p", .float), ("l", .string)])
    expectRefusal(graph, "(Gather)", "among 2 names for 3 classes")
  }

  @Test func aSecondHeadIsRefused() {
    let second = [node("MatMul", ["X", "V"], ["y"]), node("Softmax", ["y"], ["q"], [axis])]
    expectRefusal(
      layer(second, outputs: [("p", .float), ("q", .float)]), "node 'q' (Softmax)", "two classifiers")
    expectRefusal(
      layer(second, outputs: [("p", .float), ("y", .float)]), "node 'y' (MatMul)",
      "neither the probabilities nor the logits")
    expectRefusal(
      contents(
        [classifier("c", "p"), classifier("d", "q", last: 7)], outputs: [("p", .float), ("q", .float)]),
      "LinearClassifier", "two classifiers")
    expectRefusal(layer([], outputs: [("p", .float), ("none", .string)]), "'none'", "none of the nodes")
  }

  @Test func theNamesOfAMapAreThoseOfTheLabel() throws {
    let outputs: [(String, ONNXElementType)] = [("m", .float)]
    #expect(try classes(layer([map(["x", "y", "z"])], outputs: outputs)) == ["x", "y", "z"])
    expectRefusal(layer([map(["x", "y"])], outputs: outputs), "(ai.onnx.ml.ZipMap)")
    let best = [node("ArgMax", ["z"], ["i"], [axis]), node("Gather", ["names", "i"], ["l"])]
    let both: [(String, ONNXElementType)] = [("l", .string), ("m", .float)]
    #expect(try classes(layer(best + [map(["ape", "bee", "cat"])], outputs: both)) == ["ape", "bee", "cat"])
    expectRefusal(layer(best + [map(["bee", "ape", "cat"])], outputs: both), "ZipMap", "in another order")
    expectRefusal(layer(best + [map(["a", "b", "c"])], outputs: both), "ZipMap")
  }

  @Test func aLabelOfRefusedRowsIsNoClass() throws {
    func graph(_ none: String) -> ExportContents {
      contents(
        [
          node("MatMul", ["X", "W"], ["z"]), node("Softmax", ["z"], ["p"], [axis]),
          node("ArgMax", ["z"], ["i"], [axis, ONNXAttribute("keepdims", .integer(0))]),
          node("Gather", ["names", "i"], ["told"]), node("Gather", ["p", "zero"], ["first"], [axis]),
          node("Reshape", ["first", "flat"], ["each"]), node("IsNaN", ["each"], ["refused"]),
          node("Where", ["refused", "none", "told"], ["l"]),
        ],
        [
          weights, names, ONNXTensor("zero", shape: [1], integers: [0]),
          ONNXTensor("flat", shape: [1], integers: [-1]), ONNXTensor("none", shape: [1], texts: [none]),
        ], outputs: [("p", .float), ("l", .string)])
    }
    #expect(try classes(graph("")) == ["ape", "bee", "cat"])
    expectRefusal(graph("ape"), "(Where)", "get the name of a class")
  }

  // MARK: Files that say something twice

  @Test func whatIsSaidTwiceIsRefused() throws {
    let axes = [axis, ONNXAttribute("axis", .integer(0))]
    let twice = contents(
      [node("MatMul", ["X", "W"], ["z"]), node("Softmax", ["z"], ["p"], axes)], [weights],
      outputs: [("p", .float)])
    expectRefusal(twice, "node 'p' (Softmax)", "its setting 'axis' is given twice")
    expectRefusal(
      contents([node("MatMul", ["X", "W"], ["p"])], [weights, weights], outputs: [("p", .float)]),
      "constant 'W' stands twice")
    expectRefusal(
      contents(
        [node("MatMul", ["X", "W"], ["p"]), node("MatMul", ["X", "W"], ["p"])], [weights],
        outputs: [("p", .float)]), "node 'p' (MatMul)", "is there already")
    // A constant with float_data (field 4) behind its raw_data.
    var model = ProtobufWriter()
    model.integer(1, 8)
    model.message(7) { graph in
      graph.message(5) { tensor in
        tensor.integers(1, [1])
        tensor.integer(2, ONNXElementType.float.rawValue)
        tensor.floats(4, [2])
        tensor.string(8, "two")
        tensor.bytes(9, [0, 0, 0x80, 0x3f])
      }
    }
    let bytes = model.rope.array
    let error = #expect(throws: FileError.self) { try classes(ForeignFiles.contents(bytes)) }
    #expect(error?.problem == "constant 'two' has its elements in two ways, which need not agree")
  }
}
