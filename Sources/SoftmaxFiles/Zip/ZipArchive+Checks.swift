// Whether stored entries are what they were.

import SoftmaxKernels

extension ZipArchive {
  /// Holds an entry's stored bytes against the checksum; those of deflated ones are looked at when they are unpacked.
  ///
  /// - Throws: `FileError` where it is another one.
  package func check(_ entry: ZipEntry) throws(FileError) {
    guard entry.method == .stored else { return }
    let checksum = try contents(of: entry).withSpan { Zlib.crc32($0, continuing: 0) }
    guard checksum == entry.checksum else {
      throw FileError(
        .badData, path: path, position: .byte(entry.range.lowerBound),
        problem:
          "the entry '\(entry.name.printable(limit: 80))' is damaged: its checksum (CRC-32) is another one",
        remedy: "get the file again")
    }
  }
}
