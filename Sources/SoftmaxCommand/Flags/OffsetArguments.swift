// The flag that names known parts of the logits.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct OffsetArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add a known number to a class's logit in each sample: CLASS=COLUMN of a table, once for each class that has one "
        + "(others have 0), or an array beside the features or a .npy file, [samples x classes].",
      valueName: "class=column|array|file"), completion: .file())
  var offset: [String] = []

  /// The same for a model that knows where training had them.
  static let scoringHelp =
    "The offsets, for a model that was fitted with some: CLASS=COLUMN of a table, once for each class, or an array or a "
    + ".npy file (default: those of training)."

  /// Checked, for data of this kind.
  func request(for reference: DataReference) throws -> OffsetRequest {
    try OffsetRequest(offset, isTable: reference.tablePath != nil, data: reference.text)
  }
}

extension OffsetRequest {
  /// What `--offset` says, once or several times.
  init(_ texts: [String], isTable: Bool, data: String) throws {
    guard isTable else {
      if texts.count > 1 { throw WorkflowError.offsets(.severalArrays(count: texts.count)) }
      self.init()
      place = texts.first
      return
    }
    var columns: [OffsetColumn] = []
    for text in texts {
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
        text.index(after: equals) < text.endIndex
      else {
        throw CommandFailure(
          .usage,
          "--offset needs CLASS=COLUMN for a table, such as high=log_time, not '\(text.printable(limit: 80))'")
      }
      let className = String(text[..<equals])
      if columns.contains(where: { $0.className == className }) {
        throw CommandFailure(
          .usage,
          "--offset names the class '\(className.printable(limit: 80))' twice: a class has one column; add them up before"
        )
      }
      columns.append(OffsetColumn(className: className, column: String(text[text.index(after: equals)...])))
    }
    self.init(columns: columns)
  }
}
