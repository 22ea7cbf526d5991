// The table: every method on every shape, in turns.

import Foundation

/// Runs the fits, each in a process of its own, and prints what they took.
struct Comparison {
  var shapes = Shape.all
  var methods = Method.allCases
  var penalties = [1.0, 100]
  var threads = 1
  var limit = 60.0
  var rounds = 1
  var isQuick = false
  var showsSteps = false

  /// The fits of one method on one problem.
  private struct Outcome {
    let method: Method
    /// Nil where a fit was ended from outside, or refused.
    var results: [SingleFit.Result?] = []

    /// The one whose CPU time is the median.
    var median: SingleFit.Result? {
      let found = results.compactMap(\.self).sorted { $0.cpu < $1.cpu }
      return found.isEmpty ? nil : found[found.count / 2]
    }

    var isCertified: Bool { median?.stopReason == "converged" }
  }

  func run() throws {
    var worst = (ratio: 0.0, problem: "")
    for shape in shapes.map({ isQuick ? $0.quick : $0 }) {
      for c in penalties {
        print("\n\(shape.name): \(shape.text), C = \(Self.number(c))")
        var outcomes = methods.filter { Self.isHopeful($0, shape) }.map { Outcome(method: $0) }
        for _ in 0..<rounds {
          for index in outcomes.indices {
            let fit = SingleFit(
              shape: shape, c: c, method: outcomes[index].method, threads: threads, limit: limit)
            outcomes[index].results.append(try result(of: fit))
          }
        }
        for outcome in outcomes { show(outcome) }
        if let ratio = Self.ratio(outcomes) {
          print("  auto / best: \(Self.number(ratio))")
          if ratio > worst.ratio { worst = (ratio, "\(shape.name), C = \(Self.number(c))") }
        }
      }
    }
    if worst.ratio > 0 { print("\nlargest auto / best: \(Self.number(worst.ratio)) (\(worst.problem))") }
  }

  /// All second derivatives of many free parameters take minutes and gigabytes.
  private static func isHopeful(_ method: Method, _ shape: Shape) -> Bool {
    method != .newtonCholesky || (shape.classCount - 1) * (shape.featureCount + 1) <= 2500
  }

  private static func ratio(_ outcomes: [Outcome]) -> Double? {
    let certified = outcomes.filter(\.isCertified)
    guard let own = outcomes.first(where: { $0.method == .auto })?.median,
      let best = certified.filter({ $0.method != .auto }).compactMap({ $0.median?.cpu }).min()
    else { return nil }
    return own.cpu / max(best, 1e-4)
  }

  private func show(_ outcome: Outcome) {
    let name = outcome.method.rawValue.padding(toLength: 16, withPad: " ", startingAt: 0)
    guard let result = outcome.median else {
      print("  \(name) no result: refused, ended by the limit, or without its data")
      return
    }
    var line = "  \(name) \(Self.number(result.cpu)) s CPU, \(Self.number(result.wall)) s wall, "
    line += "\(result.iterations) iterations, \(result.passes) passes, \(result.peakMiB) MiB"
    line += ", gap \(result.gap.map(Self.number) ?? "none")"
    if !outcome.isCertified { line += " (\(result.stopReason))" }
    print(line)
    for made in result.made {
      print("    before iteration \(made.iteration): \(made.kind), \(Self.number(made.cpu)) s")
    }
    if outcome.method == .auto, let choice = result.choice { print("    \(result.solver): \(choice)") }
    guard showsSteps else { return }
    for (index, step) in result.steps.enumerated() {
      print(
        "    \(index + 1): \(Self.number(step.cpu)) s, F \(step.objective), gradient \(Self.number(step.gradientMax))"
      )
    }
  }

  private func result(of fit: SingleFit) throws -> SingleFit.Result? {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: CommandLine.arguments[0])
    process.arguments = fit.arguments(isQuick: isQuick)
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { return nil }
    return try? JSONDecoder().decode(SingleFit.Result.self, from: bytes)
  }

  /// Three digits.
  private static func number(_ value: Double) -> String { String(format: "%.3g", value) }
}
