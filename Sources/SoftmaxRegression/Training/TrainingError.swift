// A fit that cannot go on.

/// Why a fit has no result.
public enum TrainingError: Error, Hashable, CustomStringConvertible {
  /// The loss or the weights left the range of numbers. Epochs and batches are counted from 1.
  case diverged(epoch: Int, batch: Int, learningRate: Double)
  /// Features or weights are so large that the objective is not a finite number.
  case notFinite
  /// A column's values are so small that Float32 cannot hold what they have to be multiplied by; nil where the columns have
  /// no names, and their number, from 0 on.
  case weightOverflow(column: String?, index: Int)
  /// The system refuses a thread for a fit that a task waits for, with this error number.
  case noThread(code: Int)

  /// One sentence: what happened, where, and what to try.
  public var description: String {
    switch self {
    case .diverged(let epoch, let batch, let learningRate):
      "training diverged at epoch \(epoch), batch \(batch): the loss is no longer a finite number; "
        + "try a learning rate below \(learningRate)"
    case .notFinite:
      "the objective is not a finite number: features or starting weights are too large for Float32; bring the "
        + "features to a smaller scale"
    case .weightOverflow(let column, let index):
      "\(column.map { "column '\($0)'" } ?? "feature \(index)") would need a weight beyond Float32, whose largest number is "
        + "3.4e38: its values are too small; use smaller units, so that its numbers are larger, or leave it out"
    case .noThread(let code):
      "the system refused a thread for the fit (error \(code)): end other work, or raise the limit of threads"
    }
  }
}
