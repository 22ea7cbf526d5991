// Writing a model as JSON.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// The text of a model, a line for each part and row.
enum JSONModelWriter {
  static func rope(of model: PortableModel, _ notes: ExportNotes) -> ByteRope {
    var rope = ByteRope()
    func add(_ text: String) { rope.append(Array(text.utf8)) }
    add("{\n\"format\": \(quoted(JSONModelFormat.format)),\n\"version\": \(JSONModelFormat.version),\n")
    let pairs = notes.entries.map { "  \(quoted($0.name)): \(quoted($0.text))" }
    add("\"notes\": {\n\(pairs.joined(separator: ",\n"))\n},\n")
    add("\"input\": \(input(of: model)),\n")
    add("\"features\": [\(model.featureNames.map(quoted).joined(separator: ", "))],\n")
    let classes = zip(model.classNames, model.groups).map { name, rows in
      "  {\"name\": \(quoted(name)), \"rows\": [\(rows.map(String.init).joined(separator: ", "))]}"
    }
    add("\"classes\": [\n\(classes.joined(separator: ",\n"))\n],\n")
    if model.file.model.needsOffsets {
      // The weights have the scales already.
      let scales = model.file.model.someOutputs.map.scales
      add("\"offsetScales\": [\(scales.map { "\($0)" }.joined(separator: ", "))],\n")
    }
    add("\"bias\": [\(model.bias.map { "\($0)" }.joined(separator: ", "))],\n\"weights\": [\n")
    for row in 0..<model.rowCount {
      let numbers = model.weights(ofRow: row).map { "\($0)" }.joined(separator: ", ")
      add("[\(numbers)]\(row == model.rowCount - 1 ? "" : ",")\n")
    }
    add("]\n}\n")
    return rope
  }

  static func input(of model: PortableModel) -> String {
    switch model.input {
    case .vector(let count, let origins):
      let numbers = (origins ?? [Double](repeating: 0, count: count)).map { "\($0)" }
      return "{\"kind\": \"vector\", \"origins\": [\(numbers.joined(separator: ", "))]}"
    case .image(let shape, let maximum):
      let sizes = shape.map(String.init).joined(separator: ", ")
      return "{\"kind\": \"image\", \"shape\": [\(sizes)], \"maximum\": \(maximum)}"
    case .table(let table):
      let stated = StatedTable(table)
      let products = stated.products.map { "[\($0[0]), \($0[1])]" }.joined(separator: ", ")
      return "{\n  \"kind\": \"table\", \"refusesMissing\": \(stated.refusesMissing), "
        + "\"refusesUnseen\": \(stated.refusesUnseen),\n  \"columns\": [\n"
        + stated.columns.map { "    " + column($0) }.joined(separator: ",\n")
        + "\n  ],\n  \"products\": [\(products)]\n}"
    }
  }

  private static func column(_ column: StatedColumn) -> String {
    var members = ["\"name\": \(quoted(column.name))", "\"kind\": \(quoted(column.kindName))"]
    switch column.kind {
    case .number: members.append("\"origin\": \(column.origin)")
    case .boolean, .reversedBoolean: break
    case .category(let names, let base):
      members.append("\"categories\": [\(names.map(quoted).joined(separator: ", "))]")
      members.append("\"base\": \(base.map(quoted) ?? "null")")
    }
    members.append("\"missing\": [\(column.missing.map { "\($0)" }.joined(separator: ", "))]")
    members.append("\"indicator\": \(column.hasIndicator)")
    return "{\(members.joined(separator: ", "))}"
  }

  /// A text as JSON has it, in ASCII and what lies beyond U+007F as it is, but the two line ends of JavaScript.
  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case "<", "\u{2028}", "\u{2029}", "\u{0}"..<"\u{20}", "\u{7f}":
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
