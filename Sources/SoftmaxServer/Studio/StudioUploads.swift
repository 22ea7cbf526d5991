// Files that were sent from the page: kept in a folder of our own until the studio ends.

import Foundation
import SoftmaxData
import SoftmaxFiles
import Synchronization

/// The files that were sent. Together they are bounded; the oldest one makes room.
final class StudioUploads: Sendable {
  struct File: Sendable {
    let id: String
    let name: String
    let path: String
    let byteCount: Int
  }

  /// The most bytes of one file.
  static let fileLimit = 512 << 20
  /// The most bytes of all.
  static let limit = 2 << 30

  private struct State {
    var files: [File] = []
    var count = 0
    var folder: TemporaryFolder?
  }

  private let state = Mutex(State())

  /// Keeps a file, for which a reader is found by its ending or its first bytes.
  ///
  /// - Throws: `StudioProblem` for a name that is none.
  func add(_ bytes: [UInt8], name: String) throws -> File {
    let short = String(name.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "")
    guard !short.isEmpty, short != ".", short != "..", short.utf8.count <= 200,
      short.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7f })
    else { throw StudioProblem.bad("the file has no usable name: expected ?name=people.csv") }
    guard !bytes.isEmpty else { throw StudioProblem(422, "\(short): the file is empty") }
    return try state.withLock { state in
      let folder = try state.folder ?? TemporaryFolder(in: Self.parent, prefix: "softmax-studio-")
      state.folder = folder
      state.count += 1
      let id = "u\(state.count)"
      // In a folder of its own, so that it keeps its name and thus its ending.
      let own = folder.path + "/" + id
      try FileManager.default.createDirectory(atPath: own, withIntermediateDirectories: true)
      let file = File(id: id, name: short, path: own + "/" + short, byteCount: bytes.count)
      try OutputFile.write(bytes, to: file.path)
      state.files.append(file)
      while state.files.reduce(0, { $0 + $1.byteCount }) > Self.limit, state.files.count > 1 {
        let oldest = state.files.removeFirst()
        try? FileManager.default.removeItem(atPath: oldest.path)
      }
      return file
    }
  }

  /// The file that `upload:u1` names.
  func file(of source: String) throws(StudioProblem) -> File {
    let id = source.dropFirst("upload:".count)
    let file = state.withLock { $0.files.first { $0.id == id } }
    guard let file else {
      throw StudioProblem(
        404, "this upload is no longer here: choose the file again", code: "no-such-data",
        values: ["source": source])
    }
    return file
  }

  /// Lets go of all files, and removes them.
  func removeAll() {
    state.withLock { state in
      state.files = []
      state.folder = nil
    }
  }

  /// Where folders of our own are made.
  static var parent: String { FileManager.default.temporaryDirectory.path }
}
