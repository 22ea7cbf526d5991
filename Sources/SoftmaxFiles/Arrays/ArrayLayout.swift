// How the elements of an array lie in memory.

/// The type, order and shape of an array.
package struct ArrayLayout: Sendable, Hashable {
  package let type: ArrayElementType
  /// Whether an element's most significant byte comes first.
  package let isBigEndian: Bool
  /// Whether the first dimension is the fastest (Fortran's order) and not the last (C's).
  package let isColumnMajor: Bool
  package let shape: [Int]
  /// The number of elements.
  package let elementCount: Int
  /// The number of bytes.
  package let byteCount: Int

  /// Why an array cannot be used.
  package struct Problem: Error, Hashable {
    package let text: String
  }

  /// Checks a shape.
  ///
  /// - Throws: `Problem` for an array without dimensions or elements, or one beyond any memory.
  package init(
    type: ArrayElementType, isBigEndian: Bool = false, isColumnMajor: Bool = false, shape: [Int]
  ) throws(Problem) {
    guard !shape.isEmpty else {
      throw Problem(
        text: "the array is a single number (it has no dimensions): expected one or more dimensions")
    }
    if let empty = shape.firstIndex(of: 0) {
      throw Problem(
        text: "dimension \(empty + 1) of \(Self.text(of: shape)) is 0: expected at least one element")
    }
    let tooLarge = Problem(text: "the shape \(Self.text(of: shape)) multiplies to more than any memory")
    guard let width = type.width else { throw tooLarge }
    guard width > 0 else { throw Problem(text: "the texts have no room for a character: expected labels") }
    var (count, byteCount) = (1, width)
    for size in shape {
      let (bytes, overflow) = byteCount.multipliedReportingOverflow(by: size)
      guard !overflow, bytes <= Int.max / 16 else { throw tooLarge }
      count *= size
      byteCount = bytes
    }
    self.type = type
    self.isBigEndian = isBigEndian
    // One dimension has one order only.
    self.isColumnMajor = isColumnMajor && shape.count > 1
    self.shape = shape
    self.elementCount = count
    self.byteCount = byteCount
  }

  /// The bytes of an element.
  package var width: Int { byteCount / elementCount }

  /// The number of elements of one sample: all dimensions but the first.
  package var featureCount: Int { elementCount / shape[0] }

  /// `60000 x 784`, or `60000` for one dimension.
  package static func text(of shape: [Int]) -> String {
    shape.map(String.init).joined(separator: " x ")
  }

  /// `60000 x 784 float32`.
  package var text: String { "\(Self.text(of: shape)) \(type.name)" }

  /// Where the features of sample 0 lie, counted in elements; those of sample s lie `sampleStride` times s further.
  package var featureOffsets: [Int] {
    guard isColumnMajor else { return Array(0..<featureCount) }
    // The last dimension is the fastest of the features, but has the longest stride.
    var offsets = [0]
    var stride = shape[0]
    var strides: [Int] = []
    for size in shape.dropFirst() {
      strides.append(stride)
      stride *= size
    }
    for (size, stride) in zip(shape.dropFirst(), strides) {
      offsets = offsets.flatMap { offset in (0..<size).map { offset + $0 * stride } }
    }
    return offsets
  }

  /// How many elements lie between a feature of one sample and of the next.
  package var sampleStride: Int { isColumnMajor ? 1 : featureCount }
}
