// From a table to features.

import SoftmaxKernels

extension Preparation {
  /// The features of rows of a table, [rows x featureCount], in Float32.
  ///
  /// The table's columns may stand in any order, beside others. Where they are numbers alone and in order, its memory is
  /// used as it is.
  ///
  /// - Parameters:
  ///   - table: The table.
  ///   - rows: Which rows, counted from 0; nil: all.
  /// - Returns: The features; their names are those of `input`.
  /// - Throws: `PreparationError` for a column that lacks or is of another kind, and where they are refused for a missing
  ///   value or an unseen category. `DatasetError` where there are no rows, `MemoryShortage` where they would not fit into
  ///   memory. Complexity: O(rows x features).
  public func features(of table: Table, rows: [Int]? = nil) throws -> Features {
    let sources = try sources(in: table)
    if rows == nil, isPlain(sources, in: table) {
      return Features(checked: Rows(table.numbers, featureCount: featureCount), input: input)
        .divided(table.sharing)
    }
    let sharing = rows.map { table.sharing.selecting($0) } ?? table.sharing
    let rows = rows ?? Array(0..<table.rowCount)
    guard sharing.rowCount > 0 else { throw DatasetError.noSamples }
    let width = featureCount
    if hasTexts || isSparseSmaller(rowCount: sharing.rowCount) {
      return try sparseFeatures(of: table, rows: rows, sources).divided(sharing)
    }
    try MemoryShortage.check(
      4 * Double(rows.count) * Double(width),
      for: "\(rows.count) rows of \(width) features",
      advice: "leave columns of many categories out, use fewer rows", canMoveOut: true)
    let places = zip(columns, sources).map { prepared, source in
      if case .codes(let names, _) = source { CategoryPlaces(prepared, names) } else { nil as CategoryPlaces? }
    }
    let storage = try SharedStorage<Float>(count: rows.count * width, unit: width) { target, block in
      let samples = block.lowerBound / width..<block.upperBound / width
      var first = 0
      for ((prepared, source), places) in zip(zip(columns, sources), places) {
        switch source {
        case .numbers(let place, let shift):
          try fill(&target, at: first, prepared, place, shift, of: table, rows, samples)
        case .codes(let names, let codes):
          if let places {
            try fill(&target, at: first, prepared, places, names, codes, of: table, rows, samples)
          }
        case .texts: break
        }
        first += prepared.featureCount
      }
      table.numbers.used(samples.count * table.numberColumnCount)
      for interaction in interactions {
        try fillProducts(&target, at: first, interaction, of: table, rows, samples)
        first += featureCount(of: interaction)
      }
    }
    return Features(checked: Rows(storage, featureCount: width), input: input).divided(sharing)
  }

  /// Labelled samples of rows of a table, with their weights, groups, folds and offsets; the classes are those of these rows, sorted.
  ///
  /// - Throws: As `features(of:rows:)`, and `PreparationError.noLabels`.
  public func dataset(of table: Table, rows: [Int]? = nil, name: String? = nil) throws -> Dataset {
    guard let labels = try table.classes(of: rows) else { throw PreparationError.noLabels(table: table.name) }
    let data = try Dataset(
      name: name ?? table.name, features: features(of: table, rows: rows), classIndices: labels.indices,
      classes: labels.classes)
    let weighted = try table.weights.map { weights in
      try data.weighted(by: rows.map { $0.map { weights[$0] } } ?? weights)
    }
    let groups = table.groupNumbers.map { groups in rows.map { $0.map { groups[$0] } } ?? groups }
    let grouped = try groups.map { try (weighted ?? data).grouped(by: $0) } ?? weighted ?? data
    let folded = try table.folds.map { try grouped.folded(by: SampleFolds($0, rows: rows)) } ?? grouped
    return try table.offsets.map { offsets in
      try folded.offset(by: rows.map { offsets.samples(at: $0) } ?? offsets)
    } ?? folded
  }

  // MARK: Columns

  enum Source {
    /// A place in each row of numbers, and what is added to them.
    case numbers(place: Int, shift: Double)
    case codes(names: [String], codes: [UInt32])
    case texts(TextCells)
  }

  func sources(in table: Table) throws(PreparationError) -> [Source] {
    let views = table.columnViews
    var places: [String: Int] = [:]
    for (index, column) in table.columns.enumerated() { places[column.name] = index }
    var sources: [Source] = []
    for prepared in columns {
      let name = prepared.column.name
      guard let index = places[name] else {
        throw .missingColumn(
          table: table.name, name: name,
          nearest: NearestName.nearest(to: name, among: table.columns.map(\.name)))
      }
      switch (prepared.column.kind, views[index]) {
      case (.number(let origin), .numbers(let found, let place)):
        guard case .number(let own) = found.kind else { throw otherKind(prepared, found, table) }
        sources.append(.numbers(place: place, shift: own - origin))
      case (.boolean, .numbers(let found, let place)) where found.kind == .boolean:
        sources.append(.numbers(place: place, shift: 0))
      case (.category, .codes(_, let names, let codes)):
        sources.append(.codes(names: names, codes: codes))
      case (.text, .texts(_, let cells)): sources.append(.texts(cells))
      default: throw otherKind(prepared, table.columns[index], table)
      }
    }
    return sources
  }

