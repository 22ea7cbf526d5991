// Formats that are known by their first bytes and not read: what they are, and how they become a table that is.

import SoftmaxFiles
import SoftmaxRemedies

/// A format that people have tables in and that another program has to turn into CSV.
struct ForeignFormat: Equatable {
  /// What a file is: "a Parquet file".
  let what: String
  private let magic: [UInt8]
  /// What to do with the file of the first name, so that the second one is a table.
  private let remedy: @Sendable (_ file: String, _ table: String) -> Advice

  private init(
    _ what: String, _ magic: String, _ remedy: @escaping @Sendable (_ file: String, _ table: String) -> Advice
  ) {
    self.init(what, Array(magic.utf8), remedy)
  }

  private init(
    _ what: String, _ magic: [UInt8], _ remedy: @escaping @Sendable (_ file: String, _ table: String) -> Advice
  ) {
    (self.what, self.magic, self.remedy) = (what, magic, remedy)
  }

  static func == (first: ForeignFormat, second: ForeignFormat) -> Bool { first.what == second.what }

  /// A new one is a line here.
  static let all: [ForeignFormat] = [
    ForeignFormat("a Parquet file", "PAR1") {
      "\(.command("duckdb -c \"COPY '\($0)' TO '\($1)' (HEADER)\"")) turns it into a table"
    },
    ForeignFormat("an Arrow file (Feather)", "ARROW1\0\0") { pandas("read_feather", $0, $1) },
    ForeignFormat("a Feather file", "FEA1") { pandas("read_feather", $0, $1) },
    ForeignFormat("an ORC file", "ORC") { pandas("read_orc", $0, $1) },
    ForeignFormat("an SQLite database", "SQLite format 3\0") {
      "\(.command("sqlite3 -header -csv \($0) 'SELECT * FROM NAME' > \($1)")) turns the table NAME into one that is read"
    },
    ForeignFormat("a Stata file", "<stata_dta>") { pandas("read_stata", $0, $1) },
    ForeignFormat("an SPSS file", "$FL2") { pandas("read_spss", $0, $1) },
    ForeignFormat("an HDF5 file", [0x89, 0x48, 0x44, 0x46]) { pandas("read_hdf", $0, $1) },
    ForeignFormat("R's data", "RDX") { _, table in
      "in R, write.csv(NAME, '\(table)', row.names = FALSE) turns it into a table"
    },
    ForeignFormat("a PDF document", "%PDF-") { _, _ in "copy the table into a spreadsheet and save it as .csv"
    },
    ForeignFormat("a web page (HTML)", "<!doctype html") { _, _ in webPage },
    ForeignFormat("a web page (HTML)", "<!DOCTYPE html") { _, _ in webPage },
    ForeignFormat("a web page (HTML)", "<html") { _, _ in webPage },
    ForeignFormat("XML", "<?xml") { _, _ in "open it in a spreadsheet program and save it as .xlsx or .csv" },
    ForeignFormat("compressed by bzip2", "BZh") { file, _ in
      "\(.command("bunzip2 -k \(file)")) decompresses it"
    },
    ForeignFormat("compressed by xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]) { file, _ in
      "\(.command("unxz -k \(file)")) decompresses it"
    },
    ForeignFormat("compressed by Zstandard", [0x28, 0xb5, 0x2f, 0xfd]) { file, _ in
      "\(.command("unzstd \(file)")) decompresses it"
    },
    oldWorkbook,
  ]

  /// The container of Office's old files, and of new ones that are encrypted.
  static let oldWorkbook = ForeignFormat(
    "an old Excel file (.xls), or one that is protected by a password",
    [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]
  ) { _, _ in "save it as .xlsx without a password" }

  private static let webPage: Advice = "get the file itself, and not the page that it is on"

  private static func pandas(_ reader: String, _ file: String, _ table: String) -> Advice {
    let line = "python3 -c \"import pandas; pandas.\(reader)('\(file)').to_csv('\(table)', index=False)\""
    return "\(.command(line)) turns it into a table"
  }

  /// Whether a file begins so. A table may have a column called PAR1: few letters count only where the rest is no text.
  func matches(_ bytes: [UInt8], isText: Bool) -> Bool {
    bytes.starts(with: magic) && (magic.count > 4 || magic.contains { $0 >= 0x80 } || !isText)
  }

  /// What is said of a file of this format.
  func problem(path: String, name: String) -> FileError {
    if self == Self.oldWorkbook, let problem = OldWorkbook.problem(path: path, name: name) { return problem }
    let (file, table) = Self.names(of: path)
    return FileError(
      .badData, path: name, problem: "this is \(what), expected a table or arrays", advice: remedy(file, table))
  }

  /// A file, and the table that is made of it, as they can stand in quotes of any kind; words in capitals where they cannot.
  static func names(of path: String, ending: String = ".csv") -> (file: String, table: String) {
    let isPlain = path.unicodeScalars.allSatisfy { scalar in
      scalar.isASCII
        && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
          || "._-/".unicodeScalars.contains(scalar))
    }
    guard isPlain, path != InputFile.standardInput, !path.hasPrefix("/dev/"), path.count <= 200 else {
      return ("FILE", "TABLE\(ending)")
    }
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let point = name.lastIndex(of: ".") ?? name.endIndex
    return (path, (point == name.startIndex ? String(name) : String(name[..<point])) + ending)
  }
}
