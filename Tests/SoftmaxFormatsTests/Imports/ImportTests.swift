// Models of other programs say what those say.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxFormats

/// Files that the programs wrote themselves; they are seeds of the fuzz tests, which make_export_seeds.py makes.
enum ForeignFiles {
  static func contents(_ name: String) throws -> ExportContents {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    let path = folder.appendingPathComponent("../../../FuzzTesting/Seeds/\(name)")
    return ExportContents(path: name, files: ["": SharedStorage(Array(try Data(contentsOf: path)))])
  }

  static func contents(_ bytes: [UInt8]) -> ExportContents {
    ExportContents(path: "m", files: ["": SharedStorage(bytes)])
  }

  /// What a model says of rows of numbers, as it stands, in Float64.
  static func probabilities(_ model: SoftmaxModel, _ rows: [[Double]]) throws -> [[Double]] {
    let width = model.featureCount
    let samples = RawSamples(count: rows.count, .dense(rows.flatMap(\.self), width: width))
    let values = samples.features(
      for: .vector(count: width, origins: model.input.origins), featureCount: width)
    let features = try Features(values, input: model.input)
    let found = try model.probabilities(for: features)
    return rows.indices.map { row in
      found[row * model.classCount..<(row + 1) * model.classCount].map { Double($0) }
    }
  }

  static func expectClose(
    _ found: [[Double]], _ expected: [[Double]], within tolerance: Double = 3e-7,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(found.joined(), expected.joined()) {
      #expect(abs(a - b) <= tolerance, "\(a) and \(b)", sourceLocation: sourceLocation)
    }
  }
}

@Suite struct ScikitLearnImportTests {
  /// Rows, and what scikit-learn 1.9.1 says of them: printed by make_export_seeds.py.
  static let rows = [
    [0.0012301533574825742, 0.2987455375084699, -0.2741378553622176],
    [-0.8905918387572742, -0.45467078517172255, -0.9916465549964624],
    [0.060143602597438485, 1.3402152455545335, -0.49220651855132963],
  ]
  static let three = [
    [0.47071046679229095, 0.229875252351157, 0.29941428085655203],
    [0.4823577905909921, 0.2999655140451407, 0.21767669536386713],
    [0.3934354404233888, 0.13459903728349049, 0.4719655222931208],
  ]
  static let two = [
    [0.5752516198454236, 0.42474838015457644], [0.4459575620050852, 0.5540424379949148],
    [0.6135688521969613, 0.38643114780303867],
  ]

  private func model(_ name: String) throws -> ImportedModel {
    let format: any ImportFormat = name.hasPrefix("skops") ? SkopsImport() : ScikitLearnImport()
    let contents = try ForeignFiles.contents(name)
    #expect(format.recognises(contents))
    return try format.model(in: contents, ImportOptions())
  }

  @Test(arguments: ["npz-model/layer", "npz-model/layer-compressed", "skops/layer", "skops/compressed"])
  func threeClassesSayTheSame(_ name: String) throws {
    let imported = try model(name)
    #expect(imported.model.classes.names == ["ape", "bee", "cat"])
    try ForeignFiles.expectClose(ForeignFiles.probabilities(imported.model, Self.rows), Self.three)
    #expect(imported.notes.contains { $0.hasPrefix("numbers of 64 bits were rounded to 32") })
  }

  @Test(arguments: ["npz-model/two-classes", "skops/two-classes"])
  func ofTwoClassesOneRowBecomesTwo(_ name: String) throws {
    let imported = try model(name)
    #expect(imported.model.classes.names == ["4", "9"])
    let weights = imported.model.weights
    #expect(weights.prefix(3).map { -$0 } == Array(weights.suffix(3)))
    try ForeignFiles.expectClose(ForeignFiles.probabilities(imported.model, Self.rows), Self.two)
  }

