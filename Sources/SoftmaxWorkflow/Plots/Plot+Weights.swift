// What a model looks for: its weights and coefficients.

import SoftmaxFormats
import SoftmaxRegression
public import SoftmaxReport

extension Plot {
  /// The weights as they are looked at best.
  public static let weights = Plot(
    "weights", "the weights of each class, as pictures or by feature", from: .model
  ) { try $0.file.weightsDrawing }

  /// The strongest coefficients in numbers, also of a model of pictures.
  public static let coefficients = Plot(
    "coefficients", "the 40 strongest features, with numbers", from: .model
  ) { try FeatureWeightsPicture($0.file.coefficients).drawing }
}

extension InspectionResult {
  /// The weights of each class: those of pictures as pictures, all others as those of the strongest features.
  ///
  /// - Throws: `PictureError` where there is nothing to draw, or too much.
  public var weightsDrawing: Drawing { get throws { try file.weightsDrawing } }
}

extension ModelFile {
  fileprivate var weightsDrawing: Drawing {
    get throws {
      model.input.kind == .image && PixelImage.isPicture(shape: model.input.shape)
        ? try WeightsPicture(model).drawing : try FeatureWeightsPicture(coefficients).drawing
    }
  }
}
