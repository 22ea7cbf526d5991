// Predictions for LIBSVM's text as it is read.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

extension PredictionRequest {
  /// Whether the first rows are wanted, and nothing beside them is to be read.
  var canStreamSparseRows: Bool {
    let input = scoring.file.model.input
    guard case .none = scoring.offsets else { return false }
    return selection.isOfFirst && !readsAllFirst && prior != .estimate
      && scoring.source.labelsPath == nil
      && !scoring.scoresKeptOut && input.origins == nil && input.maximum == 1
  }

  /// The rows; nil where the data is another, or all of it has to be read first.
  func sparseRows() throws(FileError) -> LIBSVMRows? {
    try scoring.source.reference.libsvmRows(for: scoring.file.model.input)
  }

  /// Predicts rows as they come, so that memory does not grow with their number.
  func predict(
    _ rows: consuming LIBSVMRows, _ onBegin: (Header) throws -> Void, _ onBatch: (Batch) throws -> Bool
  ) throws -> Outcome {
    let model = scoring.file.model
    let wanted = selection.count.limit ?? .max
    var (left, isWanted, hasMore) = (wanted, true, false)
    var names = TrueNames(ofRowsFor: scoring)
    try onBegin(header(rows.name, [], hasTrueNames: true))
    while left > 0, isWanted, let batch = try rows.next() {
      let count = min(left, batch.features.sampleCount)
      isWanted = try PredictedSamples(batch, &names).forEachRun(
        of: Array(0..<count), model: model, execution: scoring.execution
      ) { try onBatch(Batch(samples: $0, classNames: model.classes.names, features: $1)) }
      left -= count
      if left == 0 { hasMore = count < batch.features.sampleCount }
    }
    if looksForMore, isWanted, left == 0, !hasMore { hasMore = (try? rows.next()) != nil }
    return Outcome(
      dataName: rows.name, predictedCount: wanted - left, matchCount: nil, sampleCount: nil,
      hasMore: looksForMore && isWanted && hasMore, isComplete: isWanted)
  }
}
