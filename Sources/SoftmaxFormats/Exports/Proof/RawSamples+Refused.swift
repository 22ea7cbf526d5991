// Samples that a model refuses.

import SoftmaxFiles

extension RawSamples {
  /// More columns are not tried.
  private static let mostColumns = 32

  /// Copies of the first sample, each with one cell that the table refuses: missing, or of a category that training did not
  /// have; nil where it refuses neither.
  func withRefusedCells(_ table: PortableTable) -> RawSamples? {
    guard count > 0, case .table(let columns) = values else { return nil }
    var cases: [(column: Int, isMissing: Bool)] = []
    for (place, column) in table.columns.prefix(Self.mostColumns).enumerated() where column.text == nil {
      if table.refusesMissing { cases.append((place, true)) }
      if table.refusesUnseen, column.categories != nil { cases.append((place, false)) }
    }
    guard !cases.isEmpty else { return nil }
    return RawSamples(
      count: cases.count,
      .table(
        columns.enumerated().map { place, column in
          switch column {
          case .numbers(let numbers):
            return .numbers(cases.map { $0.column == place ? .nan : numbers[0] })
          case .words(let words):
            return .words(
              cases.map {
                $0.column == place ? ($0.isMissing ? nil : "a word that training did not have") : words[0]
              })
          }
        }))
  }

  /// One sample alone.
  func sample(at index: Int) -> RawSamples {
    switch values {
    case .dense(let numbers, let width):
      RawSamples(count: 1, .dense(Array(numbers[index * width..<(index + 1) * width]), width: width))
    case .table(let columns):
      RawSamples(
        count: 1,
        .table(
          columns.map { column in
            switch column {
            case .numbers(let numbers): .numbers([numbers[index]])
            case .words(let words): .words([words[index]])
            }
          }))
    }
  }

  /// What is wrong with an export that tells a class of a sample of `withRefusedCells`.
  func refusal(_ sample: Int, _ input: PortableInput) -> String {
    guard let table = input.table, case .table(let columns) = values else { return "" }
    for (column, cells) in zip(table.columns, columns) where column.text == nil {
      let name = column.name.printable(limit: 60)
      switch cells {
      case .numbers(let numbers) where numbers[sample].isNaN:
        return "it tells probabilities where the cell of '\(name)' is missing, which the model refuses"
      case .words(let words) where words[sample] == nil:
        return "it tells probabilities where the cell of '\(name)' is missing, which the model refuses"
      case .words(let words) where !(column.categories ?? []).contains(words[sample] ?? ""):
        return
          "it tells probabilities for a category of '\(name)' that training did not have, which the model refuses"
      default: continue
      }
    }
    return "it tells probabilities of a sample that the model refuses"
  }
}
