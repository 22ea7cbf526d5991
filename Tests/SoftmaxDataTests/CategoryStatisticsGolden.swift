// What statsmodels and R say of tables with categories: Goldens/Statistics, made by Tests/Fixtures/statistics_*

import Foundation
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

/// One fit of one of them.
struct CategoryStatisticsGolden: Decodable {
  struct Effects: Decodable {
    let effects: [Double]
    let errors: [Double]
    let robustErrors: [Double]
  }

  let logLikelihood: Double
  /// Class by class, the first one being the reference, and in each term by term.
  let estimates: [Double]
  /// [estimates x estimates].
  let covariance: [Double]
  let classes: [String]?
  let terms: [String]?
  let robust: [Double]?
  let clustered: [Double]?
  let clusterCount: Int?
  /// [classes x features].
  let average: Effects?
  let means: Effects?
  let multinomEstimates: [Double]?
  let multinomErrors: [Double]?

  private struct Document: Decodable {
    let cases: [String: CategoryStatisticsGolden]
  }

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Goldens/Statistics")

  static func load(_ file: String, _ name: String) throws -> CategoryStatisticsGolden {
    try #require(try GoldenFile("Statistics/\(file)").decoded(as: Document.self).cases[name])
  }

  static func statsmodels(_ name: String) throws -> CategoryStatisticsGolden {
    try load("statsmodels.json", name)
  }

  /// The diagonal's roots.
  static func errors(_ covariance: [Double]) -> [Double] {
    let order = Int(Double(covariance.count).squareRoot().rounded())
    return (0..<order).map { covariance[$0 * order + $0].squareRoot() }
  }

  /// A table whose rows stand as often as a column says.
  private static func counted(ignored: [String] = []) -> TableOptions {
    var options = TableOptions(ignored: ignored)
    options.frequency = "Freq"
    return options
  }

  /// The table of a golden, and how it is read.
  static func table(_ name: String) throws -> Table {
    func own(_ file: String, _ options: TableOptions) throws -> Table {
      try Table(contentsOf: folder.appendingPathComponent(file).path, options: options)
    }
    let customers = folder.appendingPathComponent("../../../../Documentation/customers.csv").standardized.path
    return switch name {
    case "housing", "housing by bases", "housing products": try own("housing.csv", counted())
    case "housing without type": try own("housing.csv", counted(ignored: ["Type"]))
    case "birthwt", "birthwt products": try own("birthwt.csv", TableOptions())
    case "birthwt without race": try own("birthwt.csv", TableOptions(ignored: ["race"]))
    case "birthwt race products":
      try own("birthwt.csv", TableOptions(label: .named("race"), ignored: ["ptl", "ui", "low"]))
    case "birthwt race":
      try own(
        "birthwt.csv", TableOptions(label: .named("race"), group: "age", ignored: ["ptl", "ui", "low"]))
    case "customers", "customers by bases":
      try Table(contentsOf: customers, options: TableOptions(ignored: ["customer"], refusesMissing: false))
    default: try own("anes96.csv", TableOptions(group: "age"))
    }
  }

  /// The samples of a golden, as its columns are coded.
  static func samples(_ name: String) throws -> (preparation: Preparation, data: Dataset) {
    let bases: [String: String] =
      switch name {
      case "housing by bases": ["Infl": "Low", "Type": "Tower", "Cont": "Low"]
      case "birthwt": ["race": "white"]
      case "customers by bases": ["city": "Wien", "plan": "plus", "newsletter": "yes"]
      default: [:]
      }
    let interactions: [Interaction] =
      switch name {
      case "housing products": [Interaction("Infl", "Type"), Interaction("Cont", "Infl")]
      case "birthwt products":
        [
          Interaction("age", "smoke"), Interaction("age", "age"), Interaction("race", "lwt"),
          Interaction("smoke", "ui"), Interaction("lwt", "ftv"),
        ]
      case "birthwt race products":
        [Interaction("lwt", "smoke"), Interaction("age", "lwt"), Interaction("ftv", "ftv")]
      default: []
      }
    let table = try table(name)
    let preparation = try Preparation(
      learnedOn: table, missing: name == "customers by bases" ? .indicator : .mean,
      interactions: interactions, contrasts: TreatmentContrasts(bases: bases))
    var data = try preparation.dataset(of: table)
    if name == "customers by bases" {
      // Months are a feature too, so that groups are given apart.
      let months = (0..<data.sampleCount).map { UInt32(data.features.row($0)[2]) }
      #expect(preparation.input.featureNames?[2] == "months")
      data = try data.grouped(by: months)
    }
    return (preparation, data)
  }
}
