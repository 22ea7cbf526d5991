// Whether a fit's own memory can be had, asked before it is taken.

import SoftmaxKernels

extension SoftmaxClassifier {
  /// Refuses a fit whose weights, or whose minibatch of standardised features, are more than can be had. What a full-batch
  /// method takes beside them `TrainingPlan` knows, and checks.
  ///
  /// - Throws: `MemoryShortage`.
  func checkMemory(for training: Dataset) throws(MemoryShortage) {
    var batchSize: Int?
    if let settings = solver.stochasticSettings, usesStandardization(training.features.input) {
      batchSize = min(settings.batchSize, training.sampleCount)
    }
    if solver.usesMinibatches, training.features.rows.pagedByteCount > 0 {
      let count = training.features.rows.shuffledRowCount
      try MemoryShortage.check(
        Double(count) * training.features.byteCount / Double(training.sampleCount),
        for: "the \(count) samples that are shuffled together",
        advice: "use a full-batch method, which reads samples in order")
    }
    if training.offsets != nil {
      // In Float32, in Float64, and while they are made.
      try MemoryShortage.check(
        20 * Double(training.sampleCount) * Double(training.classes.count),
        for: "the offsets of \(training.sampleCount) samples and \(training.classes.count) classes",
        advice: "use fewer samples or classes")
    }
    try Self.checkMemory(
      features: training.featureCount, classes: training.classes.count, standardizedBatchSize: batchSize)
  }

  /// The same by the data's sizes. A minibatch's features are standardised before they are used; a full pass does it
  /// tile by tile.
  static func checkMemory(features: Int, classes: Int, standardizedBatchSize: Int?) throws(MemoryShortage) {
    if let standardizedBatchSize {
      try MemoryShortage.check(
        4 * Double(standardizedBatchSize) * Double(features),
        for: "the standardised features of a batch of \(standardizedBatchSize) samples",
        advice: "use smaller batches, or leave the features unstandardised, which needs no copy")
    }
    // Float64 or several Float32 of each parameter: weights, gradient, and what a step is made of.
    try MemoryShortage.check(
      24 * Double(classes) * Double(features + 1),
      for: "the weights of \(classes) classes and \(features) features",
      advice: "use fewer features or classes")
  }
}

extension Features {
  /// What a copy of these samples takes.
  var byteCount: Double { Double(rows.copyByteCount) }

  /// Refuses a division of these samples, which copies them, where a copy cannot be had.
  ///
  /// - Throws: `MemoryShortage`.
  package func checkMemoryForCopy() throws(MemoryShortage) {
    try MemoryShortage.check(
      byteCount, for: "a division of \(sampleCount) samples, which copies them,",
      advice: "divide the data before, or use fewer samples", canMoveOut: rows.canMoveOut)
  }
}

extension TrainingPlan {
  /// Refuses a method whose memory cannot be had.
  ///
  /// - Throws: `MemoryShortage`.
  func checkMemory() throws(MemoryShortage) {
    // Under a limit that was chosen a little is asked for in any case: more than all may be taken already.
    let least = limit.map { $0 / 64 } ?? 0
    try MemoryShortage.check(
      Double(max(neededBytes, least)),
      for: limit != nil && memoryBytes > expectedBytes
        ? "the method \(solver.name), with the second derivatives that it may make,"
        : "the method \(solver.name)",
      advice: "use one that needs less: lbfgs with the curvature gram, or sgd")
  }
}