  @Test func aStandardScalerIsFoldedIn() throws {
    let imported = try model("skops/scaled")
    let rows = [
      [7.003690460072447, 7.89623661252541, 6.177586433913348],
      [4.328224483728177, 5.635987644484832, 4.025060335010613],
    ]
    let expected = [
      [0.47101884986431175, 0.22941900407303364, 0.2995621460626546],
      [0.4825328527976126, 0.3005257309482946, 0.21694141625409274],
    ]
    #expect(imported.model.input.origins == nil && imported.preparation == nil)
    // The bias carries the means, some times the spread.
    try ForeignFiles.expectClose(ForeignFiles.probabilities(imported.model, rows), expected, within: 1e-6)
  }

  @Test func meansFarFromZeroBecomeOrigins() throws {
    let imported = try model("skops/scaled-far")
    let rows = [
      [1000000.0012301534, 1000000.2987455375, 999999.7258621446],
      [999999.1094081613, 999999.5453292148, 999999.008353445],
    ]
    let expected = [
      [0.47062765140948876, 0.2297992878879738, 0.2995730607025374],
      [0.48237323078764255, 0.30002409712591166, 0.2176026720864457],
    ]
    #expect(imported.model.input.origins?.allSatisfy { abs($0 - 1e6) < 1 } == true)
    try ForeignFiles.expectClose(ForeignFiles.probabilities(imported.model, rows), expected)
  }

  @Test(arguments: ExportModels.all.filter { !$0.portable.mergesClasses && $0.name != "intensities" })
  func ourOwnArraysComeBack(_ model: ExportModels.Named) throws {
    let contents = try ExportChecks.contents(ScikitLearnFormat(), model.file)
    let back = try ScikitLearnImport().model(in: contents, ImportOptions())
    let file = ModelFile(back.model, preparation: back.preparation)
    let read = try ModelFile(SharedStorage(file.encoded()), path: "m")
    #expect(read == file)
    #expect(read.model.classes.names == model.portable.classNames)
    guard case .table = model.portable.input else { return }
    // What is read back as a model of ours is as good as the export.
    let proof = try ExportProver(model.portable).proof(
      of: StatedScorer(StatedModel(PortableModel(read)), path: "m"))
    #expect(proof.disagreement == nil, "\(proof)")
  }

  /// Numbers that are imputed and scaled, and categories that are encoded, of which unknown ones are zeros.
  @Test func columnsBecomeColumnsOfATable() throws {
    let imported = try model("skops/columns")
    let columns = try #require(imported.preparation?.columns)
    #expect(columns.map(\.column.name) == ["x1", "x2", "x3"] && imported.preparation?.unseen == .zeros)
    #expect(columns[2].column.kind == .category(["a", "b", "c"]) && columns[2].hasIndicator)
    let expected = [
      [0.8438739268177402, 0.09275947491310983, 0.06336659826915005],
      [0.20730260610399592, 0.7248878770959688, 0.06780951680003518],
      [0.8970442445368205, 0.0965627173686866, 0.006393038094492768],
      [0.051899781208992773, 0.08557198785546627, 0.862528230935541],
    ]
    let samples = RawSamples(
      count: 4,
      .table([.numbers([1, 2, 3, 0]), .numbers([2, .nan, 1, 5]), .words(["a", "b", "a", "c"])]))
    let found = try PortableModel(ModelFile(imported.model, preparation: imported.preparation)).scores(
      of: samples)
    ForeignFiles.expectClose([found.probabilities], [expected.flatMap(\.self)])
    // A missing category has no feature at all, as one that is unknown.
    func others(_ word: String?) throws -> [Double] {
      let samples = RawSamples(count: 1, .table([.numbers([1]), .numbers([2]), .words([word])]))
      return try PortableModel(ModelFile(imported.model, preparation: imported.preparation)).scores(of: samples)
        .probabilities
    }
    try ForeignFiles.expectClose([others(nil)], [others("other")])
    #expect(try others(nil) != others("a"))
  }