  private func otherKind(_ prepared: PreparedColumn, _ found: TableColumn, _ table: Table) -> PreparationError {
    .otherKind(
      table: table.name, column: found.name, expected: prepared.column.kind.text, found: found.kind.text)
  }

  /// Whether a table's numbers are the features as they lie.
  private func isPlain(_ sources: [Source], in table: Table) -> Bool {
    guard table.rowCount > 0, table.numberColumnCount == featureCount, sources.count == featureCount else {
      return false
    }
    for (index, source) in sources.enumerated() {
      guard case .numbers(index, 0) = source, !columns[index].isReversed else { return false }
    }
    var isWhole = true
    table.numbers.forEachBlock { span, _ in isWhole = isWhole && span.indices.allSatisfy { !span[$0].isNaN } }
    return isWhole
  }

  // MARK: Cells

  private func fill(
    _ target: inout MutableSpan<Float>, at first: Int, _ prepared: PreparedColumn, _ place: Int,
    _ shift: Double,
    of table: Table, _ rows: [Int], _ samples: Range<Int>
  ) throws {
    let (width, tableWidth) = (featureCount, table.numberColumnCount)
    let mean = prepared.isMissingAlone ? 0 : Float(prepared.means[0])
    let isReversed = prepared.isReversed
    try table.numbers.withSpan { (span: Span<Float>) throws(PreparationError) in
      for sample in samples {
        let row = rows[sample]
        let value = span[row * tableWidth + place]
        if value.isNaN {
          try refuseMissing(prepared, table, row)
          target[sample * width + first] = mean
          if prepared.hasIndicator { target[sample * width + first + 1] = 1 }
          continue
        }
        let moved = isReversed ? 1 - value : shift == 0 ? value : Float(Double(value) + shift)
        guard moved.isFinite else {
          throw PreparationError.overflow(
            table: table.name, row: row + 1, line: table.lines?.line(of: row), column: prepared.column.name)
        }
        target[sample * width + first] = moved
      }
    }
  }

  /// Where the categories of a table's column stand among a prepared column's features.
  private struct CategoryPlaces {
    let known: [String]
    let places: [Int?]

    init?(_ prepared: PreparedColumn, _ names: [String]) {
      guard case .category(let known) = prepared.column.kind else { return nil }
      let coded = known.filter { $0 != prepared.base }
      let index = Dictionary(uniqueKeysWithValues: zip(coded, coded.indices))
      self.known = known
      places = names.map { index[$0] }
    }
  }

  private func fill(
    _ target: inout MutableSpan<Float>, at first: Int, _ prepared: PreparedColumn, _ known: CategoryPlaces,
    _ names: [String], _ codes: [UInt32], of table: Table, _ rows: [Int], _ samples: Range<Int>
  ) throws(PreparationError) {
    let means = prepared.means.map { prepared.isMissingAlone ? 0 : Float($0) }
    let width = featureCount
    for sample in samples {
      let row = rows[sample]
      let code = codes[row]
      let start = sample * width + first
      if code == Table.missingCode {
        try refuseMissing(prepared, table, row)
        for (k, mean) in means.enumerated() { target[start + k] = mean }
        if prepared.hasIndicator { target[start + means.count] = 1 }
      } else if code < names.count, let place = known.places[Int(code)] {
        target[start + place] = 1
      } else if code < names.count, names[Int(code)] == prepared.base {
        continue
      } else if unseen == .error {
        let name = code < names.count ? names[Int(code)] : ""
        throw .unseenCategory(
          table: table.name, row: row + 1, line: table.lines?.line(of: row), column: prepared.column.name,
          category: name,
          nearest: NearestName.nearest(to: name, among: known.known))
      }
    }
  }

  /// The products of features that are there.
  private func fillProducts(
    _ target: inout MutableSpan<Float>, at first: Int, _ interaction: Interaction, of table: Table,
    _ rows: [Int], _ samples: Range<Int>
  ) throws(PreparationError) {
    let width = featureCount
    let (left, right) = (values(of: interaction.first), values(of: interaction.second))
    for sample in samples {
      let (row, start) = (rows[sample], sample * width)
      var place = start + first
      for a in left {
        for b in right {
          let product = Float(Double(target[start + a]) * Double(target[start + b]))
          guard product.isFinite else {
            throw .overflow(
              table: table.name, row: row + 1, line: table.lines?.line(of: row), column: interaction.name)
          }
          target[place] = product
          place += 1
        }
      }
    }
  }

  func refuseMissing(_ prepared: PreparedColumn, _ table: Table, _ row: Int) throws(PreparationError) {
    if missing.refusesRows {
      throw .missingValue(
        table: table.name, row: row + 1, line: table.lines?.line(of: row), column: prepared.column.name)
    }
  }
}

extension TableColumn.Kind {
  /// What it holds, for messages.
  var text: String {
    switch self {
    case .number: "numbers"
    case .boolean: "yes or no"
    case .category: "categories"
    case .text: "texts"
    }
  }
}
