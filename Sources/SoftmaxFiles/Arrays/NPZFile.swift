// One .npz file: arrays with names, as numpy.savez and savez_compressed write them.

package import SoftmaxKernels

/// A zip archive of .npy files. Stored arrays of a plain file are mapped; compressed ones are unpacked when they are read.
package struct NPZFile: Sendable {
  package let path: String
  /// The arrays, in the archive's order.
  package let entries: [ArrayEntry]

  private static let suffix = ".npy"

  /// Reads a file's bytes: the directory and the arrays' headers.
  ///
  /// - Throws: `FileError` naming the byte, what was expected and what was found.
  package init(
    _ bytes: SharedStorage<UInt8>, path: String, outputLimit: Int = ZipArchive.outputLimit
  ) throws(FileError) {
    let archive = try ZipArchive(bytes, path: path, outputLimit: outputLimit)
    let arrays = archive.entries.filter { $0.name.hasSuffix(Self.suffix) }
    guard !arrays.isEmpty else {
      throw FileError(
        .badData, path: path, problem: "this zip archive has no arrays: expected entries that end in .npy",
        remedy: "write it with numpy.savez")
    }
    self.path = path
    self.entries = arrays.map { Self.entry($0, of: archive) }
  }

  private static func entry(_ entry: ZipEntry, of archive: ZipArchive) -> ArrayEntry {
    let name = String(entry.name.dropLast(suffix.count))
    let place = ArrayPlace(
      path: archive.path, name: name,
      start: entry.method == .stored ? .file(entry.range.lowerBound) : .unpacked(0))
    let layout: Result<ArrayLayout, FileError>
    do throws(FileError) {
      let start = try archive.prefix(of: entry, count: NPYHeader.longest)
      let header = try NPYHeader(of: start, place: place)
      // Before the elements are unpacked: what the archive says of the array's size has to be what the array says.
      try NPYFile.checkSize(entry.size, header, place: place)
      layout = .success(header.layout)
    } catch {
      layout = .failure(error)
    }
    return ArrayEntry(name: name, layout: layout) { () throws(FileError) in
      _ = try layout.get()
      return try NPYFile(archive.contents(of: entry), place: place).array
    }
  }

  /// The array with this name.
  ///
  /// - Throws: `FileError` where there is none, or it cannot be read.
  package func array(named name: String) throws(FileError) -> StoredArray {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw FileError(
        .badData, path: path, problem: "there is no array '\(name)': found \(ArrayEntry.list(entries))")
    }
    return try entry.read()
  }
}
