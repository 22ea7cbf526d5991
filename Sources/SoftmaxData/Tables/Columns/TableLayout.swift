// Which column of a file is what: names, options and what the first rows look like brought together.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

/// The uses of a file's columns, and the features they make.
struct TableLayout {
  /// The names of the file's columns.
  let names: [String]
  /// What each is used for.
  private(set) var uses: [ColumnUse]
  /// The features; the lists of categories that are not known beforehand are empty.
  private(set) var columns: [TableColumn] = []
  /// For each category column the most categories that it may have.
  private(set) var categoryLimits: [Int] = []
  /// The names of the columns that are passed through.
  private(set) var keyNames: [String] = []
  /// For each class that has offsets its column.
  private(set) var offsetColumns: [Int] = []
  /// Whether features and categories were known beforehand.
  let isExpected: Bool
  /// Columns whose kind was not found out but named.
  private(set) var namedColumns: Set<Int> = []

  /// Parts of dates of which no columns are made, by name.
  private(set) var ignoredParts: Set<String> = []

  /// Columns that are features because they were named as such, and not by a range or a pattern.
  private var namedFeatures: Set<Int> = []

  /// Columns that could be no features, and why; empty unless such are collected.
  private(set) var refusals: [Int: FileError] = [:]

  /// How many of the features are numbers or booleans.
  var numberCount: Int { columns.count - categoryLimits.count - textCount }

  /// How many of the features are texts.
  var textCount: Int { columns.count { $0.kind == .text } }

  /// The name of the column of labels.
  var labelName: String? { uses.firstIndex { $0.role == .label }.map { names[$0] } }

  /// The name of the column of weights.
  var weightName: String? { uses.firstIndex { $0.role == .weight }.map { names[$0] } }

  /// The name of the column that says how often rows were seen.
  var frequencyName: String? { uses.firstIndex { $0.role == .frequency }.map { names[$0] } }

  /// The most categories of a column that was not said to be one.
  static let mostInferredCategories = 1000
  /// The most categories of one that was, and the most classes.
  static let mostCategories = 65_536

  private let path: String
  private let line: Int
  private let centresFarColumns: Bool

  /// Uses for columns of these names; `line` is where they stand, for errors. Columns that the header
  /// leaves `unnamed` are ignored where they are empty. With `collectsRefusals`, columns that could be
  /// no features have no use and are no error, and there may be no features at all.
  init(
    names: [String], surveys: [ColumnSurvey], options: TableOptions, expecting: [TableColumn]?, path: String,
    line: Int, unnamed: Set<Int> = [], collectsRefusals: Bool = false
  ) throws(FileError) {
    self.names = names
    self.path = path
    self.line = line
    centresFarColumns = options.centresFarColumns
    isExpected = expecting != nil
    uses = Array(repeating: ColumnUse(), count: names.count)
    // A delimiter behind each row makes a column that nobody has.
    if expecting == nil {
      for column in unnamed where surveys[column].finding == .empty { uses[column].role = .ignored }
    }
    let kinds = try assignRoles(options, expecting, collectsRefusals ? nil : surveys)
    if let expecting {
      try expect(expecting)
    } else {
      for column in names.indices where uses[column].role == .none {
        guard uses[column].key == nil || kinds[column] != nil || namedFeatures.contains(column) else {
          continue
        }
        do throws(FileError) {
          try addFeature(column, kinds[column], surveys[column])
        } catch {
          guard collectsRefusals else { throw error }
          refusals[column] = error
        }
      }
    }
    if columns.isEmpty, !collectsRefusals {
      throw problem(
        "no column is left that could be a feature: \(listed(names))",
        advice: names.count == 1 ? TableAdvice.checkDelimiter : nil)
    }
  }

  // MARK: Roles

