// Tables out of text, for the tests of their reader.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@testable import SoftmaxData

/// A delimited text in a file of its own.
struct TableFile {
  let folder: TemporaryDirectory
  let path: String

  init(_ text: String, name: String = "t.csv") throws {
    try self.init(bytes: Array(text.utf8), name: name)
  }

  init(bytes: [UInt8], name: String = "t.csv") throws {
    folder = try TemporaryDirectory()
    path = try folder.write(bytes, to: name)
  }

  /// The whole table. Labels are read only where that is said.
  func table(
    _ options: TableOptions = TableOptions(label: .none), expecting: [TableColumn]? = nil,
    sizes: ReadingSizes = ReadingSizes()
  ) throws -> Table {
    var reader = try TableReader(ChunkedInput(path), options: options, expecting: expecting, sizes: sizes)
    return try reader.readAll()
  }

  /// The error that reading the whole table ends with, without the folder's name.
  func error(
    _ options: TableOptions = TableOptions(label: .none), expecting: [TableColumn]? = nil,
    sizes: ReadingSizes = ReadingSizes()
  ) -> String {
    do {
      _ = try table(options, expecting: expecting, sizes: sizes)
      return "no error"
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }
}

extension Table {
  /// All numbers.
  var values: [Float] { numbers.array }

  /// A row's numbers.
  func row(_ index: Int) -> [Float] {
    let width = columns.count { !$0.kind.isCategory }
    return Array(numbers.array[index * width..<(index + 1) * width])
  }

  /// The numbers' bits, so that missing ones can be compared.
  var numberBits: [UInt32] { numbers.array.map(\.bitPattern) }

  /// The texts of a category column; nil where a cell is missing or unseen.
  func words(_ index: Int) -> [String?] {
    let lists = columns.compactMap { column in
      if case .category(let names) = column.kind { names } else { nil }
    }
    return codes[index].map { $0 < lists[index].count ? lists[index][Int($0)] : nil }
  }
}

extension CategoryValues {
  /// Each row's text.
  var texts: [String] { codes.map { names[Int($0)] } }
}
