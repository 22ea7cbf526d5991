// What both forms begin and end with.

import SoftmaxFiles

/// The names of the outputs.
enum ONNXOutputs {
  static let probabilities = "probabilities"
  static let label = "label"
  static let logits = "logits"
  static let all = [probabilities, label, logits]
}

extension ONNXGraphBuilder {
  /// The names of the classes as labels, or their numbers.
  static func names(_ model: PortableModel, _ options: ExportOptions) -> ONNXLinearClassifier.Names {
    if options.labels == .numbers, let numbers = model.classNumbers { return .integers(numbers) }
    return .texts(model.classNames)
  }

  /// The label of each sample: what is told, but for a row with a refused cell a label that is none of the classes'.
  mutating func label(_ told: String, of names: ONNXLinearClassifier.Names, refusing: Bool) {
    var meaning = "The most probable class, of equally probable ones the first."
    if refusing {
      let first = columns([0], of: ONNXOutputs.probabilities, "first_probability")
      let flat = node("Reshape", [first, constant("flat", [1], [-1])], to: "first_of_each")
      let refused = node("IsNaN", [flat], to: "is_refused")
      let none: String
      switch names {
      case .texts(let texts):
        let word = texts.contains("") ? unused(texts) : ""
        none = constant("no_label") { ONNXTensor($0, shape: [1], texts: [word]) }
        meaning += " '\(word)' where a cell is refused."
      case .integers(let integers):
        let taken = Set(integers)
        var number = -1
        while taken.contains(number) { number -= 1 }
        none = constant("no_label", [1], [number])
        meaning += " \(number) where a cell is refused."
      }
      node("Where", [refused, none, told], to: ONNXOutputs.label, isReserved: true)
    }
    if case .texts = names {
      output(ONNXOutputs.label, .string, [], documentation: meaning)
    } else {
      output(ONNXOutputs.label, .int64, [], documentation: meaning)
    }
  }

  private func unused(_ texts: [String]) -> String {
    let taken = Set(texts)
    var word = "refused"
    while taken.contains(word) { word += "_" }
    return word
  }

  /// The rows of a picture or a vector, as numbers of a type; a picture's not yet divided by its maximum.
  mutating func dense(_ model: PortableModel, _ type: ONNXElementType) -> String {
    switch model.input {
    case .image(let shape, let maximum):
      let stored = model.input.isBytes ? ONNXElementType.uint8 : type
      let input = input(
        "X", stored, shape, documentation: "Stored values of pictures from 0 to \(maximum), row by row.")
      let flat =
        shape.count > 1
        ? node("Flatten", [input], to: "flat_pictures", [ONNXAttribute("axis", .integer(1))]) : input
      return stored == type ? flat : cast(flat, to: type, "stored_values")
    case .vector(let count, let origins):
      guard let origins else { return input("X", type, [count], documentation: "Numbers of the samples.") }
      let input = input(
        "X", .double, [count],
        documentation: "Numbers of the samples, of which origins are subtracted in Float64.")
      let differences = node(
        "Sub", [input, constant("origins", .double, [count], origins)], to: "differences")
      return type == .double ? differences : cast(differences, to: type, "features")
    // Tables are put together by their columns.
    case .table: return ""
    }
  }

  /// The inputs of a table's columns, and the matrix of those that are numbers: less their origins, with NaN where they are
  /// missing, booleans as 0 and 1.
  mutating func cells(of table: PortableTable, _ type: ONNXElementType) -> ONNXCells {
    var names: [String] = []
    for column in table.columns {
      let cellType: ONNXElementType =
        column.categories != nil ? .string : column.origin != 0 ? .double : type
      names.append(
        input(
          column.name, cellType, [column.text == nil ? 1 : column.valueCount],
          documentation: ONNXCells.documentation(of: column, table)))
    }
    let numbers = table.columns.indices.filter { table.columns[$0].isNumber }
    // Numbers with an origin are Float64 until it is subtracted.
    let plain = numbers.filter { type == .double || table.columns[$0].origin == 0 }
    let shifted = type == .double ? [] : numbers.filter { table.columns[$0].origin != 0 }
    var parts: [String] = []
    if !plain.isEmpty {
      var part = joined(plain.map { names[$0] }, "numbers")
      let origins = plain.map { table.columns[$0].origin }
      if origins.contains(where: { $0 != 0 }) {
        part = node("Sub", [part, constant("origins", type, [1, plain.count], origins)], to: "differences")
      }
      parts.append(part)
    }
    if !shifted.isEmpty {
      let part = joined(shifted.map { names[$0] }, "counted_numbers")
      let origins = constant("origins", .double, [1, shifted.count], shifted.map { table.columns[$0].origin })
      parts.append(cast(node("Sub", [part, origins], to: "exact_differences"), to: type, "differences"))
    }
    return ONNXCells(
      inputs: names, numbers: parts.isEmpty ? nil : joined(parts, "all_numbers"), order: plain + shifted)
  }
}

/// The cells of a table in a graph.
struct ONNXCells {
  /// The input of each column.
  let inputs: [String]
  /// The matrix of numbers; nil where no column is one.
  let numbers: String?
  /// The columns of the matrix, by their places in the table.
  let order: [Int]

  /// What inputs of yes and no say of themselves, by which they are known again.
  static let booleans = "1 for yes, 0 for no"

  static func documentation(of column: PortableColumn, _ table: PortableTable) -> String {
    let name = column.name.printable(limit: 200)
    let missing =
      table.refusesMissing ? "is refused: all probabilities are then NaN" : "means that it is missing"
    if column.text != nil {
      return
        "Column '\(name)': how often each of its words is there, in the order of the vocabulary beside the graph."
    }
    if column.categories != nil { return "Column '\(name)': its text; an empty one \(missing)." }
    let kind = column.isBoolean ? booleans : "its number"
    return "Column '\(name)': \(kind); NaN \(missing)."
  }
}
