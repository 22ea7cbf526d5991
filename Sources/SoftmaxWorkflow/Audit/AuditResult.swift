// What an audit has found.

import SoftmaxData
public import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression
package import SoftmaxReport

/// Suspected labels, rows that are there more than once, and columns that tell the class.
public struct AuditResult: Sendable {
  /// What was looked through; its training part is what suspects are among.
  public let data: TrainingData
  /// The probabilities from models that had not seen the samples, and how these models were fitted.
  public let predictions: OutOfFoldPredictions
  /// What they say of the labels.
  public let learning: ConfidentLearning
  /// How suspects were chosen.
  public let rule: SuspectRule
  /// What they are ranked by.
  public let ranking: SuspectRanking
  /// The suspects, the most suspicious first.
  public let suspects: [LabelSuspect]
  /// Rows that are there more than once.
  public let duplicates: RowDuplicates
  /// What each column says alone; none for pictures.
  public let columns: [ColumnRule]
  /// Seconds of reading the data.
  public let loadSeconds: Double
  /// Seconds of the folds' fits.
  public let fitSeconds: Double
  /// Seconds of everything after them.
  public let leakageSeconds: Double

  /// The columns that tell the class nearly by themselves.
  public var tellingColumns: [ColumnRule] { columns.filter(\.isSuspicious) }

  /// The names of the classes that suspects have and should have.
  public var classNames: [String] { predictions.classes.names }

  /// The line of a sample in its file, from 1; nil where the data is no table. A row of a workbook has the row's number.
  public func line(of sample: Int) -> Int? { data.lines.training?.line(of: sample) }

  /// The columns that are passed through to the file of suspects.
  public var keptColumns: [KeyColumn] { data.keys }

  /// The out-of-fold probabilities as a .npy file, [samples x classes] in Float64. Memory: 16 bytes for each.
  package var probabilityArray: [UInt8] {
    NPYFile.encoded(
      predictions.probabilities.map(Double.init), shape: [predictions.sampleCount, predictions.classes.count])
  }

  /// Some of the suspects, at most `perPair` of each pair of a given and a suggested class.
  public func shownSuspects(count: Int, perPair: Int) -> [LabelSuspect] {
    Array(suspects.limited(perPair: perPair).prefix(count))
  }

  /// The result for people, in the words of a front end: lines with a line break at their ends.
  ///
  /// - Parameters:
  ///   - count: How many suspects are listed.
  ///   - perPair: How many of each pair of a given and a suggested class at most.
  ///   - wording: The words for settings.
  /// - Returns: The text.
  public func text(count: Int = 20, perPair: Int = 3, in wording: RemedyWording = .library) -> String {
    AuditText(result: self, shown: shownSuspects(count: count, perPair: perPair), wording: wording).text
  }

  /// The suspects as pictures, each with what it is labelled and what it should perhaps be.
  ///
  /// - Parameters:
  ///   - count: How many.
  ///   - perPair: How many of each pair of a given and a suggested class at most.
  /// - Returns: The pictures; nil where there is no suspect.
  /// - Throws: `PictureError.notPictures` for samples that are none.
  package func gallery(count: Int, perPair: Int) throws -> PredictionGallery? {
    let input = data.training.features.input
    guard input.kind == .image, PixelImage.isPicture(shape: input.shape) else {
      throw WorkflowError.notPictures(data: data.training.name, samples: Wording.samples(input))
    }
    let shown = shownSuspects(count: count, perPair: perPair)
    guard !shown.isEmpty else { return nil }
    let images = data.training.features.samples(at: shown.map(\.sample)).valuesOfSamples
    let entries = zip(shown, images).compactMap { suspect, intensities in
      PixelImage(intensities: intensities, shape: input.shape).map {
        PredictionGallery.Entry(
          image: $0,
          captions: [
            "\(classNames[suspect.given]) -> \(classNames[suspect.suggested])",
            "sample \(suspect.sample), margin \(NumberText.decimal(suspect.margin, places: 3))",
          ])
      }
    }
    let name = DataName.short(data.training.name)
    return try PredictionGallery(
      entries,
      title: "\(name), \(Wording.count(shown.count)) of \(Wording.counted(suspects.count, "suspect"))")
  }
}
