// Coefficients in a CSV file say what the model says.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@testable import SoftmaxFormats

@Suite struct CoefficientFormatTests {
  private let format = CoefficientFormat()

  private func text(_ model: ExportModels.Named) throws -> String {
    String(decoding: try ExportChecks.contents(format, model.file).single.array, as: UTF8.self)
  }

  @Test(arguments: ExportModels.all)
  func everyModelIsProven(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(format, model.file)
    #expect(proof.probabilityDifference < 1e-6)
  }

  @Test(arguments: ExportModels.all)
  func numbersAndNamesAreReadBackAsTheyWere(_ model: ExportModels.Named) throws {
    let records = try CSVRecords.parse(text(model), path: "m.csv")
    var read = try CoefficientReader(path: "m.csv").model(in: records)
    var own = StatedModel(model.portable)
    // Classes stand in the order of their first rows in both.
    #expect(read.groups == own.groups && read.classNames == own.classNames)
    // A product of columns of which one has no features leaves no line; there is none here.
    (read.groups, own.groups) = ([], [])
    #expect(read == own)
  }

  @Test func whatItSaysIsPlain() throws {
    let lines = try text(ExportModels.table).split(separator: "\r\n").map(String.init)
    #expect(lines[0] == "kind,feature,column,role,category,missing,origin,cat,dog,ship")
    #expect(lines.contains("column,,seen,number,,,1700000000.0,,,"))
    #expect(lines.contains("column,,colour,category,green,indicator,0.0,,,"))
    #expect(lines.contains { $0.hasPrefix("feature,plan=pro,plan,value,pro,0.3,,") })
    #expect(lines.contains { $0.hasPrefix("feature,income missing,income,indicator,,,,") })
    #expect(try text(ExportModels.interactions).contains("feature,age:income,,product,1x3,,,"))
  }

  @Test func whatItCannotHoldIsNamed() {
    ExportChecks.refuses(format, ExportModels.offsets.file, "offsets")
  }

  @Test(arguments: [
    ("kind,feature", "kind,name", "expected the header"),
    ("input,table", "input,tree", "is not vector, image or table"),
    ("input,table", "note,table", "there is no line of the input"),
    ("bias,", "note,", "none of the bias"),
    ("bias,,", "bias,", "cells, expected 10"),
    ("column,,seen,number", "column,,seen,date", "is no kind of columns"),
    ("feature,plan=pro,plan", "feature,plan=pro,other", "the column's indicator lacks"),
    ("income,indicator", "income,value", "is no finite number"),
    ("1700000000.0", "1e999", "is no finite number"),
    ("product,1x3", "product,1x4", "expected a feature of a column, in the columns' order, or a product"),
    ("product,1x3", "product,0x3", "or a product of two"),
    ("product,1x3", "product,99x3", "or a product of two"),
  ])
  func linesThatDoNotFitAreRefused(_ old: String, _ new: String, _ problem: String) throws {
    let whole = try text(ExportModels.interactions)
    #expect(whole.contains(old))
    let changed = whole.replacing(old, with: new, maxReplacements: 1)
    let contents = ExportContents(path: "m.csv", files: ["": SharedStorage(Array(changed.utf8))])
    let error = #expect(throws: FileError.self) { try format.scorer(of: contents, .none) }
    #expect(error?.description.contains(problem) == true, "\(error?.description ?? "")")
  }

  @Test func damageIsSeen() throws {
    try ExportChecks.survivesDamage(format, ExportModels.twoClasses.file)
    try ExportChecks.survivesDamage(format, ExportModels.interactions.file, most: 60)
  }
}
