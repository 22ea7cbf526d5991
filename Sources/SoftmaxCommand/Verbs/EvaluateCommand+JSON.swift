// How evaluate prints its document.

import Foundation
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

extension EvaluateCommand {
  /// Prints the document; of many classes the matrix row by row, because all of it may be gigabytes.
  static func printJSON(_ result: EvaluationResult) throws {
    let matrix = result.evaluation.confusionMatrix
    guard matrix.classCount > EvaluationDocument.mostEncoded else {
      return try JSONOutput.print(result.document)
    }
    let text = try JSONText.text(result.document, pretty: true)
    // Inside of a text the quotes would be escaped.
    let key = "\"confusionMatrix\" : ["
    guard let start = text.range(of: key), let end = text[start.upperBound...].firstIndex(of: "]") else {
      throw EncodingError.invalidValue(
        text, .init(codingPath: [], debugDescription: "no place for the matrix"))
    }
    StandardStream.output.writeData(text[..<start.upperBound] + "\n")
    for row in 0..<matrix.classCount {
      guard !StandardStream.output.isClosed else { return }
      let counts = (0..<matrix.classCount).map {
        Wording.number(matrix.count(trueClass: row, predictedClass: $0))
      }
      StandardStream.output.writeData(
        "    [\(counts.joined(separator: ","))]\(row + 1 < matrix.classCount ? "," : "")\n")
    }
    StandardStream.output.writeData("  " + text[end...] + "\n")
  }
}
