// Predictions on standard output or in a file, in one form.

import SoftmaxFiles
import SoftmaxWorkflow

/// Prints predictions as they are made.
struct PredictionPrinter {
  private var writer: any PredictionWriter
  // The header waits for the first predictions, so that a failure before them leaves nothing behind.
  private var pending: String

  private let isForPeople: Bool
  /// Nil: standard output.
  private let file: GrowingFile?

  /// - Throws: `FileError` where the file cannot be written.
  init(
    _ format: PredictCommand.Format, _ layout: PredictionLayout, isSafe: Bool, model: String, data: String,
    to path: String?
  ) throws {
    isForPeople = format == .table
    file = try path.map { try GrowingFile($0) }
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
    guard file != nil || !StandardStream.output.isClosed else { return false }
    try InputFile.checkUnchanged()
    var text = pending
    for prediction in predictions { text += try writer.row(prediction) }
    pending = ""
    try write(text)
    return true
  }

  /// Prints what stands below the last prediction; a file is there from now on.
  func finish() throws {
    try write(pending + writer.footer)
    guard let file else { return }
    try InputFile.checkUnchanged()
    try file.finish()
  }

  private func write(_ text: String) throws {
    if let file {
      try isForPeople ? file.appendLines(text) : file.append(text)
    } else if isForPeople {
      StandardStream.output.write(text)
    } else {
      StandardStream.output.writeData(text)
    }
  }
}
