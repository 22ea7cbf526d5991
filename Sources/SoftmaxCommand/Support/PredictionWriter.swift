// Predictions in the forms that people and programs read.

import SoftmaxRegression

/// What a model says of one sample.
struct Prediction {
  let index: Int
  let trueName: String?
  /// By class index.
  let probabilities: [Float]

  /// The `count` most probable classes, the first of equals first.
  func top(_ count: Int) -> [Int] {
    Array(
      probabilities.indices.sorted {
        (-probabilities[$0], $0) < (-probabilities[$1], $1)
      }.prefix(count))
  }
}

/// What is shown of each prediction.
struct PredictionLayout {
  let classNames: [String]
  let topCount: Int
  let showsAll: Bool
  let showsTrue: Bool

  /// The titles of the columns of a table or CSV file.
  var titles: [String] {
    var titles = ["index"]
    if showsTrue { titles.append("true") }
    titles += ["predicted", "probability"]
    if topCount > 1 {
      for rank in 2...topCount { titles += ["predicted_\(rank)", "probability_\(rank)"] }
    }
    if showsAll { titles += classNames.map { "p(\($0))" } }
    return titles
  }

  func cells(_ prediction: Prediction, _ number: (Float) -> String) -> [String] {
    var cells = ["\(prediction.index)"]
    if showsTrue { cells.append(prediction.trueName ?? "") }
    for index in prediction.top(topCount) {
      cells += [classNames[index], number(prediction.probabilities[index])]
    }
    if showsAll { cells += prediction.probabilities.map(number) }
    return cells
  }
}

/// A form of output: a header, a text for each prediction, a footer.
protocol PredictionWriter {
  var header: String { get }
  var footer: String { get }
  mutating func row(_ prediction: Prediction) throws -> String
}

/// Aligned columns; printed as a whole, because the widths depend on all rows.
struct PredictionTable: PredictionWriter {
  private let layout: PredictionLayout
  private var table: TextTable

  init(_ layout: PredictionLayout) {
    self.layout = layout
    let left: Set<String> = ["true", "predicted"]
    table = TextTable(
      layout.titles.map { title in
        (title, left.contains(title) || title.hasPrefix("predicted_") ? .left : .right)
      })
  }

  var header: String { "" }
  var footer: String { table.text }

  mutating func row(_ prediction: Prediction) -> String {
    table.add(layout.cells(prediction) { FixedDecimal(Double($0), places: 3).description })
    return ""
  }
}

/// RFC 4180, with a header line.
struct PredictionCSV: PredictionWriter {
  private let layout: PredictionLayout

  init(_ layout: PredictionLayout) {
    self.layout = layout
  }

  var header: String { Self.line(layout.titles) }
  var footer: String { "" }

  func row(_ prediction: Prediction) -> String {
    Self.line(layout.cells(prediction) { "\($0)" })
  }

  private static func line(_ cells: [String]) -> String {
    cells.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { $0 == "," || $0 == "\"" || $0.isNewline }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}

/// One JSON object a line.
struct PredictionJSONLines: PredictionWriter {
  private let layout: PredictionLayout

  init(_ layout: PredictionLayout) {
    self.layout = layout
  }

  struct Row: Encodable {
    struct Candidate: Encodable {
      let name: String
      let probability: Float
    }

    let index: Int
    let `true`: String?
    let predicted: String
    let probability: Float
    let top: [Candidate]?
    let probabilities: [String: Float]?

    init(_ prediction: Prediction, _ layout: PredictionLayout) {
      let ranked = prediction.top(layout.topCount).map {
        Candidate(name: layout.classNames[$0], probability: prediction.probabilities[$0])
      }
      index = prediction.index
      `true` = prediction.trueName
      predicted = ranked[0].name
      probability = ranked[0].probability
      top = layout.topCount > 1 ? ranked : nil
      probabilities =
        layout.showsAll
        ? Dictionary(
          uniqueKeysWithValues: Swift.zip(layout.classNames, prediction.probabilities)) : nil
    }
  }

  var header: String { "" }
  var footer: String { "" }

  func row(_ prediction: Prediction) throws -> String {
    try JSONOutput.text(Row(prediction, layout)) + "\n"
  }
}

/// One JSON document, written row by row so that it need not fit into memory.
struct PredictionJSON: PredictionWriter {
  private let rows: PredictionJSONLines
  private let model: String
  private let data: String
  private let count: Int
  private let layout: PredictionLayout
  private var isFirst = true

  init(_ layout: PredictionLayout, model: String, data: String, count: Int) {
    self.rows = PredictionJSONLines(layout)
    self.layout = layout
    self.model = model
    self.data = data
    self.count = count
  }

  var header: String {
    func text(_ value: some Encodable) -> String { (try? JSONOutput.text(value)) ?? "null" }
    return
      "{\"classes\":\(text(layout.classNames)),\"data\":\(text(data)),\"model\":\(text(model)),"
      + "\"sampleCount\":\(count),\"predictions\":["
  }
  var footer: String { "\n]}\n" }

  mutating func row(_ prediction: Prediction) throws -> String {
    defer { isFirst = false }
    return (isFirst ? "\n" : ",\n") + String(try rows.row(prediction).dropLast())
  }
}
