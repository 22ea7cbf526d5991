// An array as it stands in a file.

package import SoftmaxKernels

/// The bytes of an array, how they are to be read, and where they stand.
package struct StoredArray: Sendable {
  package let place: ArrayPlace
  package let layout: ArrayLayout
  /// The elements as they stand in the file: exactly `layout.byteCount` bytes.
  package let bytes: SharedStorage<UInt8>

  /// The place is where the elements begin.
  package init(place: ArrayPlace, layout: ArrayLayout, bytes: SharedStorage<UInt8>) {
    precondition(bytes.count == layout.byteCount, "the bytes of the array")
    self.place = place
    self.layout = layout
    self.bytes = bytes
  }

  /// Where an element stands, which is counted in the order of the rows.
  package func storedIndex(of index: Int) -> Int {
    let (sample, feature) = index.quotientAndRemainder(dividingBy: layout.featureCount)
    return sample * layout.sampleStride + layout.featureOffsets[feature]
  }

  /// An error at an element, which is counted in the order of the rows.
  package func error(atElement index: Int, _ problem: String, remedy: String? = nil) -> FileError {
    place.error(at: storedIndex(of: index) * layout.width, problem, remedy: remedy)
  }
}
