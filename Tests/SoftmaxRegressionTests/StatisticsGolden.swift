// What statsmodels says of a made data set like UCLA's hsbdemo: Tests/Fixtures/statistics.py makes the file.

import SoftmaxTestSupport

@testable import SoftmaxRegression

/// The figures of one fit by statsmodels' MNLogit, Newton's method with tol 1e-14; coefficients class by class, the
/// intercept first.
struct StatisticsGolden: Decodable, Sendable {
  let estimates: [Double]
  let standardErrors: [Double]
  let z: [Double]
  let p: [Double]
  let lower: [Double]
  let upper: [Double]
  let logLikelihood: Double
  let nullLogLikelihood: Double
  let chiSquare: Double
  let chiSquareP: Double
  let aic: Double
  let bic: Double
  let pseudoRSquared: Double
}

extension StatisticsGolden {
  private struct Student: Decodable {
    let programme: Int
    let status: Int
    let score: Int
  }

  private struct Document: Decodable {
    let students: [Student]
    let academic: StatisticsGolden
    let general: StatisticsGolden
    let withoutIntercepts: StatisticsGolden
    let repeated: StatisticsGolden
  }

  private static let document = GoldenFile("statistics.json").required(as: Document.self)

  static let classNames = ["academic", "general", "vocation"]
  static let columnNames = ["status 1", "status 2", "score"]

  /// 200 students, with columns for two of three statuses and the score; `scale` multiplies the score.
  static func data(kind: InputDescription.Kind = .table, sampleCount: Int = 200, scale: Float = 1) throws
    -> Dataset
  {
    let students = document.students.prefix(sampleCount)
    let rows = students.map { student -> [Float] in
      [student.status == 1 ? 1 : 0, student.status == 2 ? 1 : 0, Float(student.score) * scale]
    }
    return try Dataset(
      name: "students",
      features: Features(
        rows: rows, input: kind == .table ? .table(featureNames: columnNames) : .vector(featureCount: 3)),
      labels: students.map { classNames[$0.programme] })
  }

  /// Against the first class.
  static var academic: StatisticsGolden { document.academic }

  /// Against the second class: the third, and then the first.
  static var general: StatisticsGolden { document.general }

  /// Without intercepts; statsmodels' null model has them all the same.
  static var withoutIntercepts: StatisticsGolden { document.withoutIntercepts }

  /// Student i as often as 1 + i % 3.
  static var repeated: StatisticsGolden { document.repeated }
}
