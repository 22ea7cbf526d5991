// Searches, statistics and prices where numbers or shapes are at the ends of what there is.

import SoftmaxKernels
@testable import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct HostileFigureTests {
  @Test(arguments: HostileNumberTests.columns)
  func searchesEndWithAModelOfNumbersOrAnError(_ columns: HostileNumberTests.Columns) throws {
    let data = try columns.data(kind: .table)
    for standardize in [SoftmaxClassifier.Standardize.always, .never] {
      for families in [[PenaltyFamily.l2], [.l1]] {
        do {
          let search = try PenaltySearch(
            families: families, grid: .automatic(count: 3), folds: 3,
            classifier: SoftmaxClassifier(solver: .automatic(maxIterations: 30), standardize: standardize))
          let result = try search.run(on: data)
          if let fit = result.fit {
            #expect(fit.model.weights.allSatisfy(\.isFinite) && fit.report.objective.isFinite)
          }
        } catch is TrainingError {
        } catch let error as ConfigurationError {
          // Gradients so small that Float32 has no penalty for them.
          #expect(error.parameter == "l1Penalty")
        }
      }
    }
  }

  /// Not that samples have features too large, which is what their logits say.
  @Test func aSearchCallsAColumnTooSmallAsAFitDoes() throws {
    let columns = try #require(HostileNumberTests.columns.first { $0.testDescription == "1e-38" })
    let data = try columns.data(kind: .table)
    let classifier = try SoftmaxClassifier(standardize: .always)
    let expected = #expect(throws: TrainingError.self) {
      try classifier.with(l2Penalty: 1e-4, l1Penalty: 0).fit(data)
    }
    for folds in [0, 3] {
      let found = #expect(throws: TrainingError.self) {
        try PenaltySearch(grid: .strengths([1e-4]), folds: folds, classifier: classifier).run(on: data)
      }
      #expect(found == expected)
      guard case .weightOverflow = found else {
        Issue.record("\(found.map(String.init(describing:)) ?? "no error")")
        return
      }
    }
  }

  @Test(arguments: HostileNumberTests.columns)
  func statisticsEndWithNumbersOrAnError(_ columns: HostileNumberTests.Columns) throws {
    let data = try columns.data(kind: .table)
    do {
      let fit = try SoftmaxClassifier(solver: .newtonCholesky(maxIterations: 30), l2Penalty: 0).fit(data)
      let found = try fit.statistics(on: data)
      for contrast in try found.coefficients() {
        #expect(!contrast.estimate.isNaN && !contrast.z.isNaN)
        #expect(contrast.standardError >= 0)
      }
    } catch is TrainingError {
    } catch let error as StatisticsError {
      #expect(!error.description.isEmpty)
    }
  }

  @Test func pricesOfAnyShapeAreNumbers() {
    let counts = [1, 2, 17, 1000, 1 << 20, 1 << 31]
    for sampleCount in counts {
      for featureCount in counts {
        for classCount in [1, 2, 33, 5000, 1 << 24] {
          for memoryLimit in [0, 1 << 30, Int.max] {
            let costs = SolverCosts(
              sampleCount: sampleCount, featureCount: featureCount, classCount: classCount, hasBias: true,
              memoryLimit: memoryLimit)
            let prices = costs.prices(withPairs: true)
            let known = [prices.firstKronecker, prices.kronecker, prices.pairs, costs.newtonFit].compactMap(
              \.self)
            let all =
              known + [prices.singleStep, prices.doubleStep, prices.kroneckerStep, costs.quasiNewtonFit]
            #expect(all.allSatisfy { $0 >= 0 && $0.isFinite })
            _ = costs.rowSpacePays
          }
        }
      }
    }
  }
}
