// What a run's model says of one sample, and why.

import SoftmaxData
package import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

extension StudioRun {
  /// One sample, ready for the model.
  private struct Sample {
    let features: Features
    var offsets: SampleOffsets?
    /// The texts of its columns, where it was typed in.
    var cells: [String: String] = [:]
  }

  /// The answer to POST /api/runs/ID/predict.
  package func predict(_ json: StrictJSON) throws -> [UInt8] {
    let state = now
    guard let model, let scored = state.scored else { throw StudioProblem(409, "the run has no model yet") }
    let sample = try sample(json, model, state, scored)
    let probabilities = try model.probabilities(
      for: sample.features, offsets: sample.offsets, execution: execution)
    let names = model.classes.names
    let order = probabilities.indices.sorted { (-probabilities[$0], $0) < (-probabilities[$1], $1) }
    let contrast = try contrast(json["contrast"], sample, model, state)
    var answer = JSONWriter(capacity: 8192)
    answer.object { answer in
      answer.member("probabilities") { json in json.array { for value in probabilities { $0.number(value) } } }
      answer.member("top") { json in
        json.array { json in
          for place in order.prefix(20) {
            json.object { json in
              json.member("name", names[place])
              json.member("probability") { $0.number(probabilities[place]) }
            }
          }
        }
      }
      if let contrast { answer.member("contrast") { write(contrast, sample, model, state, to: &$0) } }
    }
    return answer.bytes
  }

  // MARK: Samples

  private func sample(_ json: StrictJSON, _ model: SoftmaxModel, _ state: State, _ scored: Scored) throws
    -> Sample
  {
    if let index = json["sample"]?.integer {
      guard (0..<scored.data.sampleCount).contains(index) else {
        throw StudioProblem(404, "there is no sample \(index): there are \(scored.data.sampleCount)")
      }
      let own = scored.data.samples(at: [index])
      return Sample(features: own.features, offsets: own.offsets)
    }
    if case .array(let values)? = json["values"] { return try picture(values, model) }
    if case .object(let members)? = json["row"] {
      var cells: [String: String] = [:]
      for member in members {
        switch member.value {
        case .null: cells[member.name] = ""
        case .string(let text): cells[member.name] = text
        case .number(let digits): cells[member.name] = digits
        case .bool(let flag): cells[member.name] = flag ? "yes" : "no"
        default: throw StudioProblem(422, "a cell is a text or null", place: .init(column: member.name))
        }
      }
      return try state.preparation.map { try row(cells, $0, model) } ?? numbers(cells, model)
    }
    throw StudioProblem.bad(
      "expected 'values' (a picture, 0...255), 'row' (cells by column) or 'sample' (a number)")
  }

  /// A picture of bytes, row by row.
  private func picture(_ values: [StrictJSON], _ model: SoftmaxModel) throws -> Sample {
    let input = model.input
    guard values.count == input.featureCount else {
      throw StudioProblem.bad("the picture has \(values.count) values, expected \(input.featureCount)")
    }
    let numbers = try values.enumerated().map { place, value in
      guard case .number(let digits) = value, let number = Double(digits), (0...255).contains(number) else {
        throw StudioProblem.bad("value \(place) of the picture is no number from 0 to 255")
      }
      return number
    }
    let bytes = numbers.compactMap { UInt8(exactly: $0) }
    if input.maximum == 255, bytes.count == numbers.count {
      return Sample(features: try Features(bytes: bytes, input: input))
    }
    return Sample(features: try Features(numbers.map { Float($0 / 255) }, input: input))
  }

