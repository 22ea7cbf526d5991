// How kernels come to rows: opened, made ready, read.

/// Reads rows of one storage for sums in Float32 or Float64.
///
/// It may hold memory in which it makes rows ready. Several threads may share one: each loads other parts of the same
/// opened rows, and all meet before they read.
package protocol RowReader<Scalar>: AnyObject, Sendable {
  associatedtype Scalar: RowScalar

  /// The numbers in a row.
  var featureCount: Int { get }
  /// The numbers that weights take as this reader's kernels want them.
  func preparedCount(_ shape: LayerShape) -> Int
  /// Makes the part of a selection ready: nothing to do where kernels read rows where they lie.
  func load(_ part: Range<Int>, of selection: RowSelection)
  /// Logits of the part of a selection, which has been loaded.
  func logits(_ part: Range<Int>, of selection: RowSelection, _ call: LogitsCall<Scalar>)
  /// Adds to a gradient what the part of a selection, which has been loaded, has in it.
  func addGradient(_ part: Range<Int>, of selection: RowSelection, _ call: GradientCall<Scalar>)
  /// Writes the part of a selection, which has been loaded, to `block` [rows x features].
  func widen(
    _ part: Range<Int>, of selection: RowSelection, isScaled: Bool, by kernels: KernelTable,
    into block: MatrixBlock<Scalar>)
}

extension RowReader {
  package func preparedCount(_ shape: LayerShape) -> Int {
    Scalar.self == Float.self ? shape.preparedCount : shape.prepared64Count
  }

  /// These rows, to be loaded and read.
  package func open(_ selection: RowSelection) -> OpenRows<Scalar> {
    OpenRows(reader: self, selection: selection)
  }
}

/// Rows that a pass has before it: parts of them are loaded, and then read by kernels.
package struct OpenRows<Scalar: RowScalar>: Sendable {
  let reader: any RowReader<Scalar>
  package let selection: RowSelection

  /// The number of rows.
  package var count: Int { selection.count }
  /// The numbers in each.
  package var featureCount: Int { reader.featureCount }

  /// Makes the rows at `part`, counted from the first opened one, ready to be read. Complexity: nothing, or
  /// O(rows x features).
  package func load(_ part: Range<Int>) {
    check(part)
    reader.load(part, of: selection)
  }

  func check(_ part: Range<Int>) {
    precondition(part.lowerBound >= 0 && part.upperBound <= count, "part out of bounds")
  }
}

/// A call for logits, all but its rows. Sizes have been checked; pointers are valid until it returns.
@unsafe package struct LogitsCall<Scalar: RowScalar> {
  let kernels: KernelTable
  let classCount: Int
  let prepared: UnsafePointer<Scalar>
  let bias: UnsafePointer<Scalar>
  /// Where the first row's logits go.
  let logits: UnsafeMutablePointer<Scalar>
  /// What Float32 needs to work in.
  let workspace: UnsafeMutablePointer<Scalar>?
}

/// A call for a gradient, all but its rows. Sizes have been checked; pointers are valid until it returns.
@unsafe package struct GradientCall<Scalar: RowScalar> {
  let kernels: KernelTable
  let classCount: Int
  /// The first row's.
  let residuals: UnsafePointer<Scalar>
  let columns: Range<Int>
  /// [classes x features]
  let gradient: UnsafeMutablePointer<Scalar>
  /// What Float32 needs to work in.
  let workspace: UnsafeMutablePointer<Scalar>?
}
