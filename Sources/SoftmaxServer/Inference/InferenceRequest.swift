// A request of the Open Inference Protocol, version 2, with the extension for binary tensors.

import SoftmaxFiles
import SoftmaxKernels

/// What a client asks of a model.
///
/// The protocol: kserve/open-inference-protocol; binary tensors and classification as Triton's extensions have them.
package struct InferenceRequest: Sendable {
  /// One input: a tensor with a name.
  package struct Input: Sendable {
    /// The elements.
    package enum Content: Sendable {
      /// Numbers, as their bytes lie in memory, the least significant first.
      case numbers([UInt8])
      /// Texts; nil where there is none.
      case words([String?])
    }

    package let name: String
    package let shape: [Int]
    package let type: TensorType
    package let content: Content

    /// The number of elements.
    package var count: Int { shape.reduce(1, *) }
  }

  /// An output that is asked for by its name.
  package struct Output: Sendable, Hashable {
    package let name: String
    /// Whether it comes as bytes behind the JSON.
    package let isBinary: Bool
    /// So many classes, as "value:index:label" each, in place of the values; nil: the values.
    package let classification: Int?

    package init(name: String, isBinary: Bool, classification: Int?) {
      (self.name, self.isBinary, self.classification) = (name, isBinary, classification)
    }
  }

  /// What the answer is to be called.
  package let id: String?
  package let inputs: [Input]
  /// Nil: those that the model gives where nobody asks.
  package let outputs: [Output]?
  /// Whether outputs that are not named come as bytes.
  package let isBinary: Bool

  /// The value of each element of an input whose elements are single columns of a table: a column of shape [n] or [n, 1].
  package static let largestInputCount = 100_000
}
