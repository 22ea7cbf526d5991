// Probabilities come from models that have not seen the samples, nor copies of them.

import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@testable import SoftmaxRegression

@Suite struct OutOfFoldPredictionsTests {
  @Test func eachSampleIsAskedAboutByTheFitToTheOtherFolds() throws {
    // The irises have equal rows, which would stay together: here folds are those of a cross-validation.
    let data = try IrisRows.dataset()
    let classifier = try SoftmaxClassifier(seed: 3)
    let found = try OutOfFoldPredictions(
      of: data, classifier: classifier, folds: 4, keepsCopiesTogether: false)
    for (index, fold) in try data.folds(count: 4, seed: 3).enumerated() {
      let fit = try classifier.fit(fold.training)
      let values = try fit.model.probabilities(for: fold.validation.features)
      for (row, sample) in fold.validationIndices.enumerated() {
        #expect(found.foldIndices[sample] == index)
        #expect(
          Array(found.probabilities[sample * 3..<sample * 3 + 3]) == Array(values[row * 3..<row * 3 + 3]))
      }
      #expect(found.folds[index].report.certifiedGap == fit.report.certifiedGap)
      #expect(found.folds[index].report.sampleCount == fold.trainingIndices.count)
    }
    #expect(found.samples == Array(0..<150) && found.accuracy > 0.94)
  }

  @Test func equalSamplesAreInOneFoldUnlessTheCallerSaysOtherwise() throws {
    let data = try IrisRows.dataset()
    let found = try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier())
    let copies = RowCopies(of: data.features)
    #expect(copies.copyCount == 1 && found.copyCount == 1 && found.keepsCopiesTogether)
    for sample in 0..<150 { #expect(found.foldIndices[sample] == found.foldIndices[copies.first[sample]]) }
    #expect(
      try !OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier(), keepsCopiesTogether: false)
        .keepsCopiesTogether)
  }

  @Test func groupsAndCopiesAreBoundTogether() throws {
    // Rows 0 and 3 are equal; 0 and 1 are one group, 3 and 4 another: all four stay together.
    let features = try Features([1, 2, 3, 1, 5, 6], input: .vector(featureCount: 1))
    let joined = RowCopies(of: features).joined(with: [7, 7, 8, 9, 9, 10])
    #expect(joined == [0, 0, 2, 0, 0, 5])
  }

  @Test func samplesOfWeightZeroAreLeftOut() throws {
    let data = try IrisRows.dataset()
    let weights = (0..<150).map { $0 % 10 == 0 ? 0.0 : 1 }
    let found = try OutOfFoldPredictions(of: data.weighted(by: weights), classifier: SoftmaxClassifier())
    #expect(found.samples == (0..<150).filter { $0 % 10 != 0 } && found.weights == nil)
    let without = try OutOfFoldPredictions(
      of: data.samples(at: found.samples), classifier: SoftmaxClassifier())
    #expect(found.probabilities == without.probabilities)
  }

  @Test func theBitsAreTheSameOnAnyNumberOfThreads() throws {
    var numbers = MadeNumbers(seed: 8)
    let data = try Dataset(
      features: Features(numbers.floats(400 * 20), input: .vector(featureCount: 20)),
      labels: (0..<400).map { $0 % 4 })
    let found = try [1, 3].map { threads in
      try OutOfFoldPredictions(
        of: data,
        classifier: SoftmaxClassifier(
          execution: Execution(table: .best, threads: threads, isPatient: true)), folds: 3
      ).probabilities
    }
    #expect(found[0] == found[1])
  }

  @Test func whatCannotBeAuditedIsRefused() throws {
    let data = try IrisRows.dataset()
    #expect(throws: ConfigurationError.self) {
      try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier(solver: .stochastic()))
    }
    for folds in [0, 1] {
      #expect(throws: ConfigurationError.self) {
        try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier(), folds: folds)
      }
    }
    let single = data.samples(at: Array(0..<101))
    #expect(throws: DatasetError.classTooSmall(name: "2", samples: 1)) {
      try OutOfFoldPredictions(of: single, classifier: SoftmaxClassifier())
    }
    // A class of fewer samples than folds is asked about all the same.
    let few = try OutOfFoldPredictions(
      of: data.samples(at: Array(0..<102)), classifier: SoftmaxClassifier())
    #expect(few.classes.count == 3 && few.sampleCount == 102)
    #expect(throws: CancellationError.self) {
      try OutOfFoldPredictions(of: data, classifier: SoftmaxClassifier()) { _, _ in .stop }
    }
  }
}
