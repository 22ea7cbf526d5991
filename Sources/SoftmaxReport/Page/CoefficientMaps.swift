// Numbers for pixels as pictures in colour.

package import SoftmaxRegression

/// A picture for each of some sets of numbers of a picture's pixels, all on one scale that is symmetrical about 0.
package struct CoefficientMaps: Sendable {
  package let images: [PixelImage]
  /// The number that has full colour.
  package let limit: Double

  /// The weights of some classes of the fit. Of a colour picture's weights the mean over the channels is shown.
  package init(_ model: SoftmaxModel, classes: [Int]) {
    let count = model.featureCount
    self.init(
      classes.map { k in model.weights[k * count..<(k + 1) * count].map(Double.init) }, shape: model.input.shape
    )
  }

  /// Numbers for each feature of a picture of this shape, their means over the channels.
  package init(_ maps: [[Double]], shape: [Int]) {
    let channelCount = shape.count == 3 ? shape[2] : 1
    let means = maps.map { values in
      channelCount == 1
        ? values
        : stride(from: 0, to: values.count, by: channelCount).map { start in
          values[start..<start + channelCount].reduce(0, +) / Double(channelCount)
        }
    }
    let largest = means.reduce(0.0) { $1.reduce($0) { $1.isFinite ? max($0, abs($1)) : $0 } }
    limit = largest > 0 ? largest : 1
    let scale = DivergingScale(limit: limit)
    images = means.map { values in
      PixelImage(
        width: shape[1], height: shape[0], channelCount: 3,
        bytes: values.flatMap { value in
          let color = scale.color(value)
          return [color.red, color.green, color.blue]
        })
    }
  }
}
