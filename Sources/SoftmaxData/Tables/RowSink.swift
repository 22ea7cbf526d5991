// The rows of a table as they are collected: cells to numbers, codes and texts.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxRemedies

/// Takes rows as they are scanned, and becomes a `Table` of those since the last one.
struct RowSink: ~Copyable {
  /// How many rows there are.
  private(set) var count = 0
  /// How many rows had no label and were passed over.
  private(set) var unlabelledCount = 0

  private let layout: TableLayout
  private let missing: MissingCells
  let missingWords: MissingWords
  private let reader: NumberReader
  private let refusesMissing: Bool
  private let refusesUnseen: Bool
  private var numbers: GrowingStorage<Float>
  private var codes: [[UInt32]]
  private var categories: [CategoryIndex]
  private var texts: [TextCells]
  private var labels = CategoryIndex()
  private var parts = CategoryIndex()
  private var groups = CategoryIndex()
  private var folds = CategoryIndex()
  private var labelCodes: [UInt32] = []
  /// Whether a row may be without a label, which is then the empty word.
  private let allowsMissingLabels: Bool
  /// The column of labels, where rows without one are passed over.
  private let neededLabel: Int?
  private var frequency: RowFrequency?
  private var lines = RowLines()
  private var partCodes: [UInt32] = []
  private var groupCodes: [UInt32] = []
  private var foldCodes: [UInt32] = []
  private var weights: [Double] = []
  /// The classes that have offsets, and for each of them those of the rows.
  private let offsetNames: [String]
  private var offsets: [[Double]]
  private var keyCells: [[String]]

  init(_ layout: TableLayout, _ options: TableOptions) {
    if case .optional = options.label { allowsMissingLabels = true } else { allowsMissingLabels = false }
    self.layout = layout
    neededLabel = options.leavesOutUnlabelled ? layout.uses.firstIndex { $0.role == .label } : nil
    missingWords = options.missingWords
    missing = MissingCells(options.missingWords)
    reader = NumberReader(options.numberNotation)
    refusesMissing = options.refusesMissing
    refusesUnseen = options.refusesUnseen
    numbers = GrowingStorage(capacity: 0)
    offsetNames = options.offsets.map(\.className)
    offsets = Array(repeating: [], count: options.offsets.count)
    codes = Array(repeating: [], count: layout.categoryLimits.count)
    keyCells = Array(repeating: [], count: layout.keyNames.count)
    texts = Array(repeating: TextCells(), count: layout.textCount)
    categories = layout.columns.compactMap { column in
      if case .category(let names) = column.kind { CategoryIndex(names) } else { nil }
    }
    frequency = RowFrequency(layout, missing, reader, rowByteCount: rowByteCount)
  }

  /// The features, with the categories so far.
  var columns: [TableColumn] {
    if layout.isExpected { return layout.columns }
    var index = 0
    return layout.columns.map { column in
      guard column.kind.isCategory else { return column }
      defer { index += 1 }
      return column.with(.category(categories[index].names))
    }
  }

  /// How numbers are written.
  var numberNotation: NumberNotation { reader.notation }

  /// What a row takes: its numbers, and the codes of its categories and label.
  var rowByteCount: Int { 4 * (layout.numberCount + codes.count + 1) }

  /// What has to be taken before so many numbers more find room, in bytes; 0 where they have it.
  func growth(forNumbers count: Int) -> Int { numbers.growth(for: count) }

  /// Makes room for about so many rows, before the first of them.
  mutating func reserve(_ rowCount: Int) {
    numbers = GrowingStorage(capacity: rowCount * layout.numberCount)
    for index in codes.indices { codes[index].reserveCapacity(rowCount) }
    if layout.labelName != nil { labelCodes.reserveCapacity(rowCount) }
  }

