// Bytes that come from somewhere else than a file: the body of a request.

/// Bytes that another part of the program delivers, one piece after the other.
package protocol ByteSource: AnyObject {
  /// Whether the next read does not have to wait.
  var isReady: Bool { get }

  /// Writes up to `count` bytes into `buffer` from `start` on, and waits for them; how many, 0 at the end.
  ///
  /// - Throws: `FileError` where no more will come although more was promised.
  func read(into buffer: inout [UInt8], at start: Int, count: Int) throws(FileError) -> Int
}
