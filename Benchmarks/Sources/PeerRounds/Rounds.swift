// What can be asked: a model, or one timed round of training, scoring or a gradient.

import Foundation
import MadeData
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// A request that makes no sense.
struct RequestError: Error, CustomStringConvertible {
  let description: String
}

/// Answers requests. Data and models are kept from one to the next, so that a round times the work alone.
struct Rounds {
  /// The data that requests name.
  enum Problem: String {
    case fashion
    case fashionFloat = "fashion-float"
    case wide
    case narrow
    case embeddings
    case hardEmbeddings = "hard-embeddings"
  }

  private var datasets: [Problem: Dataset] = [:]
  private var models: [Problem: SoftmaxModel] = [:]

  /// Does what a request says and returns its figures; `seconds` are those of the work alone.
  ///
  ///     model PROBLEM PATH       fits a model and writes it for the other side
  ///     score PROBLEM THREADS    all probabilities
  ///     objective PROBLEM THREADS  the mean log loss and its gradient over all samples
  ///     optimum PROBLEM THREADS TOLERANCE SOLVER PATH  a fit with l2Penalty 1 / n, its model written
  ///     sweep PROBLEM THREADS FOLDS L2,L2,...  a cross-validated search and the fit with the penalty that it chose
  ///     part-optimum PROBLEM THREADS L2 TOLERANCE ROWS PATH  a fit to the rows listed in a file, its model written
  ///     path FOLDER FEATURES THREADS TOLERANCE STRENGTHS  fits with the L1 penalties listed in a file, each from the last
  ///     sparse-optimum FOLDER FEATURES THREADS L1 KIND TOLERANCE PATH  a fit with an L1 penalty, its model written; KIND
  ///         is standardised, with a bias, or raw, without one
  ///     table PATH               reads a table; in a process of its own, which has no memory from before
  ///     train THREADS EPOCHS     a reply after each epoch; each further one begins at a line `next`
  mutating func answer(_ request: [String]) throws -> [String: Double] {
    switch (request.first, request.count) {
    case ("model", 3):
      return try writeModel(of: problem(request[1]), to: request[2])
    case ("score", 3):
      return try score(problem(request[1]), execution: execution(request[2]))
    case ("objective", 3):
      return try objective(problem(request[1]), execution: execution(request[2]))
    case ("optimum", 6):
      guard let tolerance = Double(request[3]) else { break }
      return try optimum(
        of: problem(request[1]), execution: execution(request[2]),
        solver: solver(request[4], tolerance: tolerance), path: request[5])
    case ("sweep", 5):
      guard let folds = Int(request[3]) else { break }
      return try sweep(
        problem(request[1]), execution: execution(request[2]), folds: folds,
        strengths: request[4].split(separator: ",").compactMap { Double($0) })
    case ("part-optimum", 7):
      guard let l2Penalty = Double(request[3]), let tolerance = Double(request[4]) else { break }
      return try partOptimum(
        problem(request[1]), execution: execution(request[2]), l2Penalty: l2Penalty, tolerance: tolerance,
        rows: request[5], path: request[6])
    case ("path", 6):
      guard let featureCount = Int(request[2]), let tolerance = Double(request[4]) else { break }
      return try path(
        in: request[1], featureCount: featureCount, execution: execution(request[3]), tolerance: tolerance,
        strengths: request[5])
    case ("sparse-optimum", 8):
      guard let featureCount = Int(request[2]), let l1Penalty = Double(request[4]),
        let tolerance = Double(request[6]), ["raw", "standardised"].contains(request[5])
      else { break }
      return try sparseOptimum(
        in: request[1], featureCount: featureCount, execution: execution(request[3]), l1Penalty: l1Penalty,
        isRaw: request[5] == "raw", tolerance: tolerance, path: request[7])
    case ("table", 2):
      return try readTable(request[1])
    case ("train", 3):
      guard let epochCount = Int(request[2]) else { break }
      return try train(execution: execution(request[1]), epochCount: epochCount)
    default: break
    }
    throw RequestError(description: "no such request")
  }

  // MARK: Rounds

  private mutating func writeModel(of problem: Problem, to path: String) throws -> [String: Double] {
    let model = try model(for: problem)
    try ModelFile(model).write(to: path)
    return ["classes": Double(model.classCount)]
  }

  private mutating func score(_ problem: Problem, execution: Execution) throws -> [String: Double] {
    let data = try dataset(for: problem)
    let model = try model(for: problem)
    let start = ContinuousClock.now
    let probabilities = try model.probabilities(for: data.features, execution: execution)
    let seconds = seconds(since: start)

    var rightCount = 0
    var confidence = 0.0
    for (sample, label) in data.classIndices.enumerated() {
      let row = probabilities[sample * model.classCount..<(sample + 1) * model.classCount]
      let top = row.indices.max { row[$0] < row[$1] } ?? row.startIndex
      rightCount += top - row.startIndex == Int(label) ? 1 : 0
      confidence += Double(row[top])
    }
    let count = Double(data.sampleCount)
    return ["seconds": seconds, "accuracy": Double(rightCount) / count, "confidence": confidence / count]
  }

