// A model as a document of PMML.

import SoftmaxFiles
import SoftmaxRegression

/// Writes a model that `PMMLFormat.problem` says nothing of.
struct PMMLWriter {
  private(set) var content = ByteRope()
  private let model: PortableModel
  private let notes: ExportNotes
  private let usesNumbers: Bool
  private let fields: PMMLFields

  init(_ model: PortableModel, _ notes: ExportNotes, usesNumbers: Bool) {
    (self.model, self.notes, self.usesNumbers) = (model, notes, usesNumbers)
    fields = PMMLFields(model)
  }

  static let namespace = "http://www.dmg.org/PMML-4_4"

  private mutating func line(_ text: String) {
    content.append(Array(text.utf8))
    content.append([UInt8(ascii: "\n")])
  }

  mutating func write() {
    line(#"<?xml version="1.0" encoding="UTF-8"?>"#)
    line(#"<PMML version="4.4" xmlns="\#(Self.namespace)">"#)
    line(#"  <Header description="Softmax regression of \#(model.classCount) classes">"#)
    for entry in notes.entries {
      line(#"    <Extension name="\#(Self.escaped(entry.name))" value="\#(Self.escaped(entry.text))"/>"#)
    }
    line(#"    <Application name="softmax"/>"#)
    line("  </Header>")
    writeDictionary()
    line(
      #"  <RegressionModel modelName="softmax" functionName="classification" normalizationMethod="softmax">"#)
    writeSchema()
    writeOutput()
    writeTransformations()
    let beginnings = fields.predictors.map(Self.beginning)
    for row in 0..<model.rowCount { writeTable(row, beginnings) }
    line("  </RegressionModel>")
    line("</PMML>")
  }

  private var labelType: String { usesNumbers ? "integer" : "string" }

  private mutating func writeDictionary() {
    line(#"  <DataDictionary numberOfFields="\#(fields.columns.count + 1)">"#)
    for column in fields.columns {
      let name = Self.escaped(column.name)
      if let categories = column.categories {
        writeCategories(name, "string", categories, emptyIsMissing: !categories.contains(""))
      } else {
        line(#"    <DataField name="\#(name)" optype="continuous" dataType="double"/>"#)
      }
    }
    writeCategories(Self.escaped(fields.label), labelType, model.classNames)
    line("  </DataDictionary>")
  }

  private mutating func writeCategories(
    _ name: String, _ type: String, _ categories: [String], emptyIsMissing: Bool = false
  ) {
    line(#"    <DataField name="\#(name)" optype="categorical" dataType="\#(type)">"#)
    for category in categories { line(#"      <Value value="\#(Self.escaped(category))"/>"#) }
    if emptyIsMissing { line(#"      <Value value="" property="missing"/>"#) }
    line("    </DataField>")
  }

  private mutating func writeSchema() {
    line("    <MiningSchema>")
    for column in fields.columns {
      var attributes = ""
      if column.refusesMissing {
        attributes += #" missingValueTreatment="returnInvalid""#
      } else if let replacement = column.replacement {
        attributes += #" missingValueReplacement="\#(Self.text(replacement))" missingValueTreatment="asMean""#
      }
      if column.categories != nil {
        attributes += #" invalidValueTreatment="\#(column.refusesUnseen ? "returnInvalid" : "asIs")""#
      }
      line(#"      <MiningField name="\#(Self.escaped(column.name))"\#(attributes)/>"#)
    }
    line(#"      <MiningField name="\#(Self.escaped(fields.label))" usageType="target"/>"#)
    line("    </MiningSchema>")
  }

  private mutating func writeOutput() {
    line("    <Output>")
    line(
      #"      <OutputField name="\#(Self.escaped(fields.prediction))" optype="categorical" dataType="\#(labelType)""#
        + #" feature="predictedValue"/>"#)
    for (name, output) in zip(model.classNames, fields.probabilities) {
      line(
        #"      <OutputField name="\#(Self.escaped(output))" optype="continuous" dataType="double""#
          + #" feature="probability" value="\#(Self.escaped(name))"/>"#)
    }
    line("    </Output>")
  }

  private mutating func writeTransformations() {
    guard !fields.derived.isEmpty else { return }
    line("    <LocalTransformations>")
    for field in fields.derived {
      line(
        #"      <DerivedField name="\#(Self.escaped(field.name))" optype="continuous" dataType="double">"#
          + Self.expression(field.formula) + "</DerivedField>")
    }
    line("    </LocalTransformations>")
  }

  private static func expression(_ formula: PMMLFields.Formula) -> String {
    func field(_ name: String, _ missing: Double? = nil) -> String {
      #"<FieldRef field="\#(escaped(name))"\#(mapped(missing))/>"#
    }
    func mapped(_ missing: Double?) -> String { missing.map { #" mapMissingTo="\#(text($0))""# } ?? "" }
    func constant(_ value: Double) -> String { #"<Constant dataType="double">\#(text(value))</Constant>"# }
    switch formula {
    case .copy(let name, let missing): return field(name, missing)
    case .less(let name, let origin, let missing):
      return #"<Apply function="-"\#(mapped(missing))>"# + field(name) + constant(origin) + "</Apply>"
    case .reversed(let name, let missing):
      return #"<Apply function="-"\#(mapped(missing))>"# + constant(1) + field(name) + "</Apply>"
    case .isMissing(let name):
      return #"<Apply function="if"><Apply function="isMissing">"# + field(name) + "</Apply>" + constant(1)
        + constant(0) + "</Apply>"
    case .isCategory(let name, let category, let missing):
      return
        #"<NormDiscrete field="\#(escaped(name))" value="\#(escaped(category))"\#(mapped(missing))/>"#
    case .product(let first, let second):
      return #"<Apply function="*">"# + field(first) + field(second) + "</Apply>"
    }
  }

  /// A predictor up to its coefficient, which is what tables differ in.
  private static func beginning(of predictor: PMMLFields.Predictor) -> String {
    let name = escaped(predictor.field)
    guard let category = predictor.category else {
      return #"      <NumericPredictor name="\#(name)" coefficient=""#
    }
    return #"      <CategoricalPredictor name="\#(name)" value="\#(escaped(category))" coefficient=""#
  }

  private mutating func writeTable(_ row: Int, _ beginnings: [String]) {
    var text = ""
    text +=
      #"    <RegressionTable intercept="\#(Self.text(Double(model.bias[row])))""#
      + #" targetCategory="\#(Self.escaped(model.classNames[row]))">"# + "\n"
    let weights = model.weights(ofRow: row)
    // A category of weight 0 adds nothing. A number of weight 0 stays, so that every table takes every column.
    for (predictor, beginning) in zip(fields.predictors, beginnings) {
      var coefficient = 0.0
      for term in predictor.terms {
        coefficient += term.factor * Double(weights[weights.startIndex + term.feature])
      }
      guard coefficient != 0 || predictor.category == nil else { continue }
      text += beginning
      text += Self.text(coefficient)
      text += "\"/>\n"
    }
    text += "    </RegressionTable>\n"
    content.append(Array(text.utf8))
  }

  private static func escaped(_ text: String) -> String { XMLText.escaped(text) }

  /// The shortest decimal number that is this one.
  private static func text(_ value: Double) -> String { "\(value)" }
}