  /// A row of a table, read as `softmax predict` reads one.
  private func row(_ cells: [String: String], _ preparation: Preparation, _ model: SoftmaxModel) throws
    -> Sample
  {
    var names: [String] = []
    for column in preparation.tableColumns where !names.contains(column.source) { names.append(column.source) }
    for name in names where (cells[name] ?? "").isEmpty && preparation.missing.refusesRows {
      throw StudioProblem(
        422, "the model needs a value here", place: .init(column: name), code: "needs-value",
        values: ["column": name])
    }
    let text = [names, names.map { cells[$0] ?? "" }]
      .map { $0.map(Self.cell).joined(separator: ",") + "\n" }.joined()
    let name = "the row"
    let reference = DataReference(table: try ChunkedInput(Array(text.utf8), name: name), format: .csv)
    let file = ModelFile(model, preparation: preparation)
    do {
      let scoring = try ScoringRequest(
        file, called: "the model", data: DataSource(reference, delimiter: ",", hasHeader: true),
        execution: execution)
      let (features, offsets) = try scoring.tableFeatures()
      return Sample(features: features, offsets: offsets, cells: cells)
    } catch {
      var problem = StudioProblem(error)
      problem.place?.line = nil
      throw problem
    }
  }

  /// A cell of delimited text.
  private static func cell(_ text: String) -> String {
    let needsQuotes = text.contains { $0 == "," || $0 == "\"" || $0.isNewline || $0.isWhitespace }
    return needsQuotes ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
  }

  /// A vector's numbers by the names of its features.
  private func numbers(_ cells: [String: String], _ model: SoftmaxModel) throws -> Sample {
    let texts = SampleTexts(preparation: nil, input: model.input)
    let values = try (0..<model.featureCount).map { place in
      let name = texts.name(of: place)
      let text = cells[name] ?? ""
      if text.isEmpty {
        throw StudioProblem(
          422, "the model needs a value here", place: .init(column: name), code: "needs-value",
          values: ["column": name])
      }
      guard let number = Double(text), number.isFinite else {
        throw StudioProblem(
          422, "'\(text.shown)' is no number", place: .init(column: name), code: "not-a-number",
          values: ["text": text, "column": name])
      }
      return Float(number - (model.input.origins?[place] ?? 0))
    }
    return Sample(features: try Features(values, input: model.input), cells: cells)
  }

  // MARK: Why

  private func contrast(
    _ json: StrictJSON?, _ sample: Sample, _ model: SoftmaxModel, _ state: State
  ) throws -> ContrastExplanation? {
    let names = model.classes.names
    let question: ContrastQuestion
    switch json {
    case nil, .null?, .bool(false)?: return nil
    case .bool(true)?: question = ContrastQuestion()
    case .object?:
      guard let own = json?["for"]?.integer, let other = json?["against"]?.integer, names.indices.contains(own),
        names.indices.contains(other)
      else { throw StudioProblem.bad("'for' and 'against' are classes' numbers, from 0 to \(names.count - 1)") }
      guard own != other else { throw StudioProblem.bad("a class cannot be held against itself") }
      question = ContrastQuestion(names[own], against: names[other])
    default: throw StudioProblem.bad("'contrast' is true, or an object with 'for' and 'against'")
    }
    return try model.explanation(
      of: sample.features, question, preparedBy: state.preparation, offsets: sample.offsets,
      execution: execution)
  }

  private func write(
    _ why: ContrastExplanation, _ sample: Sample, _ model: SoftmaxModel, _ state: State,
    to json: inout JSONWriter
  ) {
    let channels = state.kind == "image" && model.input.shape.count > 2 ? model.input.shape[2] : 1
    json.object { json in
      json.member("for", model.classes.index(of: why.className))
      json.member("against", model.classes.index(of: why.opponent))
      json.member("contributions") { json in
        json.array { json in
          for start in stride(from: 0, to: why.contributions.count, by: channels) {
            json.number(why.contributions[start..<start + channels].reduce(0, +))
          }
        }
      }
      json.member("bias", why.baselineGap + (why.offsetGap ?? 0))
      json.member("gap", why.gap)
      guard state.kind != "image" else { return }
      let own = SampleTexts(preparation: state.preparation, input: model.input)
      let texts = Dictionary(
        own.cells(of: sample.features, sample: 0).map { ($0.name, $0.text) },
        uniquingKeysWith: { first, _ in first })
      json.member("columns") { json in
        json.array { json in
          for (place, column) in why.columns.enumerated() {
            let name = state.preparation == nil ? own.name(of: place) : column.column
            json.object { json in
              json.member("name", name)
              json.member("value", sample.cells[name] ?? texts[name] ?? column.value)
              json.member("contribution", column.contribution)
            }
          }
        }
      }
    }
  }
}
