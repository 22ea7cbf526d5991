// What softmax evaluate finds, as JSON.

import Foundation
import SoftmaxFiles
import SoftmaxRegression

extension EvaluateCommand {
  struct Document: Encodable {
    struct Class: Encodable {
      let name: String
      let precision: Double
      let recall: Double
      let f1: Double
      /// A number of samples or, where they have weights, the sum of these.
      let support: Double
    }

    let data: String
    let sampleCount: Int
    /// The sum of the samples' weights; missing where all are 1.
    let totalWeight: Double?
    let accuracy: Double
    let logLoss: Double
    let macroF1: Double
    let expectedCalibrationError: Double
    let classes: [Class]
    let confusionMatrix: [[Double]]
    private let matrix: ConfusionMatrix

    private enum CodingKeys: CodingKey {
      case data, sampleCount, totalWeight, accuracy, logLoss, macroF1, expectedCalibrationError, classes,
        confusionMatrix
    }

    /// The numbers of more classes are not given to the encoder, which takes a hundred bytes and more for each.
    private static let mostEncoded = 100

    init(_ evaluation: Evaluation, data: String, names: [String]) {
      let matrix = evaluation.confusionMatrix
      self.data = data
      sampleCount = evaluation.sampleCount
      totalWeight = evaluation.totalWeight
      accuracy = evaluation.accuracy
      logLoss = evaluation.logLoss
      macroF1 = evaluation.macroF1
      expectedCalibrationError = evaluation.expectedCalibrationError
      classes = names.enumerated().map { index, name in
        Class(
          name: name, precision: matrix.precision(of: index), recall: matrix.recall(of: index),
          f1: matrix.f1(of: index), support: matrix.support(of: index))
      }
      self.matrix = matrix
      confusionMatrix = names.count <= Self.mostEncoded ? matrix.counts : []
    }

    /// Prints the document; of many classes the matrix row by row, because all of it may be gigabytes.
    func print() throws {
      guard matrix.classCount > Self.mostEncoded else { return try JSONOutput.print(self) }
      let text = try JSONOutput.text(self, pretty: true)
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
}
