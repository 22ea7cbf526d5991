// A dataset's files on disk: verified when they come in, trusted while they are unchanged.

import Foundation
package import SoftmaxFiles
package import SoftmaxKernels

/// A folder of verified, unpacked files.
///
/// Beside each file lies a receipt, `NAME.verified`, with the SHA-256, the size and the time stamp that the
/// file had when it was verified. While they agree the file is mapped without being read; else it is hashed
/// again. Files and receipts are renamed into place, so processes that fetch at once do no harm: each
/// brings the same content.
package struct PinnedCache: Sendable {
  package let folder: String

  package init(folder: String) {
    self.folder = folder
  }

  /// The state of a file in the cache.
  package enum Entry: Sendable {
    case missing
    case damaged(String)
    case verified(SharedStorage<UInt8>)
  }

  private func path(of file: PinnedFile) -> String { folder + "/" + file.name }
  private func receiptPath(of file: PinnedFile) -> String { path(of: file) + ".verified" }

  /// Looks a file up. A damaged one is left where it is. With `rehash` the content is hashed even where size
  /// and time stamp agree.
  package func entry(for file: PinnedFile, rehash: Bool = false) -> Entry {
    let path = path(of: file)
    guard FileStatus(of: path)?.kind == .regular else { return .missing }
    do throws(FileError) {
      // The state of the file that was opened: another process may put a new one in its place at any time.
      let (content, status) = try InputFile.contentsAndStatus(of: path)
      if !rehash,
        receipt(for: file, status)
          == (try? String(contentsOfFile: receiptPath(of: file), encoding: .utf8))
      {
        return .verified(content)
      }
      if let mismatch = file.mismatch(of: content) {
        // Without its receipt nothing trusts it any more, so the next fetch replaces it.
        try? FileManager.default.removeItem(atPath: receiptPath(of: file))
        return .damaged(mismatch)
      }
      // A read-only cache works too: it is only hashed each time.
      try? writeReceipt(for: file, status)
      return .verified(content)
    } catch {
      return .damaged(error.problem)
    }
  }

  /// Finds out, before anything is fetched, whether it could be kept.
  ///
  /// - Throws: `FileError` where the folder can be neither written to nor created.
  func checkWritable() throws(FileError) {
    var existing = folder
    while FileStatus(ofLink: existing) == nil, existing != "/", existing != "." {
      existing = OutputFile.parent(of: existing)
    }
    do throws(FileError) {
      guard FileStatus(of: existing)?.kind == .directory else {
        throw FileError(.cannotCreate, path: existing, problem: "'\(existing)' is no folder")
      }
      try OutputFile.checkWritable(existing + "/fetched")
    } catch {
      throw FileError(
        .cannotCreate, path: folder, problem: "the cache cannot be written to: \(error.problem)",
        remedy: Self.remedy)
    }
  }

  private static let remedy = "set SOFTMAX_CACHE to a folder that you may write to"

  /// Stores verified content and maps it.
  ///
  /// - Throws: `FileError` where the folder can't be written to.
  package func admit(
    _ content: [UInt8], as file: PinnedFile
  ) throws(FileError) -> SharedStorage<UInt8> {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(
        .cannotCreate, path: folder, problem: "the cache cannot be created", remedy: Self.remedy)
    }
    // Something that is no file (a pipe, a folder) must not be written into.
    if let status = FileStatus(of: path(of: file)), status.kind != .regular {
      try? FileManager.default.removeItem(atPath: path(of: file))
    }
    try OutputFile.write(content, to: path(of: file))
    let (kept, status) = try InputFile.contentsAndStatus(of: path(of: file))
    try writeReceipt(for: file, status)
    return kept
  }

  private func writeReceipt(for file: PinnedFile, _ status: FileStatus) throws(FileError) {
    try OutputFile.write(Array(receipt(for: file, status).utf8), to: receiptPath(of: file))
  }

  private func receipt(for file: PinnedFile, _ status: FileStatus) -> String {
    "sha256 \(file.sha256)\nsize \(status.size)\nmodified \(status.modified)\n"
  }
}
