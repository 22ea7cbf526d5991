// Models from tensors of PyTorch.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// Takes the weights of an `nn.Linear` out of a safetensors file: `weight` [classes x features] and `bias` [classes].
struct TorchImport: ImportFormat {
  let name = "torch"
  let title = "PyTorch (safetensors)"

  func recognises(_ contents: ExportContents) -> Bool { SafetensorsFile.isSafetensors(contents.single) }

  func model(in contents: ExportContents, _ options: ImportOptions) throws -> ImportedModel {
    let path = contents.path
    let file = try SafetensorsFile(contents.single, path: path)
    if file.metadata["softmax"] != nil {
      throw FileError(.badData, path: path, problem: "this is a model already", remedy: "use it as it is")
    }
    let weight = try weight(in: file, options, path)
    let arrays = NamedArrays(file.arrayEntries(path: path), path: path)
    let numbers = try floats(weight, arrays, file)
    guard numbers.shape.count == 2 else {
      throw FileError(
        .badData, path: path,
        problem: "the tensor '\(weight.name.prefix(80))' has no two dimensions: classes x features")
    }
    var notes: [String] = []
    let rows = numbers.shape[0]
    var bias = [Double](repeating: 0, count: rows)
    var usedBias: String?
    if let name = try biasName(in: file, options, weight: weight.name, rows, path) {
      guard let tensor = file[name] else { throw lacking(name, file, path) }
      let found = try floats(tensor, arrays, file)
      guard found.shape == [rows] else {
        throw FileError(
          .badData, path: path,
          problem: "the tensor '\(name.prefix(80))' has the shape \(found.shape), expected [\(rows)]")
      }
      (bias, usedBias) = (found.values, name)
      notes.append(
        "weights from '\(weight.name.printable(limit: 80))', bias from '\(name.printable(limit: 80))'")
    } else {
      notes.append("weights from '\(weight.name.printable(limit: 80))', no bias")
    }
    try checkOthers(in: file, options, [weight.name, usedBias].compactMap(\.self), path)
    var model = ForeignModel(
      weights: numbers.values, bias: bias, classNames: (0..<max(rows, 2)).map(String.init))
    if rows == 1 {
      notes.append("one row of weights: the logit of the second of two classes against the first")
      model.spreadTwoClasses()
    }
    return try model.imported(options, path: path, notes: notes)
  }

  private func floats(
    _ tensor: SafetensorsTensor, _ arrays: NamedArrays, _ file: SafetensorsFile
  ) throws(FileError) -> NamedArrays.Numbers {
    switch tensor.type {
    case .float16, .bfloat16, .float32, .float64: return try arrays.numbers(tensor.name)
    default:
      throw FileError(
        .badData, path: arrays.path,
        problem:
          "the tensor '\(tensor.name.prefix(80))' is \(tensor.type.rawValue), expected F16, BF16, F32 or F64")
    }
  }

  /// Refuses tensors of other layers, which would change the answer, unless somebody named the layer to take.
  private func checkOthers(
    in file: SafetensorsFile, _ options: ImportOptions, _ used: [String], _ path: String
  ) throws(FileError) {
    let others = file.tensors.filter { !used.contains($0.name) }
    guard options.weightName == nil, !others.isEmpty else { return }
    throw FileError(
      .badData, path: path, problem: "there are tensors of other layers in it: \(list(others))",
      advice:
        "several layers make no softmax regression; to take one layer alone, name it with \(.set(.tensorNames))"
    )
  }

  private func lacking(_ name: String, _ file: SafetensorsFile, _ path: String) -> FileError {
    FileError(
      .badData, path: path, problem: "there is no tensor '\(name.prefix(80))': found \(list(file.tensors))")
  }

  private func list(_ tensors: [SafetensorsTensor]) -> String {
    let shown = tensors.prefix(10).map { "'\($0.name.printable(limit: 80))' \($0.shape)" }.joined(
      separator: ", ")
    return tensors.count > 10 ? "\(shown) and \(tensors.count - 10) more" : shown
  }

  /// The tensor of the weights: the one that was named, or the only matrix.
  private func weight(
    in file: SafetensorsFile, _ options: ImportOptions, _ path: String
  ) throws(FileError) -> SafetensorsTensor {
    if let name = options.weightName {
      guard let tensor = file[name] else { throw lacking(name, file, path) }
      return tensor
    }
    let matrices = file.tensors.filter { $0.shape.count == 2 }
    guard matrices.count == 1 else {
      throw FileError(
        .badData, path: path,
        problem: matrices.isEmpty
          ? "there is no matrix of weights in it: found \(list(file.tensors))"
          : "there are \(matrices.count) matrices in it: \(list(matrices))",
        advice:
          "name the tensor of the weights with \(.set(.tensorNames)); several layers make no softmax regression"
      )
    }
    return matrices[0]
  }

  /// The name of the bias: the one that was given, the neighbour of the weights, or the only tensor of so many numbers.
  private func biasName(
    in file: SafetensorsFile, _ options: ImportOptions, weight: String, _ rows: Int, _ path: String
  ) throws(FileError) -> String? {
    if let name = options.biasName { return name }
    if weight.hasSuffix("weight") {
      let neighbour = weight.dropLast("weight".count) + "bias"
      if file[String(neighbour)] != nil { return String(neighbour) }
    }
    let candidates = file.tensors.filter { $0.shape == [rows] && $0.name != weight }
    guard candidates.count < 2 else {
      throw FileError(
        .badData, path: path, problem: "several tensors could be the bias: \(list(candidates))",
        remedy: "name the tensor of the bias")
    }
    return candidates.first?.name
  }
}
