// What a document of PMML says of samples.

import SoftmaxFiles

/// Computes by a document, in Float64. A sample with a value that is refused, or with a missing number that nothing replaces,
/// has no probabilities: NaN.
struct PMMLScorer: ExportScorer {
  let method = "read back"
  let document: PMMLDocument
  private let path: String
  /// The data's fields that are given, in the order of the dictionary.
  let inputs: [Int]

  /// - Throws: `FileError` for what is no PMML, or none that is understood.
  init(_ contents: ExportContents) throws(FileError) {
    path = contents.path
    let document = try PMMLReader(contents.single, path: contents.path).document
    self.document = document
    inputs = document.fields.indices.filter { $0 != document.label }
    guard let unused = inputs.first(where: { !document.fields[$0].isActive }) else { return }
    throw FileError(
      .badData, path: path,
      problem: "the field '\(document.fields[unused].name.printable(limit: 40))' is not in the mining schema",
      remedy: "take a file that this program exported")
  }

  /// The value of a field: a number, or a category by its place; those that no table knows have the place -1.
  private enum Value {
    case missing
    case number(Double)
    case category(Int)
  }

  var names: ExportNames {
    ExportNames(
      classes: document.fields[document.label].values, columns: inputs.map { document.fields[$0].name })
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    try check(samples)
    let classCount = document.tables.count
    var logits: [Double] = []
    logits.reserveCapacity(samples.count * classCount)
    var values = [Value](repeating: .missing, count: document.fields.count + document.derived.count)
    for sample in 0..<samples.count {
      guard take(samples, sample, &values) else {
        logits += [Double](repeating: .nan, count: classCount)
        continue
      }
      for (place, formula) in document.derived.enumerated() {
        values[document.fields.count + place] = number(formula, values).map { .number($0) } ?? .missing
      }
      for table in document.tables { logits.append(logit(table, values)) }
    }
    let scores = ExportScores(logits: logits, groups: (0..<classCount).map { [$0] })
    let labels = (0..<samples.count).map { sample in
      let first = sample * classCount
      return (0..<classCount).reduce(0) {
        scores.probabilities[first + $1] > scores.probabilities[first + $0] ? $1 : $0
      }
    }
    return ExportScores(logits: logits, probabilities: scores.probabilities, labels: labels)
  }

  private func logit(_ table: PMMLDocument.Table, _ values: [Value]) -> Double {
    var sum = table.intercept
    for term in table.terms {
      switch values[term.field] {
      case .number(let value): sum += term.coefficient * value
      case .category(let code): if code == term.category { sum += term.coefficient }
      // A category that is missing is none of them.
      case .missing: if term.category == nil { return .nan }
      }
    }
    return sum
  }

  // MARK: Input

  private func check(_ samples: RawSamples) throws(FileError) {
    func mismatch(_ found: String) -> FileError {
      FileError(
        .badData, path: path, problem: "the document has \(inputs.count) input fields, but \(found)",
        remedy: "export the model again")
    }
    switch samples.values {
    case .dense(_, let width):
      guard width == inputs.count, inputs.allSatisfy({ document.fields[$0].categories == nil }) else {
        throw mismatch("the samples have \(width) numbers")
      }
    case .table(let columns):
      guard columns.count == inputs.count else { throw mismatch("the samples have \(columns.count) columns") }
      for (field, column) in zip(inputs, columns) {
        let isWords = if case .words = column { true } else { false }
        guard isWords == (document.fields[field].categories != nil) else {
          throw mismatch("one is of another type than its column")
        }
      }
    }
  }

  /// Takes a sample's values; false where one is refused.
  private func take(_ samples: RawSamples, _ sample: Int, _ values: inout [Value]) -> Bool {
    switch samples.values {
    case .dense(let numbers, let width):
      for (place, field) in inputs.enumerated() {
        guard take(numbers[sample * width + place], field, &values) else { return false }
      }
    case .table(let columns):
      for (place, field) in inputs.enumerated() {
        switch columns[place] {
        case .numbers(let numbers): guard take(numbers[sample], field, &values) else { return false }
        case .words(let words): guard take(words[sample], field, &values) else { return false }
        }
      }
    }
    return true
  }

  private func take(_ number: Double, _ place: Int, _ values: inout [Value]) -> Bool {
    let field = document.fields[place]
    guard number.isNaN else {
      values[place] = .number(number)
      return true
    }
    values[place] = field.replacement.map { .number($0) } ?? .missing
    return !field.refusesMissing
  }

  private func take(_ word: String?, _ place: Int, _ values: inout [Value]) -> Bool {
    let field = document.fields[place]
    guard let word, !(word.isEmpty && field.emptyIsMissing) else {
      values[place] = .missing
      return !field.refusesMissing
    }
    guard let code = field.categories?[word] else {
      values[place] = .category(-1)
      // Without a list of values every one is valid.
      return !field.refusesUnseen || field.values.isEmpty
    }
    values[place] = .category(code)
    return true
  }

  // MARK: Formulas

  /// A formula's value; nil where it is missing.
  private func number(_ formula: PMMLDocument.Expression, _ values: [Value]) -> Double? {
    switch formula {
    case .constant(let value): return value
    case .field(let place, let missing):
      guard case .number(let value) = values[place] else { return missing }
      return value
    case .isCategory(let place, let category, let missing):
      guard case .category(let code) = values[place] else { return missing }
      return code == category ? 1 : 0
    case .isMissing(let place):
      if case .missing = values[place] { return 1 }
      return 0
    case .choice(let condition, let yes, let no):
      guard let condition = number(condition, values) else { return nil }
      return number(condition != 0 ? yes : no, values)
    case .difference(let a, let b, let missing):
      guard let a = number(a, values), let b = number(b, values) else { return missing }
      return a - b
    case .product(let a, let b, let missing):
      guard let a = number(a, values), let b = number(b, values) else { return missing }
      return a * b
    }
  }
}
