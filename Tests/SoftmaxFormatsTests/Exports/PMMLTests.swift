// PMML: what is written computes what the model does, and hostile documents are refused.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct PMMLTests {
  private static let format = PMMLFormat()
  private static let models = ExportModels.all.filter { !PortableModel($0.file).mergesClasses }

  private func document(_ file: ModelFile, _ options: ExportOptions = ExportOptions()) throws -> String {
    try String(decoding: ExportChecks.contents(Self.format, file, options).single.array, as: UTF8.self)
  }

  private func scorer(_ text: String) throws -> any ExportScorer {
    try Self.format.scorer(
      of: ExportContents(path: "m.pmml", files: ["": SharedStorage(Array(text.utf8))]), .none)
  }

  private func refusal(_ text: String) -> String {
    do {
      _ = try scorer(text)
      return "taken"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: models)
  func whatIsWrittenSaysWhatTheModelDoes(_ model: ExportModels.Named) throws {
    let proof = try ExportChecks.proves(Self.format, model.file)
    #expect(proof.logitDifference != nil)
  }

  /// Fisher's linear model of two numbers by hand: nothing of the writer is in the expectation.
  @Test func aDocumentWrittenByHandIsComputed() throws {
    let text = """
      <PMML version="4.4" xmlns="http://www.dmg.org/PMML-4_4"><Header/>
      <DataDictionary>
      <DataField name="size" optype="continuous" dataType="double"/>
      <DataField name="c" optype="categorical" dataType="string"><Value value="r"/><Value value="g"/></DataField>
      <DataField name="k" optype="categorical" dataType="string"><Value value="no"/><Value value="yes"/></DataField>
      </DataDictionary>
      <RegressionModel functionName="classification" normalizationMethod="softmax"><MiningSchema>
      <MiningField name="size" missingValueReplacement="2"/>
      <MiningField name="c" invalidValueTreatment="asIs"/><MiningField name="k" usageType="target"/></MiningSchema>
      <Output>
      <OutputField name="predicted k" optype="categorical" dataType="string" feature="predictedValue"/>
      <OutputField name="probability(yes)" optype="continuous" dataType="double" feature="probability" value="yes"/>
      <OutputField name="probability(no)" optype="continuous" dataType="double" feature="probability" value="no"/>
      </Output>
      <RegressionTable intercept="0" targetCategory="no"/>
      <RegressionTable intercept="1" targetCategory="yes"><NumericPredictor name="size" coefficient="0.5"/>
      <CategoricalPredictor name="c" value="g" coefficient="-2"/></RegressionTable></RegressionModel></PMML>
      """
    let samples = RawSamples(
      count: 4, .table([.numbers([4, .nan, 0, 1]), .words(["g", "r", nil, "unseen"])]))
    let found = try scorer(text).scores(of: samples)
    #expect(found.logits == [0, 1 + 2 - 2, 0, 1 + 1, 0, 1, 0, 1.5])
    #expect(found.labels == [1, 1, 1, 1])
  }

  @Test func missingCellsGetTheMeansInside() throws {
    let text = try document(ExportModels.table.file)
    #expect(
      text.contains(
        #"<MiningField name="age" missingValueReplacement="41.5" missingValueTreatment="asMean"/>"#))
    // Of a column with an indicator a derived field fills the gap, so that the indicator sees it.
    #expect(text.contains(#"<FieldRef field="income" mapMissingTo="-2.25"/>"#))
    #expect(text.contains(#"<MiningField name="income"/>"#))
    #expect(text.contains(#"<Apply function="isMissing"><FieldRef field="plan"/></Apply>"#))
    #expect(text.contains(#"<FieldRef field="seen"/><Constant dataType="double">1700000000.0</Constant>"#))
  }

  @Test func refusedCellsHaveNoProbabilities() throws {
    let file = ExportModels.strictTable.file
    let text = try document(file)
    #expect(text.contains(#"<MiningField name="age" missingValueTreatment="returnInvalid"/>"#))
    let scorer = try scorer(text)
    let good = ExportChecks.fewSamples(of: PortableModel(file))
    guard case .table(let columns) = good.values else { return }
    let whole = try scorer.scores(of: good).probabilities
    #expect(whole.allSatisfy { !$0.isNaN })
    for place in columns.indices {
      for isUnseen in [false, true] {
        var changed = columns
        switch columns[place] {
        case .numbers(var numbers):
          if isUnseen { continue }
          numbers[1] = .nan
          changed[place] = .numbers(numbers)
        case .words(var words):
          words[1] = isUnseen ? "unseen" : nil
          changed[place] = .words(words)
        }
        let found = try scorer.scores(of: RawSamples(count: 3, .table(changed))).probabilities
        #expect(found[3..<6].allSatisfy(\.isNaN) && Array(found[..<3]) == Array(whole[..<3]))
      }
    }
  }

  @Test func namesAreEscapedAndNumbersMayBeLabels() throws {
    let text = try document(ExportModels.nastyClasses.file)
    #expect(text.contains("]]&gt;&lt;b&gt;&amp;amp;&lt;/b&gt;"))
    #expect(text.contains("two&#10;lines&#13;&#10;and&#9;a tab"))
    #expect(!text.contains("</script>"))
    var options = ExportOptions()
    options.labels = .numbers
    try ExportChecks.proves(Self.format, ExportModels.numberedClasses.file, options)
    #expect(
      try document(ExportModels.numberedClasses.file, options).contains(
        #"<DataField name="class" optype="categorical" dataType="integer">"#))
    ExportChecks.refuses(Self.format, ExportModels.vectors.file, "whole numbers", options)
  }

  @Test func whatPMMLCannotHoldIsRefusedByName() {
    ExportChecks.refuses(Self.format, ExportModels.mergedClasses.file, "merged classes")
    ExportChecks.refuses(Self.format, ExportModels.offsets.file, "offsets")
    let bell = ModelFile(
      ExportModels.dense(.vector(featureCount: 2), classes: ["a", "b\u{7}ll"], seed: 1))
    ExportChecks.refuses(Self.format, bell, "control characters")
    let edge = ModelFile(ExportModels.dense(.vector(featureCount: 2), classes: ["a", "\u{ffff}"], seed: 1))
    ExportChecks.refuses(Self.format, edge, "control characters")
  }

  @Test func notesStandInTheHeader() throws {
    let text = try document(ExportModels.recorded.file)
    #expect(text.contains(#"<Extension name="proof" value="not compared yet"/>"#))
    #expect(text.contains(#"<Extension name="certified_gap" value="2.5e-07"/>"#))
  }

  @Test func damagedDocumentsAreRefusedOrScored() throws {
    try ExportChecks.survivesDamage(Self.format, ExportModels.vectors.file, most: 100)
    try ExportChecks.survivesDamage(Self.format, ExportModels.interactions.file, most: 30)
  }

  // MARK: Hostile documents

  /// Entities that hold entities, tenfold nine times: a gigabyte for who takes them apart.
  @Test func aBillionLaughsAreRefused() {
    let laughs = (1...9).map { "<!ENTITY l\($0) \"" + String(repeating: "&l\($0 - 1);", count: 10) + "\">" }
    let text = "<!DOCTYPE PMML [<!ENTITY l0 \"ha\">\(laughs.joined())]><PMML version=\"4.4\">&l9;</PMML>"
    #expect(refusal(text).contains("document type"))
  }

  @Test func entitiesAndFilesFromElsewhereAreRefused() throws {
    #expect(
      refusal("<!DOCTYPE PMML [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><PMML/>").contains("document type"))
    let text = try document(ExportModels.vectors.file)
    #expect(refusal(text.replacing("intercept=\"", with: "intercept=\"&x;")).contains("entity 'x'"))
    #expect(
      refusal(text.replacing("<Application", with: "<!DOCTYPE a><Application")).contains("document type"))
  }

  @Test(arguments: [
    ("version=\"4.4\"", "version=\"3.0\"", "expected 4.4"),
    ("xmlns=\"http://www.dmg.org/PMML-4_4\"", "", "no attribute 'xmlns'"),
    ("normalizationMethod=\"softmax\"", "normalizationMethod=\"logit\"", "'logit', expected softmax"),
    ("functionName=\"classification\"", "functionName=\"regression\"", "'regression', expected"),
    ("<NumericPredictor name=\"x1\"", "<NumericPredictor name=\"y\"", "there is no field 'y'"),
    ("<NumericPredictor name=\"x1\"", "<NumericPredictor exponent=\"2\" name=\"x1\"", "exponent"),
    ("<NumericPredictor name=\"x1\"", "<PredictorTerm name=\"x1\"", "'PredictorTerm' in RegressionTable"),
    ("<NumericPredictor name=\"x1\"", "<NumericPredictor name=\"class\"", "none that the model takes"),
    ("targetCategory=\"dog\"", "targetCategory=\"cat\"", "or has two"),
    ("targetCategory=\"dog\"", "targetCategory=\"bird\"", "none of the target's"),
    ("<Value value=\"dog\"/>", "<Value value=\"cat\"/>", "stands twice"),
    ("<Value value=\"dog\"/>", "<Value value=\"dog\"/><Value value=\"eel\"/>", "the probability of one"),
    ("intercept=\"", "intercept=\"nan", "expected a number"),
    ("intercept=\"", "intercept=\"1\" intercept=\"", "stands twice"),
    ("<MiningField name=\"x2\"/>", "", "'x2' is none that the model takes"),
    (
      "<DataField name=\"x2\"",
      "<DataField name=\"y\" optype=\"continuous\" dataType=\"double\"/><DataField name=\"x2\"",
      "'y' is not in the mining schema"
    ),
    ("<MiningField name=\"x2\"/>", "<MiningField name=\"x1\"/>", "or stands twice"),
    ("usageType=\"target\"", "usageType=\"supplementary\"", "'supplementary'"),
    ("<Output>", "words<Output>", "text where elements"),
    ("<Output>", "<Targets/><Output>", "'Targets' in RegressionModel"),
    (
      "<OutputField name=\"probability(cat)\"", "<OutputField name=\"probability(dog)\"",
      "the class 'cat' is called 'probability(dog)', expected 'probability(cat)'"
    ),
    (
      "feature=\"probability\" value=\"cat\"", "feature=\"probability\" value=\"dog\"",
      "the class 'dog' is called 'probability(cat)'"
    ),
    (
      "feature=\"probability\" value=\"cat\"", "feature=\"probability\" value=\"eel\"",
      "the class 'eel', which is none"
    ),
    ("name=\"predicted class\"", "name=\"class\"", "which is called 'predicted class'"),
    ("<OutputField name=\"probability(cat)\"", "<OutputField rank=\"1\" name=\"probability(cat)\"", "'rank'"),
    ("</PMML>", "", "breaks off"),
    ("</PMML>", "</PMML><PMML/>", "second element"),
  ])
  func whatIsNotUnderstoodIsNamed(_ old: String, _ new: String, _ problem: String) throws {
    let text = try document(ExportModels.vectors.file)
    let changed = text.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false).joined(
      separator: new)
    #expect(changed != text)
    let found = refusal(changed)
    #expect(found.contains(problem), "\(found)")
  }

  @Test func probabilitiesWithoutNamesAreRefused() throws {
    let text = try document(ExportModels.vectors.file)
    let (first, last) = (try #require(text.range(of: "<Output>")), try #require(text.range(of: "</Output>")))
    let without = text.replacingCharacters(in: first.lowerBound..<last.upperBound, with: "")
    #expect(refusal(without).contains("there is no Output"))
  }

  @Test func onlyItsOwnDocumentsAreRecognised() throws {
    let own = try ExportChecks.contents(Self.format, ExportModels.vectors.file)
    #expect(Self.format.recognises(own))
    for text in ["<svg/>", "", "PMML", "<?xml version=\"1.0\"?><a><PMML/></a>"] {
      #expect(
        !Self.format.recognises(ExportContents(path: "x", files: ["": SharedStorage(Array(text.utf8))])))
    }
  }
}