  @Test(arguments: [
    ("skops/other-step", "'pca' is sklearn.decomposition._pca.PCA"),
    ("skops/one-vs-rest", "one-vs-rest"),
    ("skops/protocol", "another protocol"),
    ("npz-model/merged", "a class holds several rows"),
    ("npz-model/not-finite", "expected a finite number"),
  ])
  func whatIsNotUnderstoodIsNamed(_ name: String, _ problem: String) throws {
    let error = #expect(throws: FileError.self) { try model(name) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func namesOfClassesCanBeGiven() throws {
    var options = ImportOptions()
    options.classNames = ["x", "y", "z"]
    let contents = try ForeignFiles.contents("npz-model/layer")
    #expect(try ScikitLearnImport().model(in: contents, options).model.classes.names == ["x", "y", "z"])
    options.classNames = ["x", "y"]
    let few = #expect(throws: FileError.self) { try ScikitLearnImport().model(in: contents, options) }
    #expect(few?.problem == "there are 2 names for 3 classes")
    options.classNames = ["x", "y", "x"]
    let twice = #expect(throws: FileError.self) { try ScikitLearnImport().model(in: contents, options) }
    #expect(twice?.problem.contains("x") == true && twice?.remedy == "name each class once")
  }

  @Test func aNumberBeyondFloat32IsRefused() throws {
    let arrays = [
      "coef_": NPYWriter.file(
        "<f8", shape: [2, 1], data: [1e300, 1].flatMap { NPYWriter.bytes(of: ($0 as Double).bitPattern) }),
      "intercept_": NPYWriter.floats([0, 0], shape: [2]), "classes_": NPYWriter.integers([1, 2]),
    ]
    let bytes = ZipWriter.file(arrays.map { ZipWriter.Entry($0.key + ".npy", $0.value) })
    let error = #expect(throws: FileError.self) {
      try ScikitLearnImport().model(in: ForeignFiles.contents(bytes), ImportOptions())
    }
    #expect(error?.problem.contains("beyond the range of Float32") == true)
  }
}

@Suite struct UnknownArrayTests {
  /// A scale that is not read would make the model another one.
  @Test func arraysThatAreNotReadAreNamed() throws {
    func contents(_ others: [(String, ByteRope)]) -> ExportContents {
      var archive = ZipBuilder()
      let own = [
        ("coef_", NPYFile.rope([0, 1, 2, 3, 4, 5] as ArraySlice<Float>, shape: [3, 2])),
        ("intercept_", NPYFile.rope([0, 0, 1] as ArraySlice<Float>, shape: [3])),
        ("classes_", NPYFile.rope(["a", "b", "c"])),
      ]
      for (name, array) in own + others { archive.add(name + ".npy", array) }
      return ForeignFiles.contents(archive.finish().array)
    }
    let plain = try ScikitLearnImport().model(in: contents([]), ImportOptions())
    #expect(plain.model.classes.names == ["a", "b", "c"])
    let scaled = contents([("scale_", NPYFile.rope([2, 2] as ArraySlice<Float>, shape: [2]))])
    let error = #expect(throws: FileError.self) {
      try ScikitLearnImport().model(in: scaled, ImportOptions())
    }
    #expect(error?.problem == "the array 'scale_' is not understood")
  }
}

@Suite struct TorchImportTests {
  private func model(_ name: String, _ change: (inout ImportOptions) -> Void = { _ in }) throws -> ImportedModel
  {
    var options = ImportOptions()
    change(&options)
    return try TorchImport().model(in: ForeignFiles.contents("torch/" + name), options)
  }

