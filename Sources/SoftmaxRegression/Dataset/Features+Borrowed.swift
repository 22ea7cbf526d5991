// Features that lie in the caller's memory.

@_exported public import struct SoftmaxKernels.BorrowedMemory

extension Features {
  /// Numbers that lie in memory of the caller's, row by row, taken as they are and not copied.
  ///
  /// They are not looked at before they are used: fits and scores refuse values that are not finite.
  ///
  /// - Parameters:
  ///   - memory: [sampleCount x featureCount], row-major.
  ///   - input: What a row is; it decides the number of columns.
  /// - Throws: `DatasetError` where there are no samples or the count is no whole number of rows.
  /// - Complexity: O(1).
  public init(_ memory: BorrowedMemory<Float>, input: InputDescription) throws(DatasetError) {
    try self.init(unchecked: memory.storage, input: input)
  }

  /// Bytes that lie in memory of the caller's, row by row, not copied; each stands for the intensity byte /
  /// `input.maximum`.
  ///
  /// - Parameters:
  ///   - memory: [sampleCount x featureCount], row-major.
  ///   - input: What a row is; it decides the number of columns.
  /// - Throws: `DatasetError` where there are no samples or the count is no whole number of rows.
  /// - Complexity: O(1).
  public init(bytes memory: BorrowedMemory<UInt8>, input: InputDescription) throws(DatasetError) {
    try self.init(bytes: memory.storage, input: input)
  }
}