  /// Gives columns their roles; the kinds that were named, by column. With `surveys`, an empty column is no label.
  private mutating func assignRoles(
    _ options: TableOptions, _ expecting: [TableColumn]?, _ surveys: [ColumnSurvey]?
  ) throws(FileError) -> [Int: ColumnKind] {
    let parts = Set(DatePart.Part.allCases.flatMap { part in names.map { "\($0).\(part.rawValue)" } })
      .subtracting(names)
    ignoredParts = parts.intersection(options.ignored)
    let lists = try lists(options)
    for match in lists.ignored { try assign(.ignored, to: match.place) }
    var kinds = lists.kinds.mapValues(\.kind)
    for (column, kind) in kinds.sorted(by: { $0.key < $1.key }) where kind == .ignore {
      try assign(.ignored, to: column)
    }
    if let weight = options.weight {
      // By name alone where it need not be there: a position may be that of another column in another table.
      let column = try options.isWeightOptional ? names.firstIndex(of: weight) : find(weight, for: "the weight")
      if let column { try assign(.weight, to: column) }
    }
    if let frequency = options.frequency {
      let column =
        try options.isFrequencyOptional
        ? names.firstIndex(of: frequency) : find(frequency, for: "the frequency")
      if let column { try assign(.frequency, to: column) }
    }
    if Set(options.offsets.map(\.className)).count < options.offsets.count {
      throw problem("a class has two columns of offsets", advice: "add them up before: a class has one column")
    }
    for offset in options.offsets {
      let column = try offsetColumn(offset, isKnown: options.areOffsetsKnown)
      try assign(.offset, to: column)
      offsetColumns.append(column)
    }
    if let split = options.split { try assign(.part, to: find(split, for: "the split")) }
    if let group = options.group { try assign(.group, to: find(group, for: "the group")) }
    if let fold = options.fold { try assign(.fold, to: find(fold, for: "the fold")) }
    for column in try keyColumns(options.keys) {
      guard uses[column].key == nil else { continue }
      uses[column].key = keyNames.count
      keyNames.append(names[column])
    }
    switch options.label {
    case .none: break
    case .named(let name): try assign(.label, to: find(name, for: "the label"))
    case .optional(let name): if let column = names.firstIndex(of: name) { try assign(.label, to: column) }
    case .last:
      let expected = Set(expecting?.map(\.name) ?? [])
      // That the last column is passed through as well makes no other one the label.
      let column = names.indices.last { place in
        var use = uses[place]
        use.key = nil
        return use == ColumnUse() && !expected.contains(names[place])
      }
      guard let column else { throw problem("no column is left that could be the label: \(listed(names))") }
      // To take the column before it would be to guess.
      if lists.kinds[column]?.isExact == true, let kind = kinds[column], kind != .category {
        throw problem(
          "column \(CellText.shown(names[column])) is the label, as the last one, and said to be \(kind.rawValue)",
          advice: "a kind is for features: leave it out, or name another label with \(.chooseLabel)")
      }
      if let surveys, surveys[column].finding == .empty {
        throw problem(
          "column \(CellText.shown(names[column])) is the label, as the last one, and has nothing but missing cells",
          advice:
            "name the label with \(.chooseLabel), and leave this one out with \(.ignoreColumns([names[column]]))"
        )
      }
      try assign(.label, to: column)
    }
    for (column, kind) in kinds.sorted(by: { $0.key < $1.key })
    where kind != .ignore && uses[column].role != .none {
      // A range or a pattern means those columns that can have a kind.
      guard lists.kinds[column]?.isExact == true else {
        kinds[column] = nil
        continue
      }
      // Labels are categories, and whoever says so insists on them.
      if kind == .category, uses[column].role == .label { continue }
      throw problem(
        "column \(CellText.shown(names[column])) is \(uses[column].role.rawValue) and said to be \(kind.rawValue)",
        advice: "a kind is for features: leave it out")
    }
    if let features = lists.features { try keepFeatures(features) }
    namedColumns = Set(kinds.keys)
    return kinds
  }

  private mutating func assign(_ role: ColumnUse.Role, to column: Int) throws(FileError) {
    let present = uses[column].role
    guard present == .none || present == role else {
      throw problem(
        "column \(CellText.shown(names[column])) is \(present.rawValue) and \(role.rawValue)",
        advice: "a column has one use")
    }
    uses[column].role = role
  }

