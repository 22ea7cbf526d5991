// A neural network of Core ML, as far as linear models of pictures need one.

import SoftmaxKernels

/// `NeuralNetworkClassifier`.
struct CoreMLNetwork: Sendable {
  /// What becomes of a picture's stored values: each times `scale`, plus the bias of its channel.
  struct Preprocessing: Sendable, Hashable {
    var featureName: String
    var scale: Float
    var grayBias: Float = 0
    /// Of red, green and blue.
    var biases: [Float] = [0, 0, 0]
  }

  struct Layer: Sendable {
    enum Kind: Sendable {
      /// Channel by channel, each row by row.
      case flatten
      case innerProduct(InnerProduct)
      case softmax
    }

    var name: String
    var inputs: [String]
    var outputs: [String]
    /// Nil where the file gives it none.
    var kind: Kind?
  }

  /// weights x input + bias.
  struct InnerProduct: Sendable {
    var inputCount: Int
    var outputCount: Int
    var hasBias: Bool
    /// [outputCount x inputCount], row-major.
    var weights: [Float]
    var bias: [Float]
  }

  var layers: [Layer]
  var preprocessing: [Preprocessing]
  var labels: CoreMLLabels?
  /// The output of the layer whose numbers are the probabilities; empty: that of the last.
  var probabilityLayer = ""
}
