// The class index of every sample, checked once and not at every use.

/// One index below `classCount` for each row of a matrix.
package final class ClassLabels: Sendable {
  package let classCount: Int
  @usableFromInline let indices: WorkBuffer<UInt32>

  package var count: Int { indices.count }

  package init(_ labels: [UInt32], classCount: Int) {
    precondition(labels.allSatisfy { Int($0) < classCount }, "label out of bounds")
    self.classCount = classCount
    indices = WorkBuffer(labels, default: 0)
  }

  /// The class of a sample.
  @inlinable
  package subscript(_ sample: Int) -> Int { Int(indices[sample]) }

  /// The classes of neighbouring samples, for loops over many.
  @inlinable
  package func withIndices<Result>(of samples: Range<Int>, _ body: (Span<UInt32>) -> Result) -> Result {
    indices.withSpan(samples, body)
  }
}