  /// The columns that are passed through, in the order in which they are listed.
  private func keyColumns(_ items: [String]) throws(FileError) -> [Int] {
    // The order is that of the predictions' columns, so that items are looked up one by one; together where some take away.
    let purpose = "a column to be passed through"
    let together = try find(ColumnList(items), for: purpose).map(\.place)
    let isTakingAway = items.contains { $0.hasPrefix("-") && !names.contains($0) }
    guard !isTakingAway else { return together }
    var places: [Int] = []
    for item in items { places += try find(ColumnList([item]), for: purpose).map(\.place) }
    return places
  }

  /// Leaves out what is nothing and not among these columns.
  private mutating func keepFeatures(_ features: [ColumnList.Match]) throws(FileError) {
    for match in features where match.isExact && uses[match.place].role != .none {
      let name = CellText.shown(names[match.place])
      throw problem(
        "column \(name) is \(uses[match.place].role.rawValue) and named as a feature",
        advice: uses[match.place].role == .label
          ? "name another label with \(.chooseLabel), or leave it out of the features" : "a column has one use")
    }
    let places = Set(features.map(\.place))
    namedFeatures = Set(features.filter(\.isExact).map(\.place))
    for column in names.indices where uses[column].role == .none && !places.contains(column) {
      guard uses[column].key == nil else { continue }
      uses[column].role = .ignored
    }
  }

  /// The column of this name, or at this position where there is none.
  private func position(of name: String) -> Int? {
    if let column = names.firstIndex(of: name) { return column }
    guard let position = Int(name), names.indices.contains(position - 1) else { return nil }
    return position - 1
  }

  private func find(_ name: String, for purpose: String) throws(FileError) -> Int {
    if let column = position(of: name) { return column }
    throw problem("there is no column \(CellText.shown(name)), named as \(purpose)", advice: advice(name))
  }

  /// The column of a class's offsets; a model's is found by name alone.
  private func offsetColumn(_ offset: OffsetColumn, isKnown: Bool) throws(FileError) -> Int {
    let className = CellText.shown(offset.className)
    guard isKnown else { return try find(offset.column, for: "the offset of the class \(className)") }
    if let column = names.firstIndex(of: offset.column) { return column }
    throw problem(
      "there is no column \(CellText.shown(offset.column)), which the model was fitted with as the offset of the class "
        + className,
      advice: "add it, or name the columns with \(.nameOffsetColumn(className: offset.className)); "
        + advice(offset.column))
  }

  private func advice(_ name: String, among candidates: [String]? = nil) -> Advice {
    Advice(
      NearestName.nearest(to: name, among: candidates ?? names).map { "did you mean \(CellText.shown($0))?" }
        ?? "the columns are \(listed(names))")
  }

  func listed(_ names: [String]) -> String {
    names.prefix(10).map(CellText.printable).joined(separator: ", ") + (names.count > 10 ? ", …" : "")
  }

  func problem(_ problem: String, advice: Advice? = nil) -> FileError {
    FileError(.badData, path: path, position: .line(line), problem: problem, advice: advice)
  }

  // MARK: Features

  /// Takes the columns that are expected, wherever they are.
  private mutating func expect(_ expected: [TableColumn]) throws(FileError) {
    columns = expected
    var (slot, category, text) = (0, 0, 0)
    for wanted in expected {
      guard let column = names.firstIndex(of: wanted.source) else {
        let others = Set(names).subtracting(expected.map(\.source))
        throw problem(
          "the column \(CellText.shown(wanted.source)) is missing",
          advice: advice(wanted.source, among: names.filter(others.contains)))
      }
      guard uses[column].role == .none else {
        throw problem(
          "column \(CellText.shown(wanted.source)) is expected as a feature and named as \(uses[column].role.rawValue)"
        )
      }
      switch wanted.kind {
      case _ where wanted.date != nil: addPart(wanted, of: column, &slot, &category)
      case .number(let origin):
        uses[column].feature = .number(slot: slot, origin: origin)
        slot += 1
      case .boolean:
        uses[column].feature = .boolean(slot: slot)
        slot += 1
      case .category:
        uses[column].feature = .category(index: category)
        categoryLimits.append(Self.mostCategories)
        category += 1
      case .text:
        uses[column].feature = .text(index: text)
        text += 1
      }
    }
  }

