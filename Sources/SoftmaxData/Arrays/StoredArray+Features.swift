// An array as the features of samples.

package import SoftmaxFiles
import SoftmaxKernels
package import SoftmaxRegression

extension StoredArray {
  /// The features, the first dimension counting samples, less their origins.
  ///
  /// - Throws: `FileError` for one dimension, texts, and numbers that are not finite where they have to be converted.
  package func features(_ origins: FeatureOrigins = .none) throws(FileError) -> Features {
    let shape = layout.shape
    guard shape.count >= 2 else {
      throw place.error(
        at: nil, "one dimension (\(layout.text)) is the shape of labels: expected samples x features",
        remedy: "for one feature a sample, reshape it to \(shape[0]) x 1: a.reshape(-1, 1)")
    }
    if let origins = known(origins), !layout.type.isText {
      try checkMemory(elementWidth: 4)
      return try features(less: origins)
    }
    let isBytes = layout.type == .unsigned(width: 1)
    let input: InputDescription = isBytes ? byteInput : .vector(featureCount: layout.featureCount)
    if isBytes, layout.isColumnMajor { try checkMemory(elementWidth: 1) }
    do throws(DatasetError) {
      if isBytes { return try Features(bytes: rowBytes(), input: input) }
      if let mappedFloats { return try Features(unchecked: mappedFloats, input: input) }
    } catch {
      throw place.error(at: nil, error.description)
    }
    try checkMemory(elementWidth: 4)
    let rows = Rows(try convertedFloats(), featureCount: layout.featureCount)
    return Features(checked: rows, input: input, isRounded: roundsToFloat32(less: nil))
  }

  /// The numbers that are meant; nil for none, and for those of another shape, which is for whoever uses them to say.
  private func known(_ origins: FeatureOrigins) -> [Double]? {
    switch origins {
    case .none: nil
    case .found: self.origins
    case .given(let numbers): numbers.count == layout.featureCount ? numbers : nil
    }
  }

  /// Whether a copy of the elements can be held. A product of dimensions is within the file's length, so it fits an Int.
  private func checkMemory(elementWidth: Int) throws(FileError) {
    try FileError.checkMemory(
      for: elementWidth * layout.elementCount, "\(place.name.map { "array '\($0)'" } ?? "the array") in memory",
      path: place.path, canMoveOut: true)
  }

  /// Bytes of three dimensions are grey images, of four images with channels.
  private var byteInput: InputDescription {
    let sample = Array(layout.shape.dropFirst())
    if sample.count == 1 { return .vector(featureCount: sample[0]) }
    return .image(shape: sample.count == 3 && sample[2] == 1 ? Array(sample.dropLast()) : sample)
  }
}
