// From a request to its answer.

import SoftmaxKernels
import SoftmaxWorkflow
import SoftmaxRegression

extension ServedModel {
  /// Answers a request.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - rowLimit: The most samples.
  ///   - batches: What scores samples of several requests at once.
  /// - Returns: The outputs that are asked for, in their order.
  /// - Throws: `RequestProblem`, and what the library throws for inputs that do not fit.
  package func answer(
    _ request: InferenceRequest, rowLimit: Int, batches: RequestBatcher
  ) async throws -> InferenceAnswer {
    let asked = try outputs(of: request)
    let samples = try samples(of: request, rowLimit: rowLimit)
    let probabilities = try await batches.probabilities(of: samples)
    return try answer(request, asked, samples, probabilities, execution: batches.execution)
  }

  /// Answers a request without waiting for others.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - rowLimit: The most samples.
  ///   - batches: What scores samples.
  /// - Returns: As `answer`; nil for a model whose requests are scored together.
  /// - Throws: As `answer`.
  package func answerAtOnce(
    _ request: InferenceRequest, rowLimit: Int, batches: RequestBatcher
  ) throws -> InferenceAnswer? {
    let asked = try outputs(of: request)
    let samples = try samples(of: request, rowLimit: rowLimit)
    guard let probabilities = try batches.probabilitiesAtOnce(of: samples) else { return nil }
    return try answer(request, asked, samples, probabilities, execution: batches.execution)
  }

  private func answer(
    _ request: InferenceRequest, _ asked: [(InferenceRequest.Output, OutputName)], _ samples: Samples,
    _ probabilities: [Float], execution: Execution
  ) throws -> InferenceAnswer {
    let count = samples.features.sampleCount
    let classCount = model.classCount
    // Of equals the first, as `predict`.
    let best = (0..<count).map { row in
      let own = probabilities[row * classCount..<(row + 1) * classCount]
      return own.indices.max { own[$0] < own[$1] }.map { $0 - own.startIndex } ?? 0
    }
    var outputs: [InferenceAnswer.Output] = []
    for (output, name) in asked {
      switch name {
      case .predict:
        outputs.append(
          .init(
            name: output.name, shape: [count],
            content: .words(best.map { model.classes.names[$0] }), isBinary: output.isBinary))
      case .probabilities:
        outputs.append(self.output(output, probabilities, rows: count, width: classCount))
      case .logits:
        let logits = try model.logits(
          for: samples.features, offsets: samples.offsets, execution: execution)
        outputs.append(self.output(output, logits, rows: count, width: classCount))
      case .sets:
        let sets = model.outputs?.sets
        let words = (0..<count).map { row in
          let own = Array(probabilities[row * classCount..<(row + 1) * classCount])
          return PredictionCSV.list((sets?.members(of: own) ?? []).map { model.classes.names[$0] })
        }
        outputs.append(
          .init(name: output.name, shape: [count], content: .words(words), isBinary: output.isBinary))
      case .contrast:
        var values: [Float] = []
        values.reserveCapacity(count * model.featureCount)
        for row in 0..<count {
          let why = try model.explanation(
            of: samples.features, sample: row, offsets: samples.offsets, execution: execution)
          values += why.contributions.map { Float($0) }
        }
        outputs.append(self.output(output, values, rows: count, width: model.featureCount))
      }
    }
    return InferenceAnswer(
      modelName: name, modelVersion: String(version), id: request.id, outputs: outputs)
  }

  /// The outputs that are asked for, and what they are.
  private func outputs(
    of request: InferenceRequest
  ) throws(RequestProblem) -> [(InferenceRequest.Output, OutputName)] {
    let known = outputNames
    let asked =
      request.outputs.flatMap { $0.isEmpty ? nil : $0 }
      ?? [OutputName.predict, .probabilities].map {
        .init(name: $0.rawValue, isBinary: request.isBinary, classification: nil)
      }
    var found: [(InferenceRequest.Output, OutputName)] = []
    for output in asked {
      guard let name = OutputName(rawValue: output.name), known.contains(name) else {
        let all = known.map(\.rawValue).joined(separator: ", ")
        let why = output.name == OutputName.sets.rawValue ? ": the model was not calibrated for sets" : ""
        throw .bad("'\(self.name)' has no output '\(output.name.shown)'\(why); its outputs are \(all)")
      }
      if output.classification != nil, name.type != .fp32 || name == .contrast {
        throw .bad(
          "output '\(output.name)': classification is for \(OutputName.probabilities.rawValue) and logits")
      }
      guard !found.contains(where: { $0.1 == name }) else {
        throw .bad("the output '\(output.name)' comes twice")
      }
      found.append((output, name))
    }
    return found
  }

  /// Numbers, or the largest of each row with their classes.
  private func output(
    _ output: InferenceRequest.Output, _ values: [Float], rows: Int, width: Int
  ) -> InferenceAnswer.Output {
    guard let wanted = output.classification else {
      return .init(
        name: output.name, shape: [rows, width], content: .floats(values), isBinary: output.isBinary)
    }
    let shown = min(wanted, width)
    let words = (0..<rows).flatMap { row in
      let own = values[row * width..<(row + 1) * width]
      let order = own.indices.sorted { (-own[$0], $0) < (-own[$1], $1) }.prefix(shown)
      return order.map { "\(own[$0]):\($0 - own.startIndex):\(model.classes.names[$0 - own.startIndex])" }
    }
    return .init(name: output.name, shape: [rows, shown], content: .words(words), isBinary: output.isBinary)
  }
}
