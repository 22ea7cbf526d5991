// Text files are UTF-8: what else they may be is named.

package import SoftmaxKernels

/// How the bytes of a text file are to be taken.
package enum TextEncoding {
  /// How many bytes at the beginning are a byte order mark of UTF-8, which some editors write: 3 or 0. Four bytes decide.
  ///
  /// - Throws: `FileError` for UTF-16 and UTF-32.
  package static func markLength(_ beginning: Span<UInt8>, path: String) throws(FileError) -> Int {
    func begins(_ bytes: [UInt8]) -> Bool {
      beginning.count >= bytes.count && bytes.indices.allSatisfy { beginning[$0] == bytes[$0] }
    }
    if begins([0xef, 0xbb, 0xbf]) { return 3 }
    if begins([0xff, 0xfe, 0, 0]) || begins([0, 0, 0xfe, 0xff]) {
      throw other("this is UTF-32 text", path: path)
    }
    if begins([0xff, 0xfe]) || begins([0xfe, 0xff]) { throw other("this is UTF-16 text", path: path) }
    // Without a mark: every other byte of plain letters is 0.
    if beginning.count >= 4, (beginning[0] == 0) != (beginning[1] == 0),
      (beginning[0] == 0) == (beginning[2] == 0), (beginning[1] == 0) == (beginning[3] == 0)
    {
      throw other("this looks like UTF-16 text", path: path)
    }
    return 0
  }

  /// A whole text, without a byte order mark.
  ///
  /// - Throws: `FileError` naming the line of what is no UTF-8, of a NUL byte, and of combining marks without an end.
  package static func text(_ storage: SharedStorage<UInt8>, path: String) throws(FileError) -> String {
    let bytes = storage.array
    let start = try markLength(bytes.span.extracting(first: 4), path: path)
    guard let text = String(validating: bytes[start...], as: UTF8.self) else {
      let fault = line(ofFirstFaultIn: bytes[start...])
      throw FileError(
        .badData, path: path, position: .line(fault), problem: "this is not UTF-8 text",
        remedy: "save the file as UTF-8")
    }
    func bad(_ fault: Int, _ problem: String, _ remedy: String) -> FileError {
      FileError(
        .badData, path: path, position: .line(1 + bytes[..<fault].count { $0 == UInt8(ascii: "\n") }),
        problem: problem, remedy: remedy)
    }
    if let fault = bytes.firstIndex(of: 0) {
      throw bad(fault, "found a NUL byte, expected UTF-8 text", "save the file as UTF-8")
    }
    if let fault = MarkRun.firstFault(bytes.span) { throw bad(fault, MarkRun.problem, MarkRun.remedy) }
    return text
  }

  private static func other(_ problem: String, path: String) -> FileError {
    FileError(
      .badData, path: path, position: .line(1), problem: problem + ", expected UTF-8",
      remedy: "save the file as UTF-8")
  }

  private static func line(ofFirstFaultIn bytes: ArraySlice<UInt8>) -> Int {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    return 1 + (lines.firstIndex { String(validating: $0, as: UTF8.self) == nil } ?? 0)
  }
}
