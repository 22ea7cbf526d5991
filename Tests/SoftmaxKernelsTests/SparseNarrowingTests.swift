// Values of sparse matrices in as little room as they need, and columns counted from 1.

import SoftmaxKernels
import Testing

@Suite struct SparseNarrowingTests {
  private func matrix(_ values: [Float]) -> SparseMatrix {
    var builder = SparseMatrixBuilder()
    let columns = values.indices.map(Int32.init)
    builder.append(columns: columns.span, values: values.span)
    return builder.finish().narrowed
  }

  @Test func onesAreNotStored() {
    guard case .ones = matrix([1, 1, 1]).values else {
      Issue.record("stored ones")
      return
    }
  }

  @Test func wholeNumbersUpTo255AreBytes() {
    guard case .bytes(let bytes) = matrix([1, 255, 0, 7]).values else {
      Issue.record("no bytes")
      return
    }
    #expect(bytes.array == [1, 255, 0, 7])
  }

  @Test(arguments: [[1, 256], [1, -1], [1, 0.5], [-0.0], [2, .nan], [.infinity]] as [[Float]])
  func otherNumbersStayAsTheyAre(_ values: [Float]) {
    guard case .floats(let floats) = matrix(values).values else {
      Issue.record("no floats")
      return
    }
    #expect(floats.array.map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func columnsMayBeCountedFromOne() {
    var builder = SparseMatrixBuilder()
    let (first, second): ([Int32], [Int32]) = ([1, 4], [2])
    let (ones, two): ([Float], [Float]) = ([1, 1], [2])
    builder.append(columns: first.span, values: ones.span)
    builder.append(columns: second.span, values: two.span)
    builder.countColumns(from: 1)
    #expect(builder.columnCount == 4)
    let matrix = builder.finish()
    #expect(matrix.columns.array == [0, 3, 1])
    #expect(matrix.columnCount == 4)
    #expect(matrix.problem == nil)
  }
}
