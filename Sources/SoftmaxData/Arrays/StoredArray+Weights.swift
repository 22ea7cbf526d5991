// An array as the weights of samples.

package import SoftmaxFiles

extension StoredArray {
  /// The weights in an array of one dimension, or of two with one column: numbers from 0 on.
  ///
  /// - Throws: `FileError` naming the weight that is none.
  package func sampleWeights() throws(FileError) -> [Double] {
    let shape = layout.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1, !layout.type.isText else {
      throw place.error(
        at: nil, "expected weights, numbers in one dimension, found \(layout.text)",
        remedy: "give each sample one number")
    }
    let weights: [Double]
    if let doubles {
      weights = doubles
    } else {
      let bits = integerBits ?? []
      weights =
        layout.type == .unsigned(width: 8) ? bits.map { Double(UInt64(bitPattern: $0)) } : bits.map(Double.init)
    }
    if let sample = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw error(
        atElement: sample, "the weight of sample \(sample) (counted from 0) is \(weights[sample])",
        remedy: SampleWeightSource.remedy)
    }
    return weights
  }
}