  @Test(arguments: ["linear", "half", "brain"])
  func aLinearLayerIsTaken(_ name: String) throws {
    let imported = try model(name)
    #expect(imported.model.weights == [0, 0.25, 0.5, 0.75, 1, 1.25])
    #expect(imported.model.bias == [0.5, 0, -1])
    #expect(
      imported.model.classes.names == ["0", "1", "2"] && imported.model.input == .vector(featureCount: 2))
    #expect(imported.notes.count == 1)
  }

  @Test func doublesAreRoundedAndToldSo() throws {
    let imported = try model("double")
    #expect(imported.model.weights[1] == Float(0.25 / 3) && imported.model.bias == [0.5, 0, -1])
    #expect(imported.notes.contains { $0.contains("rounded to 32") })
  }

  @Test func withoutABiasThereAreZeros() throws {
    #expect(try model("no-bias").model.bias == [0, 0, 0])
  }

  @Test func oneRowIsTheSecondClassAgainstTheFirst() throws {
    let model = try model("one-row").model
    #expect(model.weights == [-0, -0.125, 0, 0.125] && model.bias == [-0.25, 0.25])
    // sigmoid(0.25 x 2 + 0.5)
    let found = try ForeignFiles.probabilities(model, [[3, 2]])
    ForeignFiles.expectClose(found, [[1 - 1 / (1 + exp(-1.0)), 1 / (1 + exp(-1.0))]])
  }

  @Test func tensorsCanBeNamed() throws {
    let imported = try model("two-layers") { $0.weightName = "b.weight" }
    #expect(imported.model.weights == [0, 0.25, 0.5, 0.75, 1, 1.25] && imported.model.bias == [0, 0, 0])
    let error = #expect(throws: FileError.self) { try model("linear") { $0.weightName = "other" } }
    #expect(error?.problem.contains("there is no tensor 'other': found 'weight' [3, 2]") == true)
    let shape = #expect(throws: FileError.self) { try model("linear") { $0.weightName = "bias" } }
    #expect(shape?.problem.contains("no two dimensions") == true)
    let bias = #expect(throws: FileError.self) { try model("linear") { $0.biasName = "weight" } }
    #expect(bias?.problem.contains("has the shape [3, 2], expected [3]") == true)
  }

  @Test(arguments: [
    ("two-layers", "there are 2 matrices in it: 'a.weight' [3, 2], 'b.weight' [3, 2]"),
    ("integers", "is I32, expected F16, BF16, F32 or F64"), ("own", "this is a model already"),
    ("not-finite", "expected a finite number"),
  ])
  func whatIsNotUnderstoodIsNamed(_ name: String, _ problem: String) throws {
    let error = #expect(throws: FileError.self) { try model(name) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  /// Another layer would change the answer.
  @Test func tensorsOfOtherLayersAreNamed() throws {
    let file = SafetensorsFile(
      tensors: [
        SafetensorsTensor(name: "fc.weight", shape: [2, 2], values: [0, 1, 2, 3]),
        SafetensorsTensor(name: "fc.bias", shape: [2], values: [0, 1]),
        SafetensorsTensor(name: "norm.running_mean", shape: [2], values: [5, 5]),
      ], metadata: [:])
    let contents = ForeignFiles.contents(file.encoded())
    let error = #expect(throws: FileError.self) { try TorchImport().model(in: contents, ImportOptions()) }
    #expect(error?.problem.contains("'norm.running_mean' [2]") == true)
    var options = ImportOptions()
    options.weightName = "fc.weight"
    #expect(try TorchImport().model(in: contents, options).model.bias == [0, 1])
  }

  @Test func aFileOfOursIsRefused() throws {
    let contents = ForeignFiles.contents(try ExportModels.vectors.file.encoded())
    let error = #expect(throws: FileError.self) { try TorchImport().model(in: contents, ImportOptions()) }
    #expect(error?.problem == "this is a model already")
  }
}

@Suite struct LiblinearImportTests {
  private func model(_ name: String, asLogits: Bool = false) throws -> ImportedModel {
    var options = ImportOptions()
    options.takesScoresAsLogits = asLogits
    let contents = try ForeignFiles.contents("liblinear/" + name)
    #expect(LiblinearImport().recognises(contents))
    return try LiblinearImport().model(in: contents, options)
  }

  @Test(arguments: ["binary", "windows"])
  func twoClassesAreALogisticRegression(_ name: String) throws {
    let imported = try model(name)
    #expect(imported.model.classes.names == ["1", "-1"] && imported.notes.isEmpty)
    // Its row speaks for the first label: 0.5 x 2 - 1.25 x 1 + 0.125.
    let z = 0.5 * 2 - 1.25 + 0.125
    let found = try ForeignFiles.probabilities(imported.model, [[2, 1, 9]])
    ForeignFiles.expectClose(found, [[1 / (1 + exp(-z)), 1 / (1 + exp(z))]])
  }

