// Running a program.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxText

extension LogitProgram {
  /// Why samples are of another input than the program's; nil where they are not.
  func problem(of samples: RawSamples) -> String? {
    switch (input, samples.values) {
    case (.picture, .dense(let values, let width)), (.vector, .dense(let values, let width)):
      return width == blockCount && values.count == samples.count * width
        ? nil : "it takes \(blockCount) values, and not \(width)"
    case (.table(let table), .table(let columns)):
      guard columns.count == table.columns.count else {
        return "it takes \(table.columns.count) columns, and not \(columns.count)"
      }
      for (column, cells) in zip(table.columns, columns) {
        let (isWord, count) = cells.kind
        guard isWord == column.kind.isWord else {
          return "column '\(column.name.printable(limit: 80))' has cells of another kind"
        }
        guard count == samples.count else { return "columns have different numbers of cells" }
      }
      return nil
    case (.table, .dense): return "it takes the columns of a table"
    case (_, .table): return "it takes no columns of a table"
    }
  }

  /// The scores of samples of which `problem` says nothing. Complexity: O(samples x terms x rows).
  func scores(of samples: RawSamples) -> ExportScores {
    var logits: [Double] = []
    logits.reserveCapacity(samples.count * rowCount)
    switch (input, samples.values) {
    case (.table(let table), .table(let columns)):
      let places = table.columns.map { column in
        Dictionary(column.categories.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
      }
      let texts = zip(table.columns, columns).map { column, cells -> [[(place: Int, value: Float)]] in
        if case .words(let words) = cells { column.text?.rows(of: words) ?? [] } else { [] }
      }
      for sample in 0..<samples.count {
        let row = self.logits(table, columns, places, texts, sample)
        logits += row ?? [Double](repeating: .nan, count: rowCount)
      }
    case (_, .dense(let values, let width)):
      for sample in 0..<samples.count {
        logits += self.logits(values[sample * width..<(sample + 1) * width])
      }
    default: break
    }
    let scores = ExportScores(logits: logits, groups: groups)
    return ExportScores(
      logits: logits, probabilities: scores.probabilities,
      labels: Self.labels(scores.probabilities, classCount: classNames.count))
  }

  /// The first of the most probable classes of each sample; -1 where there is none.
  private static func labels(_ probabilities: [Double], classCount: Int) -> [Int] {
    stride(from: 0, to: probabilities.count, by: classCount).map { first in
      var best = -1
      var largest = -1.0
      for place in 0..<classCount where probabilities[first + place] > largest {
        (best, largest) = (place, probabilities[first + place])
      }
      return best
    }
  }

  private func logits(_ values: ArraySlice<Double>) -> [Double] {
    var logits = bias.map(Double.init)
    for (place, value) in values.enumerated() {
      let feature =
        switch input {
        case .picture(let maximum): Float(value / maximum)
        case .vector(let origins): Float(value - origins[place])
        case .table: Float(value)
        }
      guard feature != 0 else { continue }
      for row in 0..<rowCount { logits[row] += Double(feature) * Double(blocks[place * rowCount + row]) }
    }
    return logits
  }

  /// Nil where a cell is refused.
  private func logits(
    _ table: Table, _ cells: [RawSamples.Column], _ places: [[String: Int]],
    _ texts: [[[(place: Int, value: Float)]]], _ sample: Int
  ) -> [Double]? {
    var values = [Float](repeating: 1, count: cells.count)
    var choices = [Int](repeating: 0, count: cells.count)
    var areMissing = [Bool](repeating: false, count: cells.count)
    for (place, column) in table.columns.enumerated() where column.kind != .text {
      switch cells[place] {
      case .numbers(let numbers):
        let value = numbers[sample]
        areMissing[place] = value.isNaN
        values[place] =
          value.isNaN
          ? column.mean : column.kind == .reversedBoolean ? 1 - Float(value) : Float(value - column.origin)
      case .words(let words):
        // An empty text is a missing cell, unless it is a category.
        if let word = words[sample], !word.isEmpty || places[place][word] != nil {
          choices[place] = places[place][word] ?? column.categories.count + 1
          if choices[place] > column.categories.count, table.refusesUnseen { return nil }
        } else {
          (areMissing[place], choices[place]) = (true, column.categories.count)
        }
      }
      if areMissing[place], table.refusesMissing { return nil }
    }
    var logits = bias.map(Double.init)
    var first = 0
    for term in table.terms {
      defer { first += table.size(of: term) ?? 0 }
      if table.columns[term.first].kind == .text {
        for (place, value) in texts[term.first][sample] {
          let start = (first + place) * rowCount
          for row in 0..<rowCount { logits[row] += Double(value) * Double(blocks[start + row]) }
        }
        continue
      }
      var (factor, choice) = (values[term.first], choices[term.first])
      switch term.second {
      case Term.alone: break
      case Term.indicator: (factor, choice) = (areMissing[term.first] ? 1 : 0, 0)
      default:
        factor *= values[term.second]
        choice = choice * table.columns[term.second].size + choices[term.second]
      }
      let start = (first + choice) * rowCount
      for row in 0..<rowCount { logits[row] += Double(factor) * Double(blocks[start + row]) }
    }
    return logits
  }
}

extension RawSamples.Column {
  /// Whether it holds words, and the number of its cells.
  fileprivate var kind: (isWord: Bool, count: Int) {
    switch self {
    case .numbers(let numbers): (false, numbers.count)
    case .words(let words): (true, words.count)
    }
  }
}