  private mutating func objective(_ problem: Problem, execution: Execution) throws -> [String: Double] {
    let data = try dataset(for: problem)
    let model = try model(for: problem)
    let start = ContinuousClock.now
    let evaluation = try model.objective(on: data, l2Penalty: 0, execution: execution)
    let seconds = seconds(since: start)

    let squares = (evaluation.weightGradient + evaluation.biasGradient).reduce(0) { $0 + $1 * $1 }
    return [
      "seconds": seconds, "value": evaluation.value, "accuracy": evaluation.accuracy,
      "gradientNorm": squares.squareRoot(),
    ]
  }

  /// A fit to the certified optimum; each iteration's seconds and objective by its number.
  private mutating func optimum(
    of problem: Problem, execution: Execution, solver: SolverConfiguration, path: String
  ) throws -> [String: Double] {
    let data = try dataset(for: problem)
    let fit = try SoftmaxClassifier(solver: solver, execution: execution).fit(data)
    try ModelFile(fit.model).write(to: path)
    var figures = [
      "seconds": fit.report.seconds, "objective": fit.report.objective, "passes": 0,
      "certifiedGap": fit.report.certifiedGap ?? -1,
    ]
    for record in fit.report.iterations {
      figures["seconds\(record.iteration)"] = record.seconds
      figures["objective\(record.iteration)"] = record.objective
      figures["passes"] = Double(record.passes)
    }
    return figures
  }

  private func solver(_ name: String, tolerance: Double) throws -> SolverConfiguration {
    guard let solver = SolverConfiguration.fullBatch(named: name, tolerance: tolerance) else {
      throw RequestError(description: "no full-batch method is called '\(name)'")
    }
    return solver
  }

  /// The tutorial's training, without a test set. The wait for `next` lies between the epochs' times.
  private mutating func train(execution: Execution, epochCount: Int) throws -> [String: Double] {
    let classifier = try SoftmaxClassifier(
      solver: .stochastic(learningRate: 0.1, epochs: epochCount, batchSize: 256), seed: 0, execution: execution)
    let data = try dataset(for: .fashion)
    var start = ContinuousClock.now
    var last: [String: Double] = [:]
    _ = try classifier.fit(data) { event in
      guard case .epoch(let record) = event else { return .continue }
      last = [
        "seconds": seconds(since: start), "trainLoss": record.trainLoss,
        "trainAccuracy": record.trainAccuracy,
      ]
      // The caller sends the last epoch's figures.
      guard record.epoch < epochCount else { return .continue }
      Conversation.reply(last)
      guard Conversation.nextRequest() == ["next"] else { return .stop }
      start = ContinuousClock.now
      return .continue
    }
    return last
  }

  // MARK: Data

  private func problem(_ name: String) throws -> Problem {
    guard let problem = Problem(rawValue: name) else {
      throw RequestError(description: "no data is called '\(name)'")
    }
    return problem
  }

  private func execution(_ threads: String) throws -> Execution {
    try Execution(threads: Int(threads))
  }

  func seconds(since start: ContinuousClock.Instant) -> Double {
    let duration = ContinuousClock.now - start
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }

  mutating func dataset(for problem: Problem) throws -> Dataset {
    if let data = datasets[problem] { return data }
    let data =
      switch problem {
      case .fashion: try Catalogue.fashionMNIST.load(.train, options: FetchOptions(offline: true))
      case .fashionFloat: try asFloats(dataset(for: .fashion))
      case .wide: try MadeData.wide.floats()
      case .narrow: try MadeData.narrow.floats()
      case .embeddings: try MadeData.embeddings.embeddings(isIllConditioned: false)
      case .hardEmbeddings: try MadeData.embeddings.embeddings(isIllConditioned: true)
      }
    datasets[problem] = data
    return data
  }

  private mutating func model(for problem: Problem) throws -> SoftmaxModel {
    // The same model for the same pictures, whatever their width.
    let problem = problem == .fashionFloat ? .fashion : problem
    if let model = models[problem] { return model }
    let data = try dataset(for: problem)
    let model =
      problem == .fashion
      ? try SoftmaxClassifier(solver: .stochastic(epochs: 1)).fit(data).model : try data.quicklyFittedModel()
    models[problem] = model
    return model
  }

  /// The same samples with every intensity as a Float32.
  private func asFloats(_ data: Dataset) throws -> Dataset {
    let values = (0..<data.sampleCount).flatMap { data.features.row($0) }
    return try Dataset(
      features: Features(values, input: .vector(featureCount: data.featureCount)),
      classIndices: data.classIndices, classes: data.classes)
  }
}
