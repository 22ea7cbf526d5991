// Every solver against the optima that others have computed.

@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct ReferenceFigureTests {
  @Test(arguments: EverySolver.configurations(tolerance: 1e-12))
  func irisAtC1IsThatOfScikitLearn(_ solver: SolverConfiguration) throws {
    // C = 1 without standardisation, all 150 rows; scikit-learn 1.9.1, recomputed with Newton's method in NumPy.
    let data = try IrisRows.dataset()
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 1.0 / 150, standardize: .never).fit(data)
    #expect(Closeness.relative(fit.report.objective * 150, from: 28.8863166040925) < 1e-9)
    #expect(Closeness.relative(fit.report.trainLogLoss, from: 0.11963667798790595) < 1e-6)
    #expect(fit.report.trainAccuracy == 146.0 / 150)
    let weights = [
      -0.423509920122672, 0.967350579571569, -2.51715237760915, -1.079336648500701,
      0.5344615089959, -0.321587855191942, -0.206392071294907, -0.944298465396347,
      -0.110951588873228, -0.645762724379627, 2.723544448904056, 2.023635113897047,
    ]
    let bias = [9.849568050481793, 2.237205632203426, -12.086773682685221]
    // Of the largest coefficient. Rounding the features to Float32 alone moves them by 2e-6.
    #expect(Closeness.largestDifference(centred(fit.model.weights, stride: 4), weights) < 1e-5 * 2.7)
    #expect(Closeness.largestDifference(centred(fit.model.bias), bias) < 1e-5 * 12)
    #expect(fit.report.stopReason.isComplete || fit.report.stopReason == .precisionReached)
  }

  @Test(arguments: EverySolver.configurations(tolerance: 1e-12))
  func fiveCloudsAreThoseOfScikitLearn(_ solver: SolverConfiguration) throws {
    // LogisticRegression(C=1, solver='newton-cholesky', tol=1e-13) of scikit-learn 1.9.1, and Newton's method in
    // NumPy, which agree to 1e-14.
    let data = try MadeData.clouds(classCount: 5, perClass: 20, featureCount: 3, seed: 4)
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 0.01).fit(data)
    #expect(Closeness.relative(fit.report.objective, from: 0.6746016805077856) < 1e-10)
    #expect(Closeness.relative(fit.report.trainLogLoss, from: 0.5424744299665148) < 1e-6)
    let weights = [
      1.019173418231111, -1.788673127302454, -1.793377653875323, 0.584737744947029, 0.155442573586448,
      1.701908809844072, -1.695206504027644, 1.280008823638572, -1.493069888716507, 1.835864237078352,
      0.556478605742887, 0.104185189873707, -1.744568896228848, -0.203256875665452, 1.480353542874051,
    ]
    let bias = [
      -1.062344104059996, -0.658407461589879, 2.111129940055916, -1.554574427479998, 1.164196053073957,
    ]
    // sqrt(2 gap / l2) with a gap of 1e-12 of the objective is 1.2e-5 at most; in truth a hundredth of it.
    #expect(Closeness.largestDifference(centred(fit.model.weights, stride: 3), weights) < 5e-6)
    #expect(Closeness.largestDifference(centred(fit.model.bias), bias) < 5e-6)
  }

  @Test(arguments: EverySolver.configurations())
  func aStandardisedTableIsThatOfNewtonsMethodOnStandardisedColumns(_ solver: SolverConfiguration) throws {
    // NumPy: iris, columns less their means over their standard deviations over n, l2Penalty 1/150.
    let fit = try SoftmaxClassifier(solver: solver, l2Penalty: 1.0 / 150).fit(IrisRows.dataset())
    #expect(fit.report.standardized)
    #expect(Closeness.relative(fit.report.objective, from: 0.20919178840530983) < 1e-7)
    // The loss is not at its minimum, so that it differs by the square root of the gap.
    #expect(Closeness.relative(fit.report.trainLogLoss, from: 0.1295422680958302) < 1e-4)
  }

  @Test func theReferenceItselfIsThatOfNumPy() throws {
    let iris = EverySolver.problem(try IrisRows.dataset(), l2Penalty: 1.0 / 150).optimum()
    // Of the features rounded to Float32.
    #expect(Closeness.relative(iris.value * 150, from: 28.886316605976113) < 1e-13)
    let clouds = EverySolver.problem(
      try MadeData.clouds(classCount: 5, perClass: 20, featureCount: 3, seed: 4), l2Penalty: 0.01
    ).optimum()
    #expect(Closeness.relative(clouds.value, from: 0.6746016805077856) < 1e-14)
    #expect(abs(clouds.bias[2] - 2.111129940055916) < 1e-12)
  }
}
