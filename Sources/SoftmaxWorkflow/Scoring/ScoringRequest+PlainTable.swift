// Tables of numbers for models that were not trained on a table file.

import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels
import SoftmaxRegression

extension ScoringRequest {
  /// How the columns of a table become the features of a model that knows nothing of tables: each as it is.
  ///
  /// - Throws: Where they are not as many numbers as the model has features.
  func plainPreparation(of columns: [TableColumn]) throws -> Preparation {
    let input = file.model.input
    let other = columns.first { $0.kind != .number(origin: 0) }
    guard other == nil, columns.count == input.featureCount else {
      throw WorkflowError.notTheModelsColumns(
        model: path, expected: Wording.samples(input), featureCount: input.featureCount, data: dataName,
        found: Wording.counted(columns.count, "column")
          + (other.map { ", and '\($0.name.printable(limit: 40))' is no number" } ?? ""))
    }
    // A header that has names of features says where they are.
    let names = columns.map(\.name)
    let known = Set(input.featureNames ?? [])
    let isNamed = known.count == input.featureCount && !known.isDisjoint(with: names)
    let ordered = isNamed ? input.featureNames ?? names : names
    return Preparation(
      columns: ordered.enumerated().map { place, name in
        PreparedColumn(
          column: TableColumn(name: name, kind: .number(origin: input.origins?[place] ?? 0)), means: [0],
          hasIndicator: false)
      },
      missing: .error, unseen: .error, labelColumn: nil)
  }

  /// Whether a table's numbers are a picture's stored values, as in a file of pictures, and not yet intensities.
  var readsPixels: Bool {
    preparation == nil && tablePath != nil && file.model.input.kind == .image
      && file.model.input.maximum != 1
  }

  /// The largest stored value of a pixel.
  var largestPixel: Int { Int(min(file.model.input.maximum, 255)) }

  /// The pictures whose pixels the features are, after `first` others.
  ///
  /// - Throws: For the first number that is no pixel.
  func pixels(_ features: Features, after first: Int, of name: String) throws -> Features {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(features.sampleCount * features.featureCount)
    var found: (sample: Int, place: Int, value: Double)?
    features.rows.forEachTile { samples, values in
      for i in values.indices where found == nil {
        guard let byte = UInt8(exactly: values[i]), Int(byte) <= largestPixel else {
          found = (samples.lowerBound + i / features.featureCount, i % features.featureCount, values[i])
          return
        }
        bytes.append(byte)
      }
    }
    if let found {
      throw WorkflowError.badData(
        "\(name): row \(first + found.sample + 1), pixel \(found.place + 1): found \(Float(found.value)), expected a "
          + "whole number from 0 to \(largestPixel), as the model's pictures have")
    }
    return try Features(bytes: bytes, input: file.model.input)
  }
}
