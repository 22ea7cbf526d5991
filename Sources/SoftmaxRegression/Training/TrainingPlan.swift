// What a full-batch fit is about to do.

import SoftmaxKernels

/// The method of a fit, why it was chosen, and the memory it will take; told before the first pass.
public struct TrainingPlan: Sendable, Hashable, CustomStringConvertible {
  /// The method and its settings: the one that was chosen where the choice was automatic.
  public let solver: SolverConfiguration
  /// Why that method, where the choice was automatic.
  public let choice: String?
  /// About how many bytes the fit will take at most beside the data.
  public let memoryBytes: Int
  /// About how many bytes it will take where it goes as expected: second derivatives are made only where they pay, which the
  /// fit finds out on its way.
  public let expectedBytes: Int
  /// How many of them it takes whatever the data.
  let neededBytes: Int
  /// About how many bytes the process will have in memory at most, where a limit was chosen for it.
  public let processBytes: Int?
  let limit: Int?

  /// `auto: lbfgs, 7065 free parameters: second derivatives by pairs of classes where they pay, 203 MiB beside the
  /// data`.
  public var description: String {
    let start = choice.map { "auto: \(solver.name), \($0)" } ?? solver.name
    var text = "\(start), \(Self.text(bytes: memoryBytes)) beside the data"
    if memoryBytes >= Self.largeBytes, Double(expectedBytes) * Self.tolerance < Double(memoryBytes) {
      text =
        "\(start), \(Self.text(bytes: expectedBytes)) beside the data, up to "
        + "\(Self.text(bytes: memoryBytes)) where second derivatives pay"
    }
    if let processBytes, let limit {
      text += "; in all \(Self.text(bytes: processBytes)) of \(Self.text(bytes: limit))"
    }
    return text
  }

  /// From here on one number is not enough where what is expected differs so much from the most.
  private static let largeBytes = 100 << 20
  private static let tolerance = 1.3

  static func text(bytes: Int) -> String { MemoryRoom.text(bytes: bytes) }
}

extension TrainingPlan {
  /// The plan of a method for `objective`; `preparedBytes` are what was made of the data for it.
  init(
    _ method: some FullBatchMethod, choice: String?, for objective: MultinomialObjective,
    preparedBytes: Double = 0
  ) {
    let memory = method.memory(for: objective)
    let budget = MemoryBudget.current.flatMap { $0.isChosen ? $0 : nil }
    let expected = Int(min(memory.expected + preparedBytes, 1e18))
    self.init(
      solver: SolverConfiguration(method), choice: choice,
      memoryBytes: Int(min(memory.most + preparedBytes, 1e18)),
      expectedBytes: expected,
      // A limit that was chosen holds whatever the fit finds out on its way.
      neededBytes: Int(min(budget == nil ? memory.certain : memory.most, 1e18)),
      processBytes: budget.flatMap {
        $0.processBytes(beside: expected, paged: objective.features.pagedByteCount)
      }, limit: budget?.limit)
  }
}