  /// The rows so far as a table; the next one begins with none. `hasLines`: rows stand on lines of a file.
  mutating func takeTable(name: String, hasLines: Bool) -> Table {
    var collected = GrowingStorage<Float>(capacity: 0)
    swap(&collected, &numbers)
    func values(_ role: ColumnUse.Role, _ index: CategoryIndex, _ codes: inout [UInt32]) -> CategoryValues? {
      guard layout.uses.contains(where: { $0.role == role }) else { return nil }
      defer { codes = [] }
      return CategoryValues(codes: codes, names: index.names)
    }
    let table = Table(
      name: name, columns: columns, rowCount: count, numbers: collected.finish(), codes: codes,
      texts: texts,
      labels: values(.label, labels, &labelCodes), labelColumn: layout.labelName,
      weights: layout.uses.contains { $0.role == .weight } ? weights : nil,
      parts: values(.part, parts, &partCodes), groups: values(.group, groups, &groupCodes),
      folds: values(.fold, folds, &foldCodes), offsets: takeOffsets(),
      keys: zip(layout.keyNames, keyCells).map { KeyColumn(name: $0, cells: $1) }, missingWords: missingWords,
      numberNotation: reader.notation, lines: hasLines ? lines : nil)
    count = 0
    lines = RowLines()
    weights = []
    codes = Array(repeating: [], count: codes.count)
    texts = Array(repeating: TextCells(), count: texts.count)
    keyCells = Array(repeating: [], count: keyCells.count)
    return table
  }

  /// The offsets since the last table, row by row.
  private mutating func takeOffsets() -> SampleOffsets? {
    guard !offsetNames.isEmpty else { return nil }
    defer { offsets = Array(repeating: [], count: offsetNames.count) }
    // Cells are checked as they are read, names before the first of them.
    return SampleOffsets(
      checked: (0..<count).flatMap { row in offsets.map { $0[row] } }, classNames: offsetNames)
  }

  /// Adds the row that was scanned, which begins on this line.
  mutating func add(_ text: Span<UInt8>, _ scanner: inout RowScanner, line: Int) throws(CellProblem) {
    var times = 1
    if let column = frequency?.column {
      times = try frequency?.count(scanner.cells[column], in: text) ?? 1
    }
    if times == 0 { return }
    if let neededLabel, missing.contains(scanner.cells[neededLabel], in: text) {
      unlabelledCount += times
      return
    }
    for index in scanner.found.indices {
      let column = scanner.found[index]
      let cell = scanner.cells[column]
      let bytes = text.extracting(Int(cell.start)..<Int(cell.end))
      if cell.hasDoubledQuotes {
        let single = Self.withoutDoubledQuotes(bytes)
        try convert(
          single.span, isQuoted: true, CellPlace(column: column, position: Int(cell.start)), &scanner.numbers)
      } else {
        try convert(
          bytes, isQuoted: cell.isQuoted, CellPlace(column: column, position: Int(cell.start)), &scanner.numbers
        )
      }
    }
    for _ in 0..<times { numbers.append(scanner.numbers.span) }
    count += times
    lines.add(line, times: times)
    if times > 1 { repeatLast(times - 1) }
  }

  /// Adds the last row's codes and texts again.
  private mutating func repeatLast(_ times: Int) {
    func extend<Element>(_ values: inout [Element]) {
      guard let last = values.last else { return }
      values.append(contentsOf: repeatElement(last, count: times))
    }
    for index in codes.indices { extend(&codes[index]) }
    for index in texts.indices { texts[index].repeatLast(times) }
    for index in keyCells.indices { extend(&keyCells[index]) }
    for index in offsets.indices { extend(&offsets[index]) }
    extend(&labelCodes)
    extend(&partCodes)
    extend(&groupCodes)
    extend(&foldCodes)
    extend(&weights)
  }

  /// A cell's bytes with one quote for two.
  static func withoutDoubledQuotes(_ text: Span<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var position = 0
    while position < text.count {
      result.append(text[position])
      position += text[position] == UInt8(ascii: "\"") ? 2 : 1
    }
    return result
  }

  // MARK: Cells

