// What a table of another format becomes, as text.

import SoftmaxFiles
import SoftmaxTestSupport

@testable import SoftmaxData

/// A file in a folder of its own, opened as a table is.
struct TextOfTable {
  let folder: TemporaryDirectory
  let path: String

  init(_ bytes: [UInt8], name: String) throws {
    folder = try TemporaryDirectory()
    path = try folder.write(bytes, to: name)
  }

  /// The delimited text that its reader gets, in pieces of `chunk` bytes.
  func text(
    _ options: TableOptions = TableOptions(), chunk: Int = 1 << 12, sizes: ReadingSizes = ReadingSizes()
  ) throws
    -> String
  {
    var source = try TableSources.open(path, options, sizes)
    var buffer = [UInt8](repeating: 0, count: chunk)
    var text: [UInt8] = []
    while true {
      let taken = try source.read(into: &buffer, at: 0, count: chunk)
      if taken == 0 { return String(decoding: text, as: UTF8.self) }
      text += buffer[..<taken]
    }
  }

  /// What reading it ends with, without the folder's name.
  func error(_ options: TableOptions = TableOptions(), sizes: ReadingSizes = ReadingSizes()) -> String {
    do {
      return "no error: " + (try text(options, sizes: sizes))
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }
}
