// Which samples are shown, and in which order.

import ArgumentParser
import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// The samples that predict's flags choose.
struct SampleSelection {
  enum Outcome: String, ExpressibleByArgument, CaseIterable {
    case wrong
    case right
  }

  enum Order: String, ExpressibleByArgument, CaseIterable {
    case confidence
  }

  let outcome: Outcome?
  let order: Order?
  /// Draws the samples at random instead of taking the first.
  let seed: UInt64?

  // The samples to show, at most `count`: filtered, then drawn or the first, the most confident ones first
  // where that is asked for. `names` are the true ones, where the data has labels.
  func indices(of input: ScoringInput, names: [String]?, count: Int) throws -> [Int] {
    let total = input.samples.features.sampleCount
    guard outcome != nil || order != nil else { return draw(Array(0..<total), count) }
    let scores = try Self.scores(of: input)
    var chosen = Array(0..<total)
    if let outcome {
      guard let names else {
        // It says where labels were looked for.
        _ = try input.labelled()
        return []
      }
      let classes = input.file.model.classes.names
      chosen = chosen.filter {
        (classes[Int(scores[$0].predicted)] == names[$0]) == (outcome == .right)
      }
    }
    guard order == .confidence else { return draw(chosen, count) }
    func sorted(_ samples: [Int]) -> [Int] {
      samples.sorted { (-scores[$0].confidence, $0) < (-scores[$1].confidence, $1) }
    }
    return seed == nil ? Array(sorted(chosen).prefix(count)) : sorted(draw(chosen, count))
  }

  private func draw(_ samples: [Int], _ count: Int) -> [Int] {
    guard let seed, count < samples.count else { return Array(samples.prefix(count)) }
    var generator = RandomGenerator(seed: seed, stream: .sample)
    var shuffled = samples
    generator.shuffle(&shuffled)
    // In the data's order: a random choice, not a random order.
    return shuffled.prefix(count).sorted()
  }

  /// The predicted class of every sample and its probability, found in runs.
  private static func scores(of input: ScoringInput) throws -> [(predicted: UInt32, confidence: Float)] {
    let model = input.file.model
    let total = input.samples.features.sampleCount
    var scores: [(predicted: UInt32, confidence: Float)] = []
    scores.reserveCapacity(total)
    for first in stride(from: 0, to: total, by: 1024) {
      let range = first..<min(first + 1024, total)
      let probabilities = try model.probabilities(of: input.samples.features.samples(range))
      for start in stride(from: 0, to: probabilities.count, by: model.classCount) {
        var best = start
        for k in start..<start + model.classCount where probabilities[k] > probabilities[best] {
          best = k
        }
        scores.append((UInt32(best - start), probabilities[best]))
      }
    }
    return scores
  }
}