  private mutating func convert(
    _ raw: Span<UInt8>, isQuoted: Bool, _ place: CellPlace, _ numbers: inout [Float]
  ) throws(CellProblem) {
    let text = isQuoted ? raw : raw.extracting(raw.trimmed)
    let use = layout.uses[place.column]
    switch use.feature {
    case .none, .date: break
    case .number(let slot, let origin):
      numbers[slot] =
        if let missing = try missing(text, place) { missing } else { try number(text, less: origin, place) }
    case .boolean(let slot):
      numbers[slot] =
        if let missing = try missing(text, place) { missing } else { try boolean(text, place) ? 1 : 0 }
    case .category(let index):
      let isMissing = try missing(text, place) != nil
      codes[index].append(isMissing ? Table.missingCode : try category(text, index, place))
    // A text without words is a text: none is missing.
    case .text(let index): texts[index].append(raw)
    }
    if case .date(let dates) = use.feature { try addDate(text, dates, place, &numbers) }
    switch use.role {
    case .none, .ignored, .frequency: break
    case .label:
      if allowsMissingLabels, missing.contains(text) {
        labelCodes.append(labels.code(adding: text.extracting(0..<0)))
      } else {
        labelCodes.append(try Self.word(text, place, use.role, missing, &labels))
      }
      guard labels.count <= TableLayout.mostCategories else {
        throw place.problem(
          "the label has more than \(TableLayout.mostCategories) different values",
          "choose another column as the label")
      }
    case .part: partCodes.append(try Self.word(text, place, use.role, missing, &parts))
    case .group: groupCodes.append(try Self.word(text, place, use.role, missing, &groups))
    case .fold: foldCodes.append(try Self.word(text, place, use.role, missing, &folds))
    case .weight:
      try refuseMissingNumber(text, place, "weight")
      guard let weight = reader.number(text), weight >= 0, weight.isFinite else {
        throw place.problem(
          "the weight is \(CellText.shown(text)), expected a number that is not negative", nil)
      }
      weights.append(weight)
    case .offset:
      try refuseMissingNumber(text, place, "offset")
      guard let offset = reader.number(text), abs(offset) <= SampleOffsets.limit else {
        throw place.problem(
          "the offset is \(CellText.shown(text)), expected a finite number that Float32 can hold",
          missing.contains(text) ? "fill the cell in (0 for no offset), or leave the row out" : nil)
      }
      for index in offsetNames.indices where layout.offsetColumns[index] == place.column {
        offsets[index].append(offset)
      }
    }
    if let key = use.key { keyCells[key].append(CategoryIndex.text(raw)) }
  }

  /// NaN where the cell is missing.
  private func missing(_ text: Span<UInt8>, _ place: CellPlace) throws(CellProblem) -> Float? {
    guard missing.contains(text) else { return nil }
    guard !refusesMissing else {
      throw place.problem(
        "the cell is missing (\(CellText.shown(text)))",
        layout.isExpected
          ? "this model cannot predict such rows: fill the cell in, or leave the row out; models trained with "
            + "\(.imputeMissing) or \(.markMissing) take it"
          : "\(.imputeMissing) or \(.markMissing) puts something in its place, \(.leaveOutIncompleteRows) leaves such rows "
            + "out; or \(.ignoreColumns([layout.names[place.column]]))"
      )
    }
    return .nan
  }

  private func number(_ text: Span<UInt8>, less origin: Double, _ place: CellPlace) throws(CellProblem) -> Float
  {
    if let number = reader.number(text) {
      let value = Float(number - origin)
      guard value.isFinite else {
        throw place.problem(
          "\(CellText.shown(text)) overflows Float32, whose largest number is 3.4e38", "use larger units")
      }
      return value
    }
    if CellWords.isInfinity(text) {
      throw place.problem(
        "\(CellText.shown(text)) is infinite, expected a finite number",
        "leave the cell empty if its value is not known")
    }
    throw place.problem(
      "\(CellText.shown(text)) is no number",
      FormattedNumber.advice(on: text, readAs: reader.notation, isKnown: layout.isExpected)
        ?? asCategory(text, place))
  }

  private func boolean(_ text: Span<UInt8>, _ place: CellPlace) throws(CellProblem) -> Bool {
    let value = CellWords.boolean(text) ?? CellWords.shortBoolean(text) ?? CellWords.digitBoolean(text)
    guard let value else {
      throw place.problem(
        "\(CellText.shown(text)) is no boolean, expected true, false, yes or no", asCategory(text, place))
    }
    return value
  }

