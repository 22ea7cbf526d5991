// One fit, in a process of its own: what it takes, on one line of JSON.

import Foundation
import SoftmaxRegression

/// A shape, a penalty and a method.
struct SingleFit {
  let shape: Shape
  let c: Double
  let method: Method
  let threads: Int
  let limit: Double

  init(shape: Shape, c: Double, method: Method, threads: Int, limit: Double) {
    self.shape = shape
    self.c = c
    self.method = method
    self.threads = threads
    self.limit = limit
  }

  /// NAME [quick] C METHOD THREADS LIMIT, as `arguments` writes them.
  init(_ arguments: [String]) throws {
    guard arguments.count == 6, let shape = Shape.named(arguments[0]), let c = Double(arguments[2]),
      let method = Method(rawValue: arguments[3]), let threads = Int(arguments[4]),
      let limit = Double(arguments[5])
    else { throw Request.Problem(description: "fit NAME quick|whole C METHOD THREADS LIMIT") }
    self.init(
      shape: arguments[1] == "quick" ? shape.quick : shape, c: c, method: method, threads: threads, limit: limit
    )
  }

  func arguments(isQuick: Bool) -> [String] {
    ["fit", shape.name, isQuick ? "quick" : "whole", "\(c)", method.rawValue, "\(threads)", "\(limit)"]
  }

  /// What a fit took.
  struct Result: Codable {
    /// The method that did the work, and why.
    var solver = ""
    var choice: String?
    var cpu = 0.0
    var wall = 0.0
    var passes = 0
    var iterations = 0
    /// The certified gap as a share of F.
    var gap: Double?
    var stopReason = ""
    var peakMiB = 0
    /// The making of each preconditioner: before which iteration, its kind, and seconds of CPU.
    var made: [Made] = []
    /// Each iteration: seconds of CPU since the start, and F.
    var steps: [Step] = []

    struct Made: Codable {
      let iteration: Int
      let kind: String
      let cpu: Double
    }

    struct Step: Codable {
      let cpu: Double
      let objective: Double
      let gradientMax: Double
    }
  }

  /// Fits of a few milliseconds are repeated until they have taken so many seconds together, or so often: some systems
  /// count CPU in hundredths of a second.
  private static let repeatedSeconds = 0.4
  private static let repeatCount = 500

  /// Fits, and prints the result; of several fits the means. A fit beyond its limit is stopped between two passes or, where
  /// one making takes longer, killed at twice the limit.
  func measure() throws {
    let data = try shape.data()
    ProcessTime.limit(atSeconds: ProcessTime.cpu + 2 * limit + 1)
    var result = try result(on: data)
    var (total, count) = (result.wall, 1.0)
    let start = ProcessTime.cpu
    while total < Self.repeatedSeconds, Int(count) < Self.repeatCount {
      total += try self.result(on: data).wall
      count += 1
    }
    // The first, which takes memory for the others too, does not count then.
    if count > 1 { (result.cpu, result.wall) = ((ProcessTime.cpu - start) / (count - 1), total / count) }
    print(String(decoding: try JSONEncoder().encode(result), as: UTF8.self))
  }

  private func result(on data: Dataset) throws -> Result {
    let classifier = try SoftmaxClassifier(
      solver: method.solver, l2Penalty: 1 / (c * Double(shape.sampleCount)),
      execution: Execution(threads: threads))
    let start = ProcessTime.cpu
    var result = Result()
    // The passes asked for since the last iteration, with the CPU at each.
    var passes: [[Double]] = [[]]
    let clock = ContinuousClock.now
    let fit = try classifier.fit(data, every: .batch) { event in
      let now = ProcessTime.cpu - start
      switch event {
      case .pass: passes[passes.count - 1].append(now)
      case .iteration(let record):
        result.steps.append(.init(cpu: now, objective: record.objective, gradientMax: record.gradientMax))
        passes.append([])
      default: break
      }
      return now > limit ? .stop : .continue
    }
    result.cpu = ProcessTime.cpu - start
    let wall = ContinuousClock.now - clock
    result.wall = Double(wall.components.seconds) + Double(wall.components.attoseconds) * 1e-18
    result.solver = fit.report.solver.name
    result.choice = fit.report.choice
    // One is made after the first pass event of its iteration and before the second.
    result.made = fit.report.preconditioners.map { made in
      let times = passes[made.iteration - 1]
      let start = made.iteration == 1 ? 1 : 0
      let cpu = times.count > start + 1 ? times[start + 1] - times[start] : 0
      return .init(iteration: made.iteration, kind: made.kind, cpu: cpu)
    }
    result.passes = fit.report.passes
    result.iterations = fit.report.iterations.count
    result.gap = fit.report.certifiedGap.map { $0 / fit.report.objective }
    result.stopReason = "\(fit.report.stopReason)"
    result.peakMiB = ProcessTime.peakMiB
    return result
  }
}
