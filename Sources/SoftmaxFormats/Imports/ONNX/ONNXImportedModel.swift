// From sums of cells to a model.

import SoftmaxFiles
import SoftmaxRegression

/// Makes a model of a graph's logits: of pictures or vectors where a graph takes one matrix of numbers as they are, else of
/// the columns of a table.
struct ONNXImportedModel {
  let interpreter: ONNXInterpreter
  private let result: ONNXResult
  private let options: ImportOptions
  var notes: [String]
  /// For each column its atoms, with their places in `coefficients`.
  var atomsOfColumn: [[(atom: ONNXAtom, place: Int)]]
  /// The products of columns.
  var products = ONNXProducts()
  /// For each row of logits the coefficient of each atom.
  let coefficients: [[Double]]
  var bias: [Double]

  var rowCount: Int { bias.count }

  init(_ interpreter: ONNXInterpreter, _ result: ONNXResult, _ options: ImportOptions) throws(FileError) {
    (self.interpreter, self.result, self.options) = (interpreter, result, options)
    notes = result.notes
    let used = Array(Set(result.logits.flatMap(\.atoms))).sorted()
    let (cells, overflow) = used.count.multipliedReportingOverflow(by: result.logits.count)
    guard !overflow, cells < 1 << 28 else { throw interpreter.evaluator.bad("the model is too large") }
    let place = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    coefficients = result.logits.map { sum in
      if sum.atoms == used { return sum.coefficients }
      var row = [Double](repeating: 0, count: used.count)
      for (atom, coefficient) in zip(sum.atoms, sum.coefficients) { row[place[atom] ?? 0] = coefficient }
      return row
    }
    bias = result.logits.map(\.constant)
    atomsOfColumn = [[(atom: ONNXAtom, place: Int)]](repeating: [], count: interpreter.columns.count)
    for (place, number) in used.enumerated() {
      let atom = interpreter.atoms[number]
      if case .product(let first, let second) = atom.kind {
        try products.add(first, second, place, interpreter.evaluator)
      } else {
        atomsOfColumn[atom.column].append((atom, place))
      }
    }
  }

  /// The coefficients of an atom, one for each row; zeros where there is none.
  func coefficients(_ column: Int, _ kind: ONNXAtom.Kind, isShifted: Bool = false) -> [Double] {
    let wanted = ONNXAtom(kind: kind, column: column, isShifted: isShifted)
    guard let place = atomsOfColumn[column].first(where: { $0.atom == wanted })?.place else {
      return [Double](repeating: 0, count: rowCount)
    }
    return coefficients.map { $0[place] }
  }

  func bad(_ problem: String) -> FileError { interpreter.evaluator.bad(problem) }

  mutating func model() throws -> ImportedModel {
    let isPlain =
      interpreter.evaluator.model.graph.givenInputs.count == 1 && products.pairs.isEmpty
      && atomsOfColumn.allSatisfy { $0.allSatisfy { $0.atom.kind == .number } }
      && !interpreter.columns.contains { $0.isText || $0.isBoolean }
    if isPlain { return try plainModel() }
    return try tableModel()
  }

  /// A model with these columns of weights.
  func finished(
    _ columns: [[Double]], _ input: InputDescription, _ preparation: Preparation? = nil
  ) throws -> ImportedModel {
    guard !columns.isEmpty else { throw bad("its logits depend on no input") }
    var weights: [Float] = []
    weights.reserveCapacity(columns.count * rowCount)
    for row in 0..<rowCount { for column in columns { weights.append(Float(column[row])) } }
    let parameters = Parameters(weights: weights, bias: bias.map { Float($0) })
    guard parameters.isFinite else { throw bad("a weight or bias is no number that Float32 can hold") }
    if let problem = input.problem { throw bad(problem) }
    let classes: ClassVocabulary
    let layer: ClassVocabulary
    let isPlain = result.classOfRow == Array(0..<rowCount)
    do {
      classes = try ClassVocabulary(names: result.classNames)
      layer =
        isPlain
        ? classes : try ClassVocabulary(names: (1...rowCount).map { "row \($0)" })
    } catch {
      throw bad(error.description)
    }
    let outputs =
      isPlain
      ? nil : ModelOutputs(classes: classes, classOfRow: result.classOfRow, scaling: nil, prior: nil, sets: nil)
    return ImportedModel(
      SoftmaxModel(parameters: parameters, classes: layer, input: input, outputs: outputs),
      preparation: preparation, notes: notes)
  }

  // MARK: Pictures and vectors

  private mutating func plainModel() throws -> ImportedModel {
    let given = interpreter.evaluator.model.graph.givenInputs[0]
    let origins = interpreter.columns.map(\.origin)
    var columns: [[Double]] = []
    var ownOrigins: [Double] = []
    for column in interpreter.columns.indices {
      let (plain, shifted) = (coefficients(column, .number), coefficients(column, .number, isShifted: true))
      let origin = origins[column] ?? 0
      if plain.allSatisfy({ $0 == 0 }) {
        columns.append(shifted)
        ownOrigins.append(origin)
      } else {
        // Used with its origin subtracted and without: the bias takes the origin.
        columns.append(zip(plain, shifted).map { $0 + $1 })
        for row in bias.indices { bias[row] -= shifted[row] * origin }
        ownOrigins.append(0)
      }
    }
    var shape = (given.shape ?? []).dropFirst().compactMap {
      if case .size(let size) = $0 { size } else { nil }
    }
    // One channel before rows and columns, as PyTorch has it.
    if shape.count == 3, shape[0] == 1, shape[2] > 4 { shape.removeFirst() }
    let isPicture =
      shape.count == 2 || (shape.count == 3 && [1, 3, 4].contains(shape[2])) || given.type == .uint8
    if isPicture {
      guard ownOrigins.allSatisfy({ $0 == 0 }) else { throw bad("origins are subtracted from pictures") }
      // The unit of stored values makes no difference to what is computed, but to which pictures the model takes.
      let stated = interpreter.evaluator.model.metadata.last { $0.key == ONNXImport.maximumKey }
        .flatMap { Double($0.value) }.flatMap { $0 > 0 && $0 <= 1e9 ? $0 : nil }
      let maximum = given.type == .uint8 ? 255.0 : stated ?? 1
      return try finished(
        columns.map { $0.map { $0 * maximum } }, .image(shape: shape, maximum: maximum))
    }
    return try finished(
      columns,
      .vector(
        featureCount: columns.count, origins: ownOrigins.contains { $0 != 0 } ? ownOrigins : nil))
  }
}
