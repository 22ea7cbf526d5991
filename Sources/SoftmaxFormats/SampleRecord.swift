// A few rows of training, kept in a model's file where somebody asked for them.

import SoftmaxKernels
public import SoftmaxRegression

/// Rows that a model was fitted to, as they came: to compare the model with copies of it in other formats, on real data.
///
/// They are data of whoever is in them, and never kept unless that is asked for (`ModelFile.keepingSample(of:)`).
public struct SampleRecord: Codable, Sendable, Hashable {
  /// Which samples of the training data they are, counted from 0, ascending.
  public let rows: [Int]
  /// Row by row the stored values of a picture, or the numbers of a vector; nil for a table.
  public let values: [Double]?
  /// The cells of a table's columns, in the order of the preparation's; nil for other data.
  public let columns: [Column]?

  /// The cells of one column, numbers or words; yes is 1 and no is 0; null is a missing cell.
  public struct Column: Codable, Sendable, Hashable {
    /// The cells of a column of numbers, or of yes and no.
    public let numbers: [Double?]?
    /// Those of a column of categories.
    public let words: [String?]?
  }

  /// The most rows, and the most values in them.
  private static let (mostRows, mostValues) = (20, 16384)

  /// Some rows of the data of a model's fit, drawn by a seed: the same for the same data.
  ///
  /// Complexity: O(features), in memory too.
  init(of data: Dataset, _ file: ModelFile, seed: UInt64) {
    let input = PortableInput(file)
    let width = input.table?.columns.count ?? data.features.featureCount
    let count = min(data.sampleCount, Self.mostRows, max(Self.mostValues / max(width, 1), 1))
    var random = RandomGenerator(seed: seed, stream: .keptRows)
    var chosen: Set<Int> = []
    while chosen.count < count { chosen.insert(Int(random.index(below: UInt64(data.sampleCount)))) }
    rows = chosen.sorted()
    let samples = input.rawSamples(of: Self.features(of: data, rows: rows))
    switch samples.values {
    case .dense(let values, _): (self.values, columns) = (values, nil)
    case .table(let columns):
      values = nil
      self.columns = columns.map { column in
        switch column {
        case .numbers(let numbers): Column(numbers: numbers.map { $0.isNaN ? nil : $0 }, words: nil)
        case .words(let words): Column(numbers: nil, words: words)
        }
      }
    }
  }

  /// The rows' features.
  static func features(of data: Dataset, rows: [Int]) -> [[Float]] {
    var found: [[Float]] = []
    for row in rows {
      data.features.rows.forEachTile(of: .range(row..<row + 1)) { _, values in
        found.append(values.indices.map { Float(values[$0]) })
      }
    }
    return found
  }

  /// The rows as an export is given them.
  func samples(for input: PortableInput) -> RawSamples? {
    switch (input, values, columns) {
    case (.table(let table), nil, let columns?):
      guard columns.count == table.columns.count else { return nil }
      var cells: [RawSamples.Column] = []
      for (column, stored) in zip(table.columns, columns) {
        // Of texts none are kept: the data is sparse.
        guard column.text == nil else { return nil }
        switch (column.categories, stored.numbers, stored.words) {
        case (nil, let numbers?, nil) where numbers.count == rows.count:
          cells.append(.numbers(numbers.map { $0 ?? .nan }))
        case (.some, nil, let words?) where words.count == rows.count: cells.append(.words(words))
        default: return nil
        }
      }
      return RawSamples(count: rows.count, .table(cells))
    case (.image, let values?, nil), (.vector, let values?, nil):
      guard !rows.isEmpty, values.count % rows.count == 0 else { return nil }
      return RawSamples(count: rows.count, .dense(values, width: values.count / rows.count))
    default: return nil
    }
  }

  /// What keeps them from being rows of a model's training; nil where nothing does. Complexity: O(values).
  func problem(of file: ModelFile) -> String? {
    guard !rows.isEmpty, rows.count <= Self.mostRows, rows.allSatisfy({ $0 >= 0 }),
      zip(rows, rows.dropFirst()).allSatisfy({ $0 < $1 })
    else { return "'sample.rows' are no 1 to \(Self.mostRows) ascending numbers of rows" }
    let input = PortableInput(file)
    guard let samples = samples(for: input) else {
      return "'sample' has no cell for each of its rows and the model's columns"
    }
    if case .dense(_, let width) = samples.values, width != file.model.featureCount {
      return "'sample' has \(width) values a row, expected \(file.model.featureCount)"
    }
    // A refused cell makes NaN of its features; so does a number that Float32 does not hold.
    guard samples.features(for: input, featureCount: file.model.featureCount).allSatisfy(\.isFinite) else {
      return "'sample' has a cell that the model refuses"
    }
    return nil
  }
}

extension ModelFile {
  /// The file with a few rows of the data of its fit in it, drawn by the fit's seed. Of sparse data none are kept: rows are
  /// for exports' proofs, which begin with all numbers of a sample.
  ///
  /// - Parameter data: The samples of the fit.
  /// - Returns: The file; whoever has it can read the rows.
  public func keepingSample(of data: Dataset) -> ModelFile {
    guard !data.features.rows.isSparse else { return self }
    var card = card
    card.sample = SampleRecord(of: data, self, seed: card.training?.seed ?? 0)
    return ModelFile(model, card: card)
  }

  /// Whether the rows of a sample are these rows of the data of the fit.
  func isSample(_ sample: SampleRecord, of data: Dataset) -> Bool {
    guard sample.rows.allSatisfy({ $0 < data.sampleCount }) else { return false }
    let input = PortableInput(self)
    guard let stored = sample.samples(for: input) else { return false }
    let found = input.rawSamples(of: SampleRecord.features(of: data, rows: sample.rows))
    return stored.hasEqualCells(to: found)
  }
}
