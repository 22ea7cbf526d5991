// Memory of the program that uses the library.

/// Numbers that lie in memory of the caller's, such as a matrix of another library. They are read where they lie, without a
/// copy.
///
///     let matrix = unsafe BorrowedMemory(buffer, owner: tensor)
///     let features = try Features(matrix, input: .vector(featureCount: 768))
///
/// The owner lives for as long as anything that was made of the memory does: features, data sets, and the fits that run on
/// them.
public struct BorrowedMemory<Element: BitwiseCopyable & Sendable>: Sendable {
  package let storage: SharedStorage<Element>

  /// The number of elements.
  public var count: Int { storage.count }

  /// The elements of a buffer. Complexity: O(1).
  ///
  /// Unsafe, because nothing checks what the caller promises: the buffer's memory stays where it is, and nothing writes to
  /// it, for as long as `owner` lives.
  ///
  /// - Parameters:
  ///   - buffer: The elements. A buffer without memory is empty.
  ///   - owner: The object that frees the memory when the last reference to it is gone.
  @unsafe public init(_ buffer: UnsafeBufferPointer<Element>, owner: AnyObject) {
    if let start = buffer.baseAddress {
      storage = unsafe SharedStorage(owner: owner, start: start, count: buffer.count)
    } else {
      storage = SharedStorage([])
    }
  }
}
