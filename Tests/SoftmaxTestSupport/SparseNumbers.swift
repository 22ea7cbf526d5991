// Numbers that are mostly 0, as dense and as sparse rows.

package import SoftmaxKernels

/// Made rows with few entries, some with none: the same for the same seed.
package struct SparseNumbers: Sendable {
  package enum Kind: Sendable, CaseIterable {
    /// Every entry is 1.
    case ones
    case bytes
    case floats
  }

  package let rowCount: Int
  package let featureCount: Int
  /// [rows x features]
  package let values: [Float]
  private let kind: Kind

  /// About one in `sparsity` is not 0. Every 7th row has no entry, and no row has one in column 2.
  package init(_ kind: Kind = .floats, rowCount: Int, featureCount: Int, sparsity: Int = 6, seed: UInt64 = 1) {
    var numbers = MadeNumbers(seed: seed)
    self.kind = kind
    self.rowCount = rowCount
    self.featureCount = featureCount
    let places = numbers.indices(rowCount * featureCount, below: sparsity)
    let floats = numbers.floats(rowCount * featureCount, scale: 2)
    let bytes = numbers.bytes(rowCount * featureCount)
    values = places.indices.map { i in
      guard places[i] == 0, i / featureCount % 7 != 5, i % featureCount != 2 else { return 0 }
      return switch kind {
      case .ones: 1
      case .bytes: Float(max(1, bytes[i]))
      case .floats: floats[i] == 0 ? 0.5 : floats[i]
      }
    }
  }

  /// The entries, their values stored as their kind is, or as another one that can hold them.
  package func matrix(storedAs stored: Kind? = nil) -> SparseMatrix {
    var (starts, columns, entries): ([Int64], [Int32], [Float]) = ([0], [], [])
    for r in 0..<rowCount {
      for j in 0..<featureCount where values[r * featureCount + j] != 0 {
        columns.append(Int32(j))
        entries.append(values[r * featureCount + j])
      }
      starts.append(Int64(columns.count))
    }
    let list: SparseMatrix.Values =
      switch stored ?? kind {
      case .ones: .ones
      case .bytes: .bytes(SharedStorage(entries.map { UInt8($0) }))
      case .floats: .floats(SharedStorage(entries))
      }
    return SparseMatrix(
      columnCount: featureCount, rowStarts: SharedStorage(starts), columns: SharedStorage(columns), values: list
    )
  }

  /// Sparse rows.
  package func sparse(storedAs stored: Kind? = nil, scale: Double = 1) -> Rows {
    Rows(matrix(storedAs: stored), scale: scale)
  }

  /// The same numbers, all of them stored.
  package func dense(scale: Double = 1) -> Rows {
    kind == .bytes || scale != 1
      ? Rows(SharedStorage(values.map { UInt8($0) }), featureCount: featureCount, scale: scale)
      : Rows(SharedStorage(values), featureCount: featureCount)
  }
}
