// What the fuzz tests run of delimited tables: see FuzzTesting/README.md.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// A delimited text behind four bytes that say how it is read.
  ///
  /// However the text is cut into chunks and batches, it has to be the same table or the same error; numbers are those of
  /// the standard library; and the table can be prepared.
  public static func table(_ bytes: [UInt8]) throws {
    guard bytes.count >= 4 else { return }
    let text = Array(bytes[4...])
    let options = options(bytes[0], bytes[1])
    var sizes = ReadingSizes(prefix: bytes[3] == 0 ? 1 << 13 : Int(bytes[3]), chunk: 1 << 13)
    if bytes[1] & 0x80 != 0 { sizes.longestRow = 64 }

    let whole = read(text, options, sizes)
    sizes.chunk = 1 + Int(bytes[2] & 0x3f)
    let batches = readBatches(text, options, sizes, rowLimit: 1 + Int(bytes[2] >> 6))
    let isCompressed = text.starts(with: [0x1f, 0x8b])
    switch (whole, read(text, options, sizes), batches) {
    case (.success(let whole), .success(let again), .success(let batches)):
      check(again, equals: whole)
      check(batches, join: whole)
    case (.failure(let whole), .failure(let again), .failure(let batches)):
      // Where in gzip the damage is, or that a row is too long, is noticed earlier or later.
      if !isCompressed, sizes.longestRow > bytes.count {
        precondition(
          whole == again && whole == batches, "chunks change the error: \(whole), \(again), \(batches)")
      }
    default:
      precondition(isCompressed, "chunks decide whether there is an error: \(batches)")
    }
    let table = try whole.get()
    if options.hasHeader != nil { checkExpecting(table, text, options, sizes) }
    try checkNumbers(of: table, text, options, sizes)
    try prepare(table)
  }

  private static func options(_ form: UInt8, _ roles: UInt8) -> TableOptions {
    let delimiters: [Character?] = [nil, ",", ";", "\t", "|", " ", "x", "0"]
    let headers: [Bool?] = [nil, true, false, nil]
    let labels: [LabelColumn] = [.last, .none, .named("1"), .optional("y")]
    var options = TableOptions(
      delimiter: delimiters[Int(form >> 2 & 7)], hasHeader: headers[Int(form & 3)],
      kinds: form & 0x80 == 0 ? [:] : ["2": .category], label: labels[Int(roles >> 4 & 3)],
      weight: roles & 1 == 0 ? nil : "1", split: roles & 2 == 0 ? nil : "2",
      group: roles & 4 == 0 ? nil : "3", fold: roles & 0x80 == 0 ? nil : "4",
      ignored: roles & 0x40 == 0 ? [] : ["2"],
      keys: roles & 8 == 0 ? [] : ["1"], refusesMissing: form & 0x20 != 0,
      centresFarColumns: form & 0x40 == 0)
    if roles & 0x81 == 0x81 {
      options.offsets = ["5", "6"].map { OffsetColumn(className: "of \($0)", column: $0) }
    }
    return options
  }

  // MARK: Reading

  /// A little compressed data is not to become very much.
  private static func input(_ text: [UInt8]) throws(FileError) -> ChunkedInput {
    try ChunkedInput(text, name: "fuzz", expansionStart: 1 << 16)
  }

  private static func read(
    _ text: [UInt8], _ options: TableOptions, _ sizes: ReadingSizes, expecting: [TableColumn]? = nil
  ) -> Result<Table, FileError> {
    Result { () throws(FileError) in
      var reader = try TableReader(input(text), options: options, expecting: expecting, sizes: sizes)
      return try reader.readAll()
    }
  }

  private static func readBatches(
    _ text: [UInt8], _ options: TableOptions, _ sizes: ReadingSizes, rowLimit: Int
  ) -> Result<[Table], FileError> {
    Result { () throws(FileError) in
      var reader = try TableReader(input(text), options: options, sizes: sizes)
      var batches: [Table] = []
      while let batch = try reader.next(rowLimit: rowLimit) {
        precondition((1...rowLimit).contains(batch.rowCount), "a batch of another size")
        batches.append(batch)
      }
      return batches
    }
  }

  // MARK: Comparing

  private static func check(_ table: Table, equals other: Table) {
    precondition(table.columns == other.columns && table.rowCount == other.rowCount, "other columns or rows")
    precondition(bits(table) == bits(other), "other numbers")
    precondition(table.codes == other.codes, "other categories")
    precondition(
      table.labels == other.labels && table.parts == other.parts && table.groups == other.groups
        && table.folds == other.folds && table.weights == other.weights && table.offsets == other.offsets
        && table.keys == other.keys,
      "other cells of a column with a role")
  }

  private static func bits(_ table: Table) -> [UInt32] { table.numbers.array.map(\.bitPattern) }

  private static func check(_ batches: [Table], join whole: Table) {
    precondition(batches.reduce(0) { $0 + $1.rowCount } == whole.rowCount, "batches have other rows")
    guard let last = batches.last else { return }
    precondition(last.columns == whole.columns, "the last batch does not have all categories")
    precondition(batches.flatMap(bits) == bits(whole), "batches have other numbers")
    for index in whole.codes.indices {
      precondition(batches.flatMap { $0.codes[index] } == whole.codes[index], "batches have other categories")
    }
    for column in [\Table.labels, \Table.parts, \Table.groups, \Table.folds] {
      let joined = batches.flatMap { $0[keyPath: column]?.codes ?? [] }
      precondition(joined == whole[keyPath: column]?.codes ?? [], "batches have other words")
      precondition(last[keyPath: column]?.names == whole[keyPath: column]?.names, "batches name other words")
    }
    precondition(batches.flatMap { $0.weights ?? [] } == whole.weights ?? [], "batches have other weights")
    precondition(
      batches.flatMap { $0.offsets?.values ?? [] } == whole.offsets?.values ?? [], "batches have other offsets")
    for index in whole.keys.indices {
      precondition(
        batches.flatMap { $0.keys[index].cells } == whole.keys[index].cells, "batches have other keys")
    }
  }

  /// Expecting the columns that were found changes nothing.
  private static func checkExpecting(
    _ table: Table, _ text: [UInt8], _ options: TableOptions, _ sizes: ReadingSizes
  ) {
    var options = options
    options.kinds = [:]
    // A column that is passed through and expected is a feature too, but by itself it is none.
    guard options.keys.isEmpty else { return }
    switch read(text, options, sizes, expecting: table.columns) {
    case .success(let again): check(again, equals: table)
    case .failure(let error): preconditionFailure("its own columns are not found: \(error)")
    }
  }

  /// Reads the table with its numbers passed through as texts, and has the standard library read these.
  private static func checkNumbers(
    of table: Table, _ text: [UInt8], _ options: TableOptions, _ sizes: ReadingSizes
  ) throws {
    var options = options
    // The columns of `Table.numbers`, in its order.
    let columns = table.columns.filter { !$0.kind.isCategory }
    options.keys = columns.filter { $0.kind != .boolean }.map(\.name)
    options.kinds.merge(options.keys.map { ($0, .number) }) { $1 }
    // What is named by its place in the options may be called so here.
    guard options.keys.allSatisfy({ Int($0) == nil }), options.kinds["2"] == nil,
      case .success(let again) = read(text, options, sizes)
    else { return }
    for (place, column) in columns.enumerated() {
      guard case .number(let origin) = column.kind,
        let key = again.keys.first(where: { $0.name == column.name })
      else { continue }
      table.numbers.withSpan { span in
        for (row, cell) in key.cells.enumerated() {
          let found = span[row * columns.count + place]
          if found.isNaN { continue }
          let bytes = Array(cell.utf8)
          let content = String(decoding: bytes[bytes.span.trimmed], as: UTF8.self)
          guard let number = Double(content) else { preconditionFailure("'\(content)' is no number") }
          precondition(
            Float(number - origin).bitPattern == found.bitPattern, "'\(content)' less \(origin) is not \(found)"
          )
        }
      }
    }
  }

  private static func prepare(_ table: Table) throws {
    let preparation = try Preparation(learnedOn: table, missing: .mean, unseen: .zeros)
    guard let features = try? preparation.features(of: table) else {
      preconditionFailure("the rows that were learned from are refused")
    }
    for sample in 0..<features.sampleCount {
      precondition(features.row(sample).allSatisfy(\.isFinite), "a feature that is not finite")
    }
    if table.labels != nil { _ = try preparation.dataset(of: table) }
  }
}
