// A document of PMML out of its bytes.

import SoftmaxFiles
import SoftmaxKernels

/// Reads the part of PMML 4.4 that a softmax regression needs.
struct PMMLReader {
  private(set) var document = PMMLDocument()
  private var elements: PMMLElements
  /// The places of fields by their names, derived ones among them.
  private var places: [String: Int] = [:]

  /// - Throws: `FileError` for what is no XML, no PMML or nothing that can be computed here.
  init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    elements = try PMMLElements(bytes, path: path)
    guard var root = try elements.next(), root.name == "PMML" else {
      throw elements.problem("this is no PMML: expected an element PMML")
    }
    _ = try elements.expect("version", ["4.4", "4.4.1"], &root)
    _ = try elements.expect("xmlns", [PMMLWriter.namespace], &root)
    try elements.expectTaken(root)
    var hasModel = false
    while var element = try elements.next() {
      switch element.name {
      case "Header": try elements.skip()
      case "DataDictionary" where document.fields.isEmpty: try readDictionary(&element)
      case "RegressionModel" where !hasModel:
        try readModel(&element)
        hasModel = true
      default: throw elements.unknown(element, in: "PMML")
      }
    }
    guard hasModel else { throw elements.problem("there is no RegressionModel") }
    // What follows the root is space, comments and instructions.
    if let element = try elements.next() { throw elements.unknown(element, in: "the document") }
  }

  // MARK: Fields

  private mutating func readDictionary(_ element: inout PMMLElement) throws(FileError) {
    _ = element.take("numberOfFields")
    try elements.expectTaken(element)
    while var field = try elements.next() {
      guard field.name == "DataField" else { throw elements.unknown(field, in: element.name) }
      try readField(&field)
    }
    guard !document.fields.isEmpty else { throw elements.problem("there are no data fields") }
  }

  private mutating func readField(_ element: inout PMMLElement) throws(FileError) {
    let name = try elements.text("name", &element)
    let type = try elements.expect("dataType", ["double", "string", "integer"], &element)
    let operations = try elements.expect("optype", ["continuous", "categorical"], &element)
    try elements.expectTaken(element)
    guard (operations == "continuous") == (type == "double") else {
      throw elements.problem("the field '\(name.printable(limit: 40))' is \(operations) and of type \(type)")
    }
    var field = PMMLDocument.Field(name: name)
    if operations == "categorical" { field.categories = [:] }
    while var value = try elements.next() {
      guard value.name == "Value", operations == "categorical" else {
        throw elements.unknown(value, in: element.name)
      }
      let text = try elements.text("value", &value)
      if let property = value.take("property") {
        guard property == "missing", text.isEmpty, !field.emptyIsMissing else {
          throw elements.problem(
            "the value '\(text.printable(limit: 40))' is '\(property.printable(limit: 40))'")
        }
        field.emptyIsMissing = true
        try elements.end(value)
        continue
      }
      guard field.categories?.updateValue(field.values.count, forKey: text) == nil else {
        throw elements.problem("the value '\(text.printable(limit: 40))' stands twice")
      }
      field.values.append(text)
      try elements.end(value)
    }
    try add(name)
    document.fields.append(field)
  }

  private mutating func add(_ name: String) throws(FileError) {
    guard !name.isEmpty, places.updateValue(places.count, forKey: name) == nil else {
      throw elements.problem("the field '\(name.printable(limit: 40))' stands twice, or has no name")
    }
  }

  /// The place of a field that was there before.
  private func place(_ name: String) throws(FileError) -> Int {
    guard let place = places[name] else {
      throw elements.problem("there is no field '\(name.printable(limit: 40))'")
    }
    guard place >= document.fields.count || document.fields[place].isActive, place != document.label else {
      throw elements.problem("the field '\(name.printable(limit: 40))' is none that the model takes")
    }
    return place
  }

  // MARK: The model

  private mutating func readModel(_ element: inout PMMLElement) throws(FileError) {
    _ = element.take("modelName")
    _ = try elements.expect("functionName", ["classification"], &element)
    _ = try elements.expect("normalizationMethod", ["softmax"], &element)
    try elements.expectTaken(element)
    var tables: [Int: PMMLDocument.Table] = [:]
    var hasSchema = false
    while var part = try elements.next() {
      switch part.name {
      case "MiningSchema" where !hasSchema:
        try readSchema(part)
        hasSchema = true
      case "Output" where hasSchema && document.probabilities == nil: try readOutput(part)
      case "LocalTransformations" where hasSchema && tables.isEmpty: try readTransformations(part)
      case "RegressionTable" where hasSchema: try readTable(&part, &tables)
      default: throw elements.unknown(part, in: element.name)
      }
    }
    guard hasSchema, tables.count == document.fields[document.label].values.count, !tables.isEmpty else {
      throw elements.problem("there are \(tables.count) tables, expected one for each class")
    }
    document.tables = tables.sorted { $0.key < $1.key }.map(\.value)
  }

  private mutating func readSchema(_ element: PMMLElement) throws(FileError) {
    try elements.expectTaken(element)
    document.label = -1
    while var field = try elements.next() {
      guard field.name == "MiningField" else { throw elements.unknown(field, in: element.name) }
      let name = try elements.text("name", &field)
      guard let place = places[name], !document.fields[place].isActive, place != document.label else {
        throw elements.problem("the field '\(name.printable(limit: 40))' is none of the data, or stands twice")
      }
      let usage = field.take("usageType") ?? "active"
      if usage == "target" {
        guard document.label < 0, document.fields[place].categories != nil else {
          throw elements.problem("there are two targets, or one that is a number")
        }
        document.label = place
      } else {
        guard usage == "active" else {
          throw elements.problem("the usage '\(usage.printable(limit: 40))' of a field is not understood")
        }
        try readTreatment(&field, place)
      }
      try elements.end(field)
    }
    guard document.label >= 0 else { throw elements.problem("there is no target") }
  }

  private mutating func readTreatment(_ element: inout PMMLElement, _ place: Int) throws(FileError) {
    var field = document.fields[place]
    field.isActive = true
    let isNumber = field.categories == nil
    if let text = element.take("missingValueReplacement") {
      guard isNumber else { throw elements.problem("a missing category is replaced, which is not understood") }
      field.replacement = try elements.number(text, "a replacement of missing values")
    }
    switch element.take("missingValueTreatment") {
    case nil, "asIs", "asMean", "asMedian", "asValue", "asMode": break
    case "returnInvalid" where field.replacement == nil: field.refusesMissing = true
    case let treatment?:
      throw elements.problem(
        "the treatment '\(treatment.printable(limit: 40))' of missing values is not understood")
    }
    switch element.take("invalidValueTreatment") {
    case nil, "returnInvalid": break
    case "asIs" where !isNumber: field.refusesUnseen = false
    case let treatment?:
      throw elements.problem(
        "the treatment '\(treatment.printable(limit: 40))' of invalid values is not understood")
    }
    document.fields[place] = field
  }

  private mutating func readTable(
    _ element: inout PMMLElement, _ tables: inout [Int: PMMLDocument.Table]
  ) throws(FileError) {
    let category = try elements.text("targetCategory", &element)
    let intercept = try elements.number("intercept", &element)
    try elements.expectTaken(element)
    guard let code = document.fields[document.label].categories?[category], tables[code] == nil else {
      throw elements.problem(
        "the class '\(category.printable(limit: 40))' of a table is none of the target's, or has two")
    }
    var table = PMMLDocument.Table(intercept: intercept, terms: [])
    while var predictor = try elements.next() {
      let isNumeric = predictor.name == "NumericPredictor"
      guard isNumeric || predictor.name == "CategoricalPredictor" else {
        throw elements.unknown(predictor, in: element.name)
      }
      let place = try place(elements.text("name", &predictor))
      let coefficient = try elements.number("coefficient", &predictor)
      if isNumeric {
        guard predictor.take("exponent") ?? "1" == "1" else {
          throw elements.problem("an exponent that is not 1 is not understood")
        }
        guard place >= document.fields.count || document.fields[place].categories == nil else {
          throw elements.problem("a category is taken for a number")
        }
        table.terms.append(.init(field: place, category: nil, coefficient: coefficient))
      } else {
        let value = try elements.text("value", &predictor)
        table.terms.append(
          .init(field: place, category: try self.category(value, of: place), coefficient: coefficient))
      }
      try elements.end(predictor)
    }
    tables[code] = table
  }

  private func category(_ value: String, of place: Int) throws(FileError) -> Int {
    guard place < document.fields.count, let code = document.fields[place].categories?[value] else {
      throw elements.problem("'\(value.printable(limit: 40))' is no value of its field")
    }
    return code
  }

  // MARK: Derived fields

  /// What it is called that the model tells: the class, and the probability of each class under the name that is made of it.
  private mutating func readOutput(_ element: PMMLElement) throws(FileError) {
    try elements.expectTaken(element)
    let label = document.fields[document.label]
    var names = FreeNames(document.fields.map(\.name))
    let prediction = names.take(PMMLFields.prediction(of: label.name))
    let wanted = label.values.map { names.take(PMMLFields.probability(of: $0)) }
    var found = [String?](repeating: nil, count: wanted.count)
    var hasPrediction = false
    while var field = try elements.next() {
      guard field.name == "OutputField" else { throw elements.unknown(field, in: element.name) }
      let name = try elements.text("name", &field)
      let shown = name.printable(limit: 60)
      _ = try elements.expect("optype", ["continuous", "categorical"], &field)
      _ = try elements.expect("dataType", ["double", "string", "integer"], &field)
      if try elements.expect("feature", ["predictedValue", "probability"], &field) == "predictedValue" {
        guard !hasPrediction, name == prediction else {
          throw elements.problem("the output '\(shown)' is the class, which is called '\(prediction)'")
        }
        hasPrediction = true
      } else {
        let value = try elements.text("value", &field)
        guard let code = label.categories?[value], found[code] == nil else {
          throw elements.problem(
            "the output '\(shown)' is of the class '\(value.printable(limit: 60))', which is none, or has two")
        }
        guard name == wanted[code] else {
          throw elements.problem(
            "the probability of the class '\(value.printable(limit: 60))' is called '\(shown)', expected "
              + "'\(wanted[code].printable(limit: 80))'")
        }
        found[code] = name
      }
      try elements.end(field)
    }
    let known = found.compactMap(\.self)
    guard hasPrediction, known.count == wanted.count else {
      throw elements.problem("the outputs lack the class, or the probability of one")
    }
    document.probabilities = known
  }

  private mutating func readTransformations(_ element: PMMLElement) throws(FileError) {
    try elements.expectTaken(element)
    while var field = try elements.next() {
      guard field.name == "DerivedField" else { throw elements.unknown(field, in: element.name) }
      let name = try elements.text("name", &field)
      _ = try elements.expect("optype", ["continuous"], &field)
      _ = try elements.expect("dataType", ["double"], &field)
      try elements.expectTaken(field)
      guard let inner = try elements.next() else { throw elements.problem("a derived field has no formula") }
      let formula = try expression(inner)
      if let second = try elements.next() { throw elements.unknown(second, in: field.name) }
      // Only now, so that no field is derived of itself.
      try add(name)
      document.derived.append(formula)
    }
  }

  private mutating func expression(_ begun: PMMLElement) throws(FileError) -> PMMLDocument.Expression {
    var element = begun
    switch element.name {
    case "Constant":
      _ = try elements.expect("dataType", ["double"], &element)
      try elements.expectTaken(element)
      return .constant(try elements.number(elements.text(), "a constant"))
    case "FieldRef":
      let place = try place(elements.text("field", &element))
      let missing = try elements.optionalNumber("mapMissingTo", &element)
      try elements.end(element)
      guard place >= document.fields.count || document.fields[place].categories == nil else {
        throw elements.problem("a category is taken for a number")
      }
      return .field(place, missing: missing)
    case "NormDiscrete":
      let place = try place(elements.text("field", &element))
      let category = try category(elements.text("value", &element), of: place)
      let missing = try elements.optionalNumber("mapMissingTo", &element)
      try elements.end(element)
      return .isCategory(place, category, missing: missing)
    case "Apply":
      return try application(&element)
    default: throw elements.unknown(element, in: "a formula")
    }
  }

  private mutating func application(
    _ element: inout PMMLElement
  ) throws(FileError) -> PMMLDocument.Expression {
    let function = try elements.expect("function", ["-", "*", "if", "isMissing"], &element)
    let missing = try elements.optionalNumber("mapMissingTo", &element)
    try elements.expectTaken(element)
    if function == "isMissing" {
      guard missing == nil, var field = try elements.next(), field.name == "FieldRef" else {
        throw elements.problem("'isMissing' is of no field")
      }
      let place = try place(elements.text("field", &field))
      try elements.end(field)
      try elements.end(element)
      return .isMissing(place)
    }
    var arguments: [PMMLDocument.Expression] = []
    while let argument = try elements.next() {
      guard arguments.count < 3 else { throw elements.problem("'\(function)' has more than 3 arguments") }
      arguments.append(try expression(argument))
    }
    switch (function, arguments.count) {
    case ("if", 3):
      guard missing == nil else { throw elements.problem("'if' maps missing values, which is not understood") }
      return .choice(arguments[0], arguments[1], arguments[2])
    case ("-", 2): return .difference(arguments[0], arguments[1], missing: missing)
    case ("*", 2): return .product(arguments[0], arguments[1], missing: missing)
    default: throw elements.problem("'\(function)' has \(arguments.count) arguments")
    }
  }
}
