// Which samples are shown, and in which order.

import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// Samples to be shown: those that were predicted wrong, the most confident ones, some at random.
package struct SampleSelection: Sendable {
  package enum Outcome: String, Sendable, CaseIterable {
    case wrong
    case right
  }

  package enum Order: String, Sendable, CaseIterable {
    case confidence
  }

  let outcome: Outcome?
  let order: Order?
  /// Draws the samples at random instead of taking the first.
  let seed: UInt64?

  package init(outcome: Outcome?, order: Order?, seed: UInt64?) {
    (self.outcome, self.order, self.seed) = (outcome, order, seed)
  }

  /// The samples to show, at most `count`: filtered, then drawn or the first, the most confident ones first
  /// where that is asked for; and how many passed the filter. `names` are the true ones, where the data has
  /// labels.
  package func choose(
    from input: ScoringInput, names: [String]?, count: Int
  ) throws -> (shown: [Int], matchCount: Int) {
    let total = input.samples.features.sampleCount
    guard outcome != nil || order != nil else { return (draw(Array(0..<total), count), total) }
    let scores = try input.file.model.topClasses(
      for: input.samples.features, offsets: input.offsets(), execution: input.execution)
    var chosen = Array(0..<total)
    if let outcome {
      guard let names else {
        // It says where labels were looked for.
        _ = try input.labelled()
        return ([], 0)
      }
      let classes = input.file.model.classes.names
      chosen = chosen.filter {
        !names[$0].isEmpty && (classes[scores[$0].classIndex] == names[$0]) == (outcome == .right)
      }
    }
    guard order == .confidence else { return (draw(chosen, count), chosen.count) }
    func sorted(_ samples: [Int]) -> [Int] {
      samples.sorted { (-scores[$0].probability, $0) < (-scores[$1].probability, $1) }
    }
    let shown = seed == nil ? Array(sorted(chosen).prefix(count)) : sorted(draw(chosen, count))
    return (shown, chosen.count)
  }

  private func draw(_ samples: [Int], _ count: Int) -> [Int] {
    guard let seed, count < samples.count else { return Array(samples.prefix(count)) }
    var generator = RandomGenerator(seed: seed, stream: .sample)
    var shuffled = samples
    generator.shuffle(&shuffled)
    // In the data's order: a random choice, not a random order.
    return shuffled.prefix(count).sorted()
  }
}