  /// Adds the parts of a column of dates.
  private mutating func addDates(
    _ column: Int, _ order: DatePart.Order?, _ survey: DateSurvey
  ) throws(FileError) {
    let parts = try parts(of: column, order, survey)
    var use = DateUse(order: parts.first?.order)
    if case .parts([.hour], _) = survey.finding(order) { use.isTimeAlone = true }
    for part in parts {
      if part.part == .days {
        let origin = centresFarColumns ? survey.origin(part.order) : 0
        use.targets.append(.days(slot: numberCount, origin: origin))
        columns.append(TableColumn(date: part, kind: .number(origin: origin)))
      } else {
        use.targets.append(.category(part.part, index: categoryLimits.count))
        categoryLimits.append(Self.mostCategories)
        columns.append(TableColumn(date: part, kind: .category([])))
      }
    }
    uses[column].feature = .date(use)
  }

  /// Adds a part of dates that is expected.
  private mutating func addPart(_ wanted: TableColumn, of column: Int, _ slot: inout Int, _ category: inout Int)
  {
    guard let date = wanted.date else { return }
    var use = DateUse(order: date.order)
    if case .date(let present) = uses[column].feature { use = present }
    if case .number(let origin) = wanted.kind {
      use.targets.append(.days(slot: slot, origin: origin))
      slot += 1
    } else {
      use.targets.append(.category(date.part, index: category))
      categoryLimits.append(Self.mostCategories)
      category += 1
    }
    uses[column].feature = .date(use)
  }

  /// Adds a column of a kind that was named or is found out.
  private mutating func addFeature(
    _ column: Int, _ named: ColumnKind?, _ survey: ColumnSurvey
  ) throws(FileError) {
    let name = names[column]
    func refused(_ what: String, _ advice: Advice) -> FileError {
      problem("column \(CellText.shown(name)) \(what)", advice: advice)
    }
    let ignoring = Remedy.ignoreColumns([name])
    let asCategory = Remedy.treatColumns([name], as: .category)
    let kind: ColumnKind
    switch (named, survey.finding) {
    case (let named?, _): kind = named
    case (nil, .number): kind = .number
    case (nil, .boolean): kind = .boolean
    case (nil, .category): kind = .category
    case (nil, .empty):
      throw refused(
        "has nothing but missing cells in the first rows",
        "\(ignoring), or \(.treatColumns([name], as: .number)), or \(asCategory)")
    case (nil, .times(let example)):
      throw refused(
        "looks like dates or times (\(example))",
        "\(dateAdvice(name, survey.dates)), or \(asCategory), or \(ignoring)")
    case (nil, .formattedNumbers(let mark, let example)):
      throw refused(
        mark == .decimalComma
          ? "looks like numbers with a decimal comma (\(example))"
          : "looks like numbers as people write them (\(example))",
        "\(mark.advice), or \(asCategory), or \(ignoring)")
    }
    switch kind {
    case .date: try addDates(column, nil, survey.dates)
    case .dateDayFirst: try addDates(column, .dayFirst, survey.dates)
    case .dateMonthFirst: try addDates(column, .monthFirst, survey.dates)
    case .number:
      let origin = survey.origin
      uses[column].feature = .number(slot: numberCount, origin: origin)
      columns.append(TableColumn(name: name, kind: .number(origin: origin)))
    case .boolean:
      uses[column].feature = .boolean(slot: numberCount)
      columns.append(TableColumn(name: name, kind: .boolean))
    case .category:
      uses[column].feature = .category(index: categoryLimits.count)
      categoryLimits.append(named == nil ? Self.mostInferredCategories : Self.mostCategories)
      columns.append(TableColumn(name: name, kind: .category([])))
    case .text:
      uses[column].feature = .text(index: textCount)
      columns.append(TableColumn(name: name, kind: .text))
    case .ignore: break
    }
  }
}
