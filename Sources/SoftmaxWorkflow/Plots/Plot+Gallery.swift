// Samples with what was predicted of them.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

extension Plot {
  /// Pictures with their true and predicted classes.
  public static let gallery = Plot(
    "gallery", "pictures with their true and predicted classes", from: .samples,
    options: [.samples]
  ) { request in
    let input = request.file.model.input
    guard input.kind == .image, PixelImage.isPicture(shape: input.shape) else {
      throw PictureError.notPictures(shape: input.shape)
    }
    var predictions = PredictionRequest(try request.neededScoring)
    predictions.selection = request.selection
    predictions.readsAllFirst = true
    var entries: [PredictionGallery.Entry] = []
    let outcome = try predictions.run { batch in
      for (sample, intensities) in zip(batch.samples, batch.features.valuesOfSamples) {
        let best = sample.top(1)[0]
        guard let image = PixelImage(intensities: intensities, shape: input.shape) else { continue }
        entries.append(
          .init(
            image: image, trueName: sample.trueName, predictedName: batch.classNames[best],
            probability: Double(sample.probabilities[best])))
      }
      return true
    }
    if entries.isEmpty, let kind = request.selection.outcome {
      throw PictureError.nothingToDraw(what: "no sample of \(outcome.dataName) was predicted \(kind.rawValue)")
    }
    return try PredictionGallery(
      entries, title: DataName.short(outcome.dataName), columns: request.columns
    ).drawing
  }
}
