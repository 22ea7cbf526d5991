// What the first bytes of a file say that it is.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRemedies

/// The beginning of a file or a pipe, decompressed where it is gzip.
struct FileBeginning {
  /// What a file is.
  enum Kind: Equatable {
    /// Nothing is in it.
    case empty
    /// Lines of text.
    case text
    /// Text that lists the entries of sparse rows, and cannot be a table.
    case sparse(InputFormat)
    /// Text whose first line begins with a label as fastText writes it.
    case fastText
    /// Text that begins as an object of JSON.
    case jsonObject
    /// Text that begins as an array of JSON.
    case jsonArray
    /// A zip archive, which may be a workbook or have arrays in it.
    case archive
    /// An array of NumPy, tensors, or an IDX file.
    case array(InputFormat)
    /// A format that is known and not read.
    case foreign(ForeignFormat)
    /// Other bytes.
    case unknown
  }

  let kind: Kind
  let bytes: [UInt8]

  /// How many bytes are looked at.
  private static let length = 4096
  /// So many of a pipe's tell its format where no line has come.
  private static let leastLength = 512

  /// Looks at an input's first bytes; its readers get them all the same. Of a pipe one line is enough.
  ///
  /// - Throws: `FileError` where reading fails.
  init(of input: ChunkedInput) throws(FileError) {
    self.init(
      try input.beginning(limit: Self.length) { bytes in
        guard bytes.count < Self.leastLength else { return true }
        // A line with something on it.
        let content = bytes.drop { [0x20, 0x09, 0x0a, 0x0d].contains($0) }
        return content.contains(UInt8(ascii: "\n")) && (!bytes.contains(0) || bytes.count >= 16)
      })
  }

  /// The beginning is these bytes.
  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    kind = Self.kind(of: bytes)
  }

  private static func kind(of bytes: [UInt8]) -> Kind {
    if bytes.isEmpty { return .empty }
    let storage = SharedStorage(bytes)
    if ZipArchive.isZip(storage) { return .archive }
    if NPYFile.isNPY(storage) { return .array(.npy) }
    if let format = ForeignFormat.all.first(where: { $0.matches(bytes, isText: isText(bytes)) }) {
      return .foreign(format)
    }
    if isIDX(bytes) { return .array(.idx) }
    if SafetensorsFile.isSafetensors(storage) { return .array(.safetensors) }
    guard isText(bytes) else { return .unknown }
    let words = bytes.drop { [0xef, 0xbb, 0xbf, 0x20, 0x09, 0x0a, 0x0d].contains($0) }
    if FastTextFormat.isLabelled(words) { return .fastText }
    let next = words.dropFirst().first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    switch words.first {
    case UInt8(ascii: "{") where next.map { "\"}".utf8.contains($0) } ?? true: return .jsonObject
    case UInt8(ascii: "[") where next.map { "{[\"]-0123456789tfn".utf8.contains($0) } ?? true: return .jsonArray
    default: return SparseBeginning.format(of: bytes).map { .sparse($0) } ?? .text
    }
  }

  /// Two zero bytes, the code of an element type, and a number of dimensions that is not too large.
  private static func isIDX(_ bytes: [UInt8]) -> Bool {
    bytes.count >= 4 && bytes[0] == 0 && bytes[1] == 0 && IDXFile.ElementType(rawValue: bytes[2]) != nil
      && (1...8).contains(bytes[3])
  }

  /// Whether this may be text, of whatever encoding: a reader says what is wrong with it.
  private static func isText(_ bytes: [UInt8]) -> Bool {
    if bytes.starts(with: [0xff, 0xfe]) || bytes.starts(with: [0xfe, 0xff]) { return true }
    return !bytes.contains { $0 < 0x20 && !(0x07...0x0d).contains($0) && $0 != 0x1b }
  }

  /// The format of sparse rows that it has without anybody saying so.
  var sparseFormat: InputFormat? { if case .sparse(let format) = kind { format } else { nil } }

  /// Whether a table can be read from it without anybody saying so.
  var isTable: Bool {
    switch kind {
    case .empty, .text: true
    default: TableSources.converted.contains { $0.recognises(self) }
    }
  }

  /// What the table's format is called.
  var tableFormat: InputFormat {
    TableSources.converted.first { $0.recognises(self) }?.format ?? .csv
  }

  /// What is wrong with bytes that should be delimited text; nil where they may be. `isNamed`: a name or a user says that
  /// they are.
  func problemOfText(path: String, name: String, isNamed: Bool) -> FileError? {
    switch kind {
    case .empty, .text, .fastText, .sparse, .jsonObject, .unknown: return nil
    case .jsonArray: return isNamed ? nil : JSONLinesFormat.arrayProblem(path: path, name: name)
    case .foreign(let format): return format.problem(path: path, name: name)
    case .archive:
      if case .array = ArchiveContent(beginning: self) {
        return Self.problem(name, "an archive of NumPy's arrays (.npz)", .npz)
      }
      return ArchiveContent(beginning: self).problem(path: path, name: name)
        ?? Self.problem(name, "an Excel workbook (.xlsx)", .xlsx)
    case .array(let format):
      let what =
        format == .idx ? "an IDX file" : format == .npy ? "NumPy's array (.npy)" : "a .safetensors file"
      return Self.problem(name, what, format)
    }
  }

  private static func problem(_ name: String, _ what: String, _ format: InputFormat) -> FileError {
    FileError(
      .badData, path: name, problem: "this is \(what), expected a table as delimited text",
      advice: "name it so, or say \(.nameFormat(format.rawValue))")
  }
}
