// Predictions on standard output, in one form.

import SoftmaxFiles
import SoftmaxWorkflow

/// Prints predictions as they are made.
struct PredictionPrinter {
  private var writer: any PredictionWriter
  // The header waits for the first predictions, so that a failure before them leaves nothing behind.
  private var pending: String

  private let isForPeople: Bool

  init(
    _ format: PredictCommand.Format, _ layout: PredictionLayout, isSafe: Bool, model: String, data: String
  ) {
    isForPeople = format == .table
    writer =
      switch format {
      case .table: PredictionTable(layout)
      case .csv: PredictionCSV(layout, isSafe: isSafe)
      case .json: PredictionJSON(layout, model: model, data: data)
      case .jsonl: PredictionJSONLines(layout)
      }
    pending = writer.header
  }

  /// Prints some, at once; whether anybody still reads.
  mutating func print(_ predictions: [PredictedSample]) throws -> Bool {
    guard !StandardStream.output.isClosed else { return false }
    try InputFile.checkUnchanged()
    var text = pending
    for prediction in predictions { text += try writer.row(prediction) }
    pending = ""
    write(text)
    return true
  }

  /// Prints what stands below the last prediction.
  func finish() {
    write(pending + writer.footer)
  }

  private func write(_ text: String) {
    if isForPeople { StandardStream.output.write(text) } else { StandardStream.output.writeData(text) }
  }
}
