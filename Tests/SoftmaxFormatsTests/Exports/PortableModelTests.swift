// A portable model says what the model says.

import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

@Suite struct PortableModelTests {
  /// What `weights`, `bias` and `groups` alone say, in Float64.
  private struct PlainScorer: ExportScorer {
    var model: PortableModel
    var method: String { "computed here" }
    var names: ExportNames { ExportNames(classes: model.classNames) }

    func scores(of samples: RawSamples) throws -> ExportScores {
      let features = samples.features(for: model.input, featureCount: model.featureCount)
      var logits: [Double] = []
      for sample in 0..<samples.count {
        let row = features[sample * model.featureCount..<(sample + 1) * model.featureCount]
        for k in 0..<model.rowCount {
          logits.append(
            zip(model.weights(ofRow: k), row).reduce(Double(model.bias[k])) { $0 + Double($1.0) * Double($1.1) }
          )
        }
      }
      return ExportScores(logits: logits, groups: model.groups)
    }
  }

  @Test(arguments: ExportModels.all)
  func weightsBiasAndGroupsSayTheSame(_ model: ExportModels.Named) throws {
    let portable = model.portable
    let proof = try ExportProver(portable).proof(of: PlainScorer(model: portable))
    #expect(proof.disagreement == nil, "\(proof)")
    #expect(proof.probabilityDifference < 1e-5)
  }

  @Test func scalingsAreFoldedIn() {
    let plain = ExportModels.temperature.file.model
    let portable = ExportModels.temperature.portable
    let scale = Double(Float(1 / 1.7))
    #expect(portable.weights == plain.weights.map { Float(Double($0) * scale) })
    #expect(portable.bias == plain.bias.map { Float(Double($0) * scale) })
  }

  @Test func mergedClassesAreGroups() {
    let portable = ExportModels.mergedClasses.portable
    #expect(portable.groups == [[0, 2], [1, 3], [4]])
    #expect(portable.mergesClasses && portable.classCount == 3 && portable.rowCount == 5)
    #expect(portable.classNames == ["animal", "thing", "rest"])
  }

  @Test func namesThatAreWholeNumbersAreTold() {
    #expect(ExportModels.numberedClasses.portable.classNumbers == [7, -3, 0])
    #expect(ExportModels.vectors.portable.classNumbers == nil)
  }

  @Test func featuresWithoutNamesAreNumbered() {
    #expect(ExportModels.vectors.portable.featureNames == ["x1", "x2", "x3", "x4", "x5"])
    #expect(
      ExportModels.table.portable.featureNames.prefix(4) == [
        "age", "seen - 1700000000", "income", "income missing",
      ])
  }

  @Test func theFeaturesOfColumnsStandWhereTheNamesSay() throws {
    let portable = ExportModels.interactions.portable
    let table = try #require(portable.input.table)
    let names = portable.featureNames
    for column in table.columns {
      for (code, category) in (column.categories ?? []).enumerated() {
        guard let place = column.featureOfCategory[code] else { continue }
        #expect(names[column.firstFeature + place] == "\(column.name)=\(category)")
      }
      if column.hasIndicator {
        #expect(names[column.firstFeature + column.valueCount] == "\(column.name) missing")
      }
    }
    #expect(
      table.interactions.map { names[$0.firstFeature] } == [
        "age:income", "age:age", "income:plan=basic", "region=north:member", "plan=basic:region=north",
        "seen - 1700000000:active=no",
      ])
  }

  @Test func theNotesSayWhereAModelComesFrom() {
    let notes = ExportNotes(ExportModels.recorded.file, proof: nil)
    #expect(notes["trained_on"]?.contains("]]>") == true)
    #expect(notes["certified_gap"] == "2.5e-07")
    #expect(notes["proof"] == "not compared yet")
    #expect(notes["renamed"] == nil)
    #expect(
      ExportNotes(ExportModels.recorded.file, proof: nil, remarks: ["a is b", "c is d"])["renamed"]
        == "a is b; c is d")
  }
}
