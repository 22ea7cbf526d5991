// POST /predict: data in one of the forms of files, predictions in one of those of `softmax predict`.

package import SoftmaxFiles
import SoftmaxData
import SoftmaxFormats
import SoftmaxKernels
package import SoftmaxRegression
import SoftmaxWorkflow

/// What a plain request asks for.
package struct PlainPrediction: Sendable {
  package let model: ServedModel
  package let options: PlainOptions
  package let content: PlainContent
  package let answer: PlainAnswer
  package let execution: Execution
  /// The most bytes of a body that is read as a whole.
  package let bodyLimit: Int

  package init(
    _ model: ServedModel, _ options: PlainOptions, _ content: PlainContent, _ answer: PlainAnswer?,
    execution: Execution, bodyLimit: Int
  ) {
    (self.model, self.options, self.content, self.answer) = (model, options, content, answer ?? content.answer)
    (self.execution, self.bodyLimit) = (execution, bodyLimit)
  }

  /// Predicts, and hands out the answer piece by piece. Delimited text and JSON lines are read as they come, in constant memory.
  ///
  /// - Parameters:
  ///   - body: Where the body comes from.
  ///   - emit: Takes pieces of the answer; `false` ends the work.
  /// - Returns: The number of predictions.
  /// - Throws: What is wrong with the data, also after predictions of rows that could be read.
  @discardableResult
  package func run(_ body: sending any ByteSource, _ emit: ([UInt8]) -> Bool) throws -> Int {
    if options.sets, model.model.outputs?.sets == nil {
      throw RequestProblem.bad(
        "the model '\(model.name)' was not calibrated for sets: leave the option sets out")
    }
    let scoring = try ScoringRequest(
      model.file, called: "the model '\(model.name)'", data: source(body), keys: options.keep,
      execution: execution)
    var request = PredictionRequest(scoring)
    request.selection.count = .all
    var writer: (any PredictionWriter)?
    var (isFirst, pending) = (true, "")
    let outcome = try request.run { header in
      let layout = PredictionLayout(
        header, topCount: options.top, showsAll: options.probabilities, showsSets: options.sets,
        leastProbability: options.leastProbability)
      if answer == .csv, let clash = layout.clash {
        throw RequestProblem.bad(
          "keep: the predictions have a column '\(clash.shown)' of their own; ask for application/x-ndjson, which keeps them apart"
        )
      }
      let made: any PredictionWriter =
        answer == .csv ? PredictionCSV(layout, isSafe: false) : PredictionJSONLines(layout)
      writer = made
      // Sent with the first rows, so that a wrong first row is a refusal.
      pending = made.header
    } onBatch: { batch in
      guard var made = writer else { return false }
      var text = pending
      pending = ""
      for sample in batch.samples {
        let row = try made.row(sample)
        // A row is a line, an element has its comma in front.
        text += answer == .json ? (isFirst ? "[" : ",\n") + row.dropLast() : row
        isFirst = false
      }
      writer = made
      return emit(Array(text.utf8))
    }
    if !pending.isEmpty { _ = emit(Array(pending.utf8)) }
    if answer == .json { _ = emit(Array((isFirst ? "[]\n" : "]\n").utf8)) }
    return outcome.predictedCount
  }

  private func source(_ body: sending any ByteSource) throws -> DataSource {
    let name = ServedModel.requestName
    func whole() throws -> [UInt8] {
      try ChunkedInput(body, name: name).rest(limit: bodyLimit).array
    }
    switch content {
    case .csv: return DataSource(DataReference(table: try ChunkedInput(body, name: name), format: .csv))
    case .tsv: return DataSource(DataReference(table: try ChunkedInput(body, name: name), format: .tsv))
    case .jsonLines where model.file.preparation != nil:
      return DataSource(DataReference(table: try ChunkedInput(body, name: name), format: .jsonl))
    case .json, .jsonLines:
      let (text, isTable) = try RowText.lines(of: content == .json ? whole() : Self.array(of: whole()))
      let input = try ChunkedInput(text, name: name)
      if isTable { return DataSource(DataReference(table: input, format: .jsonl)) }
      return DataSource(DataReference(table: input, format: .csv), delimiter: ",", hasHeader: false)
    case .npy: return DataSource(DataReference(file: try ChunkedInput(body, name: name), format: .npy))
    case .png:
      let shape = model.model.input.shape
      guard model.model.input.kind == .image else {
        throw RequestProblem(415, "the model '\(model.name)' takes no pictures")
      }
      let pixels = try PNGImage(whole(), path: name, expecting: shape).samples(for: shape, path: name)
      let array = NPYFile.encoded(bytes: pixels, shape: [1] + shape)
      return DataSource(DataReference(file: try ChunkedInput(array, name: name), format: .npy))
    }
  }

  /// Lines of JSON as the elements of one array.
  private static func array(of lines: [UInt8]) -> [UInt8] {
    let rows = lines.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).filter { row in
      row.contains { $0 != 0x20 && $0 != 0x09 }
    }
    return [UInt8(ascii: "[")] + Array(rows.joined(separator: [UInt8(ascii: ",")])) + [UInt8(ascii: "]")]
  }
}
