// Reading a model in JSON, strictly.

import SoftmaxFiles

/// What a document states; every member has to be one that is known, and to be there.
struct JSONModelReader {
  let path: String

  private func bad(_ problem: String) -> FileError { StatedModel.bad(problem, path: path) }

  func model(in json: StrictJSON) throws(FileError) -> StatedModel {
    let members = try object(
      json, "the document",
      [
        "format", "version", "notes", "input", "features", "classes", "bias", "weights",
      ], optional: ["offsetScales"])
    guard members["format"]?.text == JSONModelFormat.format else {
      throw bad("'format' is not '\(JSONModelFormat.format)'")
    }
    guard members["version"]?.integer == JSONModelFormat.version else {
      throw bad("'version' is not \(JSONModelFormat.version)")
    }
    guard case .object(let notes) = members["notes"], notes.allSatisfy({ $0.value.text != nil }) else {
      throw bad("'notes' are not texts by name")
    }
    var (names, groups): ([String], [[Int]]) = ([], [])
    for (place, entry) in try array(members["classes"], "classes").enumerated() {
      let entry = try object(entry, "classes[\(place)]", ["name", "rows"])
      names.append(try text(entry["name"], "classes[\(place)].name"))
      groups.append(try integers(entry["rows"], "classes[\(place)].rows"))
    }
    let bias = try numbers(members["bias"], "bias")
    if let scales = members["offsetScales"], try numbers(scales, "offsetScales").count != bias.count {
      throw bad("'offsetScales' has not one number for each row of weights")
    }
    var weights: [Double] = []
    let rows = try array(members["weights"], "weights")
    let features = try texts(members["features"], "features")
    for (place, row) in rows.enumerated() {
      let numbers = try numbers(row, "weights[\(place)]")
      guard numbers.count == features.count else {
        throw bad("'weights[\(place)]' has \(numbers.count) numbers for \(features.count) features")
      }
      weights += numbers
    }
    let model = StatedModel(
      input: try input(members["input"]), weights: weights, bias: bias, groups: groups, classNames: names)
    guard model.featureCount == features.count else { throw bad("the input has another number of features") }
    return model
  }

  func input(_ json: StrictJSON?) throws(FileError) -> StatedModel.Input {
    switch json?["kind"]?.text {
    case "vector":
      let members = try object(json, "input", ["kind", "origins"])
      return .vector(origins: try numbers(members["origins"], "input.origins", areFloats: false))
    case "image":
      let members = try object(json, "input", ["kind", "shape", "maximum"])
      return .image(
        shape: try integers(members["shape"], "input.shape"),
        maximum: try number(members["maximum"], "input.maximum", isFloat: false))
    case "table":
      let members = try object(
        json, "input", ["kind", "refusesMissing", "refusesUnseen", "columns", "products"])
      var (columns, products): ([StatedColumn], [[Int]]) = ([], [])
      for (place, entry) in try array(members["columns"], "input.columns").enumerated() {
        columns.append(try column(entry, "input.columns[\(place)]"))
      }
      for (place, pair) in try array(members["products"], "input.products").enumerated() {
        products.append(try integers(pair, "input.products[\(place)]"))
      }
      return .table(
        StatedTable(
          columns: columns, products: products,
          refusesMissing: try boolean(members["refusesMissing"], "input.refusesMissing"),
          refusesUnseen: try boolean(members["refusesUnseen"], "input.refusesUnseen")))
    default: throw bad("'input.kind' is not vector, image or table")
    }
  }

  private func column(_ json: StrictJSON, _ place: String) throws(FileError) -> StatedColumn {
    let known = ["name", "kind", "missing", "indicator"]
    let (kind, members): (StatedColumn.Kind, [String: StrictJSON])
    var origin = 0.0
    switch json["kind"]?.text {
    case "number":
      (kind, members) = (.number, try object(json, place, known + ["origin"]))
      origin = try number(members["origin"], place + ".origin", isFloat: false)
    case "boolean": (kind, members) = (.boolean, try object(json, place, known))
    case "reversed": (kind, members) = (.reversedBoolean, try object(json, place, known))
    case "category":
      members = try object(json, place, known + ["categories", "base"])
      var names: [String] = []
      for name in try array(members["categories"], place + ".categories") {
        names.append(try text(name, place + ".categories"))
      }
      let base = members["base"] == .null ? nil : try text(members["base"], place + ".base")
      kind = .category(names, base: base)
    default: throw bad("'\(place).kind' is not number, boolean, reversed or category")
    }
    return StatedColumn(
      name: try text(members["name"], place + ".name"), kind: kind, origin: origin,
      missing: try numbers(members["missing"], place + ".missing").map { Float($0) },
      hasIndicator: try boolean(members["indicator"], place + ".indicator"))
  }

  // MARK: Values

  private func object(
    _ json: StrictJSON?, _ place: String, _ names: [String], optional: Set<String> = []
  ) throws(FileError) -> [String: StrictJSON] {
    guard case .object(let list) = json else { throw bad("\(place) is no object") }
    let members = Dictionary(list.map { ($0.name, $0.value) }) { first, _ in first }
    if let name = names.first(where: { members[$0] == nil }) { throw bad("\(place) has no '\(name)'") }
    if let extra = list.first(where: { !names.contains($0.name) && !optional.contains($0.name) }) {
      throw bad("\(place) has '\(extra.name.prefix(80))', which is not known")
    }
    return members
  }

  func array(_ json: StrictJSON?, _ place: String) throws(FileError) -> [StrictJSON] {
    guard case .array(let elements) = json else { throw bad("'\(place)' is no array") }
    return elements
  }

  func texts(_ json: StrictJSON?, _ place: String) throws(FileError) -> [String] {
    var texts: [String] = []
    for (index, element) in try array(json, place).enumerated() {
      texts.append(try text(element, "\(place)[\(index)]"))
    }
    return texts
  }

  private func text(_ json: StrictJSON?, _ place: String) throws(FileError) -> String {
    guard let text = json?.text, !MarkRun.isLong(text) else { throw bad("'\(place)' is no text") }
    return text
  }

  private func boolean(_ json: StrictJSON?, _ place: String) throws(FileError) -> Bool {
    guard case .bool(let value) = json else { throw bad("'\(place)' is not true or false") }
    return value
  }

  private func number(_ json: StrictJSON?, _ place: String, isFloat: Bool) throws(FileError) -> Double {
    guard case .number(let digits) = json else { throw bad("'\(place)' is no number") }
    let value = isFloat ? Float(digits).map { Double($0) } : Double(digits)
    guard let value, value.isFinite else { throw bad("'\(place)' is \(digits.prefix(40)), which is too large") }
    return value
  }

  func numbers(
    _ json: StrictJSON?, _ place: String, areFloats: Bool = true
  ) throws(FileError) -> [Double] {
    var numbers: [Double] = []
    for element in try array(json, place) { numbers.append(try number(element, place, isFloat: areFloats)) }
    return numbers
  }

  func integers(_ json: StrictJSON?, _ place: String) throws(FileError) -> [Int] {
    var integers: [Int] = []
    for element in try array(json, place) {
      guard let integer = element.integer else { throw bad("'\(place)' has what is no whole number") }
      integers.append(integer)
    }
    return integers
  }
}