  /// Adds the parts of a date.
  private mutating func addDate(
    _ text: Span<UInt8>, _ use: DateUse, _ place: CellPlace, _ numbers: inout [Float]
  ) throws(CellProblem) {
    let isMissing = try missing(text, place) != nil
    var values = DateValues()
    if !isMissing {
      do throws(DateText.Problem) {
        values = try DateValues(text, use.order)
      } catch {
        let (problem, remedy) = DateUse.problem(error, CellText.shown(text), order: use.order)
        throw place.problem(problem, Advice(remedy))
      }
    }
    guard !use.isTimeAlone || values.days == nil else {
      throw place.problem(
        "\(CellText.shown(text)) has a date, and the first rows have times alone",
        "write the time alone, or a date in every row")
    }
    for target in use.targets {
      switch target {
      case .days(let slot, let origin):
        guard let days = values.days ?? (isMissing ? .nan : nil) else {
          throw place.problem(
            "\(CellText.shown(text)) is a time without a date", "write the date too, or leave the cell empty")
        }
        numbers[slot] = Float(days - origin)
      case .category(let part, let index):
        // A date without a time is its midnight.
        let word = values.word(part) ?? (part == .hour ? "0" : nil)
        codes[index].append(
          isMissing ? Table.missingCode : try category(Array((word ?? "").utf8).span, index, place))
      }
    }
  }

  /// Another kind is no remedy where the kind is a model's.
  private func asCategory(_ text: Span<UInt8>, _ place: CellPlace) -> Advice {
    let correction: Advice = "correct the cell, or leave the row out"
    guard !layout.isExpected else { return correction }
    let name = layout.names[place.column]
    if let list = MissingStandIn.list(missingWords, with: text) {
      return
        "\(.readAsMissing(list))\(refusesMissing ? " \(.imputeMissing)" : "") if it means a missing cell, or \(.treatColumns([name], as: .category)) if these are "
        + "categories"
    }
    return "\(correction), or \(.treatColumns([name], as: .category)) if these are categories"
  }

  private mutating func category(_ text: Span<UInt8>, _ index: Int, _ place: CellPlace) throws(CellProblem)
    -> UInt32
  {
    guard !layout.isExpected else {
      if let code = categories[index].code(of: text) { return code }
      guard refusesUnseen else { return Table.unseenCode }
      let names = categories[index].names
      let nearest = NearestName.nearest(to: CategoryIndex.text(text.extracting(first: 1000)), among: names)
      throw place.problem(
        "\(CellText.shown(text)) is none of the \(names.count) categories expected",
        "correct it\(nearest.map { " (did you mean \(CellText.shown($0))?)" } ?? ""), or train with "
          + "\(.allowUnseenCategories), which lets such rows pass")
    }
    let code = categories[index].code(adding: text)
    let limit = layout.categoryLimits[index]
    guard categories[index].count <= limit else {
      throw place.problem(
        "the column has more than \(limit) categories",
        TableAdvice.tooManyCategories(
          layout.names[place.column], isInferred: limit == TableLayout.mostInferredCategories))
    }
    return code
  }

  /// Refuses a weight or an offset that is a number and stands for a missing one.
  private func refuseMissingNumber(_ text: Span<UInt8>, _ place: CellPlace, _ what: String) throws(CellProblem)
  {
    guard missing.hasNumbers, missing.contains(text) else { return }
    throw place.problem(
      "the \(what) is missing (\(CellText.shown(text)))", "leave the row out, or fill the cell in")
  }

  /// The number of a label, part, group or fold, which must not be missing.
  private static func word(
    _ text: Span<UInt8>, _ place: CellPlace, _ role: ColumnUse.Role, _ missing: MissingCells,
    _ index: inout CategoryIndex
  ) throws(CellProblem) -> UInt32 {
    guard !missing.contains(text) else {
      throw place.problem(
        "\(role.rawValue) is missing (\(CellText.shown(text)))",
        role == .label ? TableAdvice.missingLabel : "leave the row out, or fill the cell in")
    }
    return index.code(adding: text)
  }
}

/// Where a cell is that is being converted.
private struct CellPlace {
  let column: Int
  let position: Int

  func problem(_ problem: String, _ advice: Advice?) -> CellProblem {
    CellProblem(column: column, position: position, problem: problem, advice: advice)
  }
}
