// An array as labels.

package import SoftmaxFiles

extension StoredLabels {
  /// The labels in an array of one dimension, or of two with one column: whole numbers (in whatever type), texts, or
  /// booleans, which become the classes `false` and `true`.
  ///
  /// - Throws: `FileError` naming the label that is none.
  package init(_ array: StoredArray) throws(FileError) {
    let shape = array.layout.shape
    guard shape.count == 1 || shape.count == 2 && shape[1] == 1 else {
      throw array.place.error(
        at: nil, "expected labels in one dimension, found \(array.layout.text)",
        remedy: "labels that are rows of zeros and a one become numbers by a.argmax(axis=1)")
    }
    if array.layout.type.isText {
      self = .texts(try Self.texts(of: array))
    } else if let doubles = array.doubles {
      self = .integers(try Self.wholeNumbers(doubles, of: array))
    } else {
      let bits = array.integerBits ?? []
      if array.layout.type == .bool {
        self = .texts(bits.map { $0 == 0 ? "false" : "true" })
        return
      }
      if array.layout.type == .unsigned(width: 8), let index = bits.firstIndex(where: { $0 < 0 }) {
        throw array.error(
          atElement: index, "label \(index) is \(UInt64(bitPattern: bits[index])): expected at most \(Int.max)")
      }
      self = .integers(bits.map(Int.init))
    }
  }

  private static func wholeNumbers(_ values: [Double], of array: StoredArray) throws(FileError) -> [Int] {
    var labels: [Int] = []
    labels.reserveCapacity(values.count)
    for (index, value) in values.enumerated() {
      guard let label = Int(exactly: value) else {
        throw array.error(
          atElement: index, "label \(index) is \(value): expected a whole number or a text",
          remedy: "labels are classes; softmax regression does not predict quantities")
      }
      labels.append(label)
    }
    return labels
  }

  private static func texts(of array: StoredArray) throws(FileError) -> [String] {
    var labels: [String] = []
    labels.reserveCapacity(array.layout.elementCount)
    for index in 0..<array.layout.elementCount {
      guard let text = array.text(at: index) else {
        throw array.error(
          atElement: index, "label \(index) is not Unicode text", remedy: "save the labels with dtype=str")
      }
      guard !text.isEmpty else {
        throw array.error(
          atElement: index, "label \(index) is empty: expected a text", remedy: "give every sample a label")
      }
      // Zeros fill a text up at its end alone.
      guard !text.utf8.contains(0) else {
        throw array.error(
          atElement: index, "label \(index) has a NUL in it: expected a text",
          remedy: "save the labels with dtype=str")
      }
      guard !MarkRun.isLong(text) else {
        throw array.error(
          atElement: index, "label \(index): \(MarkRun.problem)", remedy: MarkRun.remedy)
      }
      labels.append(text)
    }
    return labels
  }
}
