// An array as the offsets of samples.

package import SoftmaxFiles
import SoftmaxRegression

extension StoredArray {
  /// The offsets in an array of two dimensions, [samples x classes], row by row: numbers that Float32 can hold.
  ///
  /// - Throws: `FileError` naming the number that is none.
  package func sampleOffsets() throws(FileError) -> (values: [Double], columnCount: Int) {
    let shape = layout.shape
    guard shape.count == 2, shape[1] > 0, !layout.type.isText else {
      throw place.error(
        at: nil, "expected offsets, \(StoredOffsets.form), found \(layout.text)",
        remedy: "give each sample one number for each class")
    }
    let values: [Double]
    if let doubles {
      values = doubles
    } else {
      let bits = integerBits ?? []
      values =
        layout.type == .unsigned(width: 8) ? bits.map { Double(UInt64(bitPattern: $0)) } : bits.map(Double.init)
    }
    if let index = values.firstIndex(where: { !(abs($0) <= SampleOffsets.limit) }) {
      throw error(
        atElement: index,
        "the offset of sample \(index / shape[1]) for class \(index % shape[1]) (both counted from 0) is \(values[index])",
        remedy: "offsets are finite numbers that Float32 can hold")
    }
    return (values, shape[1])
  }
}
