// Answers to the exercises of chapters 6 to 8: files, minibatches, confusion.

import Foundation
import SoftmaxKit
import SoftmaxTestSupport
import Testing

@Suite struct TrainingExercises {
  // snippet.idx
  @Test func anIDXFileMadeByHandIsRead() throws {
    let folder = try TemporaryDirectory()
    // Unsigned bytes (08) in three dimensions (03): 2 pictures of 2 x 2. Labels have one dimension.
    let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 2, 0, 255, 51, 0, 255, 0, 0, 102]
    let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 2, 1, 0]
    try Data(images).write(to: URL(filePath: "\(folder.path)/small-images-idx3-ubyte"))
    try Data(labels).write(to: URL(filePath: "\(folder.path)/small-labels-idx1-ubyte"))
    let reference = try DataReference(parsing: "\(folder.path)/small-images-idx3-ubyte")
    let data = try reference.load(default: .all, options: FetchOptions(offline: true)).dataset()
    #expect(data.features.row(0).map { ($0 * 255).rounded() } == [0, 255, 51, 0])
    #expect(data.classIndices == [1, 0])
  }
  // snippet.end

  // snippet.scaling
  @Test func twiceTheBatchWithTwiceTheRateLearnsNearlyTheSame() throws {
    let digits = try Catalogue.digits.load().train
    func lastLoss(rate: Double, batch: Int) throws -> Double {
      let solver = SolverConfiguration.stochastic(learningRate: rate, epochs: 10, batchSize: batch)
      return try SoftmaxClassifier(solver: solver).fit(digits).report.history.last?.trainLoss ?? .nan
    }
    let (small, large) = (try lastLoss(rate: 0.1, batch: 32), try lastLoss(rate: 0.2, batch: 64))
    let unscaled = try lastLoss(rate: 0.1, batch: 64)
    #expect(abs(small - large) < 0.05 * small)
    #expect(unscaled > 1.3 * small)
  }
  // snippet.end

  // snippet.steps
  @Test func anEpochTakesAStepForEachBatch() throws {
    let digits = try Catalogue.digits.load().train
    let solver = SolverConfiguration.stochastic(learningRate: 0.1, epochs: 1, batchSize: 32)
    var steps = 0
    _ = try SoftmaxClassifier(solver: solver).fit(digits, every: .batch) { event in
      if case .batch(let progress) = event { steps = max(steps, progress.batchCount) }
      return .continue
    }
    #expect(steps == 45)
    #expect((60_000 + 255) / 256 == 235)
  }
  // snippet.end

  // snippet.recall
  @Test func whereClassesAreOfOneSizeTheMeanRecallIsTheAccuracy() throws {
    let irises = try Catalogue.iris.load(.all)  // 50 of each species
    let matrix = try SoftmaxClassifier().fit(irises).model.evaluate(irises).confusionMatrix
    let recalls = (0..<3).map { matrix.recall(of: $0) }
    #expect(abs(recalls.reduce(0, +) / 3 - matrix.accuracy) < 1e-15)
  }
  // snippet.end
}
