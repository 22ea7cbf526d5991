// Which samples are shown, and in which order.

import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// Samples to be shown: those that were predicted wrong, the most confident ones, some at random.
public struct SampleSelection: Sendable, Hashable {
  /// Whether the model was right.
  public enum Outcome: String, Sendable, CaseIterable {
    /// It was not.
    case wrong
    /// It was.
    case right
  }

  /// By what samples are sorted.
  public enum Order: String, Sendable, CaseIterable {
    /// The most probable predictions first.
    case confidence
  }

  /// How many there are.
  public enum Count: Sendable, Hashable {
    /// All of them.
    case all
    /// So many, or fewer where there are no more.
    case atMost(Int)
    /// So many.
    case exactly(Int)

    /// The number; nil for all.
    var limit: Int? {
      switch self {
      case .all: nil
      case .atMost(let count), .exactly(let count): count
      }
    }
  }

  /// Which ones, by what was predicted; nil: all.
  public var outcome: Outcome?
  /// In which order; nil: the data's.
  public var order: Order?
  /// Draws the samples at random instead of taking the first.
  public var seed: UInt64?
  /// How many.
  public var count = Count.all

  /// All samples, in the data's order.
  public init() {}

  /// Whether it can be known without reading all of the data.
  var isOfFirst: Bool { outcome == nil && order == nil && seed == nil }

  /// The samples to show, at most `count`: filtered, then drawn or the first, the most confident ones first
  /// where that is asked for; and how many passed the filter. `names` are the true ones, where the data has
  /// labels.
  func choose(
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