  @Test func withoutABiasThereAreZeros() throws {
    #expect(try model("no-bias").model.bias == [0, 0])
  }

  @Test func oneVsRestIsTakenWhereThatIsAskedFor() throws {
    let error = #expect(throws: FileError.self) { try model("rest") }
    #expect(error?.problem.contains("one-vs-rest") == true && error?.position == .line(1))
    let taken = try model("rest", asLogits: true)
    #expect(taken.model.weights == [1, 2, 3] && taken.model.bias == [8, 10, 12])
    #expect(taken.notes.first?.contains("taken for logits") == true)
    #expect(throws: FileError.self) { try model("several") }
    #expect(try model("several", asLogits: true).model.classCount == 3)
  }

  @Test(arguments: [
    ("short", "expected 4 lines of weights"), ("regression", "is not one of classification"),
    ("huge-claim", "expected"), ("twice", "'1' stands twice"),
  ])
  func whatIsNotUnderstoodIsNamed(_ name: String, _ problem: String) throws {
    let error = #expect(throws: FileError.self) { try model(name) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test func everyLineIsLookedAt() throws {
    let text = "solver_type L2R_LR\nnr_class 2\nlabel 1 2\nnr_feature 2\nbias -1\nw\n1\n2\n"
    func problem(_ text: String) -> FileError? {
      #expect(throws: FileError.self) {
        try LiblinearImport().model(in: ForeignFiles.contents(Array(text.utf8)), ImportOptions())
      }
    }
    _ = try LiblinearImport().model(in: ForeignFiles.contents(Array(text.utf8)), ImportOptions())
    #expect(problem(text.replacing("\n2\n", with: "\nx\n"))?.position == .line(8))
    let more = problem(text.replacing("\n2\n", with: "\n2 3\n"))
    #expect(more?.problem == "expected 1 numbers, found more" && more?.position == .line(8))
    #expect(problem(text.replacing("\n2\n", with: "\ninf\n"))?.problem == "'inf' is no finite number")
    let few = problem(text.replacing("label 1 2", with: "label 1"))
    #expect(few?.problem == "there are 1 labels for 2 classes" && few?.position == .line(3))
    #expect(problem(text.replacing("nr_class 2", with: "nr_class 2\nnr_class 2"))?.position == .line(3))
    let rest = problem(text + "3\n")
    #expect(rest?.position == .line(9) && rest?.problem.hasPrefix("there is a line behind the 2 lines") == true)
    let rho = problem(text.replacing("bias -1", with: "bias -1\nrho 0.5"))
    #expect(rho?.position == .line(6) && rho?.problem.contains("one-class SVM") == true)
    let other = problem(text.replacing("bias -1", with: "bias -1\nnew 1"))
    #expect(other?.position == .line(6) && other?.problem.hasPrefix("found 'new'") == true)
    #expect(problem(text.replacing("bias -1\n", with: ""))?.problem == "there is no 'bias' before the weights")
    #expect(problem(text.replacing("label 1 2\n", with: "\n"))?.position == .line(3))
    for count in ["0", "1e3", "99999999999999999999", "268435457"] {
      let huge = problem(text.replacing("nr_feature 2", with: "nr_feature \(count)"))
      #expect(
        huge?.problem == "'nr_feature' is '\(count)', expected a whole number from 1 to 268435456"
          && huge?.position == .line(4))
    }
    let classes = problem(text.replacing("nr_class 2", with: "nr_class 3"))
    #expect(classes?.problem == "there are 2 labels for 3 classes")
    // What is too long for a number is none, cut off or not.
    let long = "0." + String(repeating: "1", count: 2000)
    #expect(problem(text.replacing("\n2\n", with: "\n\(long)\n"))?.position == .line(8))
    let longLine = problem(text + String(repeating: "1 ", count: 200_000))
    #expect(longLine?.position == .line(9))
    for end in 0..<text.utf8.count - 3 { #expect(problem(String(text.prefix(end))) != nil) }
  }
}
