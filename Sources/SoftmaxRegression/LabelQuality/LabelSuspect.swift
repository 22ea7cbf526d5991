// Samples whose label is probably wrong.

/// A sample whose label is suspected to be wrong.
public struct LabelSuspect: Sendable, Hashable {
  /// The sample's index in the data.
  public let sample: Int
  /// The class that it is labelled with.
  public let given: Int
  /// The most probable of the other classes.
  public let suggested: Int
  /// The probability of its label.
  public let selfConfidence: Double
  /// The probability of the suggested class.
  public let suggestedProbability: Double

  /// The normalised margin: the probability of the label less that of the most probable other class, from -1 to 1.
  public var margin: Double { selfConfidence - suggestedProbability }
}

/// How suspects are chosen, by the names of the paper.
public enum SuspectRule: String, Sendable, Hashable, CaseIterable {
  /// For each pair of a given and a true class as many as are estimated to be labelled so, those with the largest difference
  /// of the two probabilities.
  case pruneByNoiseRate = "noise-rate"
  /// For each given class as many as are estimated to be wrong, those with the lowest self-confidence.
  case pruneByClass = "class"
  /// Those that both of these choose.
  case both
  /// Those that are counted for another class in the confident joint.
  case confidentJoint = "joint"
}

/// What suspects are ranked by, the most suspicious first.
public enum SuspectRanking: String, Sendable, Hashable, CaseIterable {
  /// The normalised margin, from the least up.
  case margin
  /// The self-confidence, from the least up.
  case selfConfidence = "self-confidence"
}

extension ConfidentLearning {
  /// The samples whose label is suspected to be wrong, the most suspicious first.
  ///
  /// A sample whose label is its most probable class is never among them: there is no better one to suggest.
  ///
  /// - Parameters:
  ///   - rule: How they are chosen.
  ///   - ranking: What they are ranked by; of equals the one with the other score below, then the earlier one, comes first.
  /// - Returns: The suspects. Complexity: O(samples x classes + samples x log samples).
  public func suspects(
    by rule: SuspectRule = .pruneByNoiseRate, rankedBy ranking: SuspectRanking = .margin
  ) -> [LabelSuspect] {
    let isChosen: [Bool]
    switch rule {
    case .pruneByNoiseRate: isChosen = prunedByNoiseRate()
    case .pruneByClass: isChosen = prunedByClass()
    case .both: isChosen = zip(prunedByNoiseRate(), prunedByClass()).map { $0 && $1 }
    case .confidentJoint:
      isChosen = predictions.samples.indices.map { row in
        countedFor[row].map { $0 != Int(predictions.classIndices[row]) } ?? false
      }
    }
    var found: [LabelSuspect] = []
    for row in predictions.samples.indices where isChosen[row] {
      let given = Int(predictions.classIndices[row])
      let suggested = predictions.mostProbableClass(row, but: given)
      let suspect = LabelSuspect(
        sample: predictions.samples[row], given: given, suggested: suggested,
        selfConfidence: predictions.probability(row, given),
        suggestedProbability: predictions.probability(row, suggested))
      if suspect.margin < 0 { found.append(suspect) }
    }
    func key(_ suspect: LabelSuspect) -> (Double, Double, Int) {
      ranking == .margin
        ? (suspect.margin, suspect.selfConfidence, suspect.sample)
        : (suspect.selfConfidence, suspect.margin, suspect.sample)
    }
    return found.sorted { key($0) < key($1) }
  }

  /// For each off-diagonal entry of n Q, so many samples of the given label with the largest margins.
  private func prunedByNoiseRate() -> [Bool] {
    var isChosen = [Bool](repeating: false, count: predictions.sampleCount)
    for (given, rows) in rowsByLabel.enumerated() where !rows.isEmpty {
      for (truth, budget) in budgets(given: given).enumerated() where truth != given && budget > 0 {
        let ordered = rows.map { row in
          (predictions.probability(row, given) - predictions.probability(row, truth), row)
        }.sorted { $0 < $1 }
        take(ordered.lazy.map(\.1), weighing: budget, &isChosen)
      }
    }
    return isChosen
  }

  /// For each given label, so many samples with the lowest self-confidence as are estimated to be wrong.
  private func prunedByClass() -> [Bool] {
    var isChosen = [Bool](repeating: false, count: predictions.sampleCount)
    for (given, rows) in rowsByLabel.enumerated() where !rows.isEmpty {
      let ordered = rows.map { (predictions.probability($0, given), $0) }.sorted { $0 < $1 }
      let budgets = budgets(given: given)
      let budget = budgets.reduce(0, +) - budgets[given]
      take(ordered.lazy.map(\.1), weighing: budget, &isChosen)
    }
    return isChosen
  }

  /// n Q for one given label, by true class. Where samples count alike it is rounded to whole numbers with the same sum, by
  /// the largest remainders: each to the nearest would lose most errors where they are spread over many pairs of classes.
  private func budgets(given: Int) -> [Double] {
    let counts = predictions.classes.names.indices.map { estimatedCount(given: given, truth: $0) }
    guard predictions.weights == nil else { return counts }
    // What is whole but for rounding stays so.
    var whole = counts.map { ($0 + 1e-9).rounded(.down) }
    let left = Int((counts.reduce(0, +) - whole.reduce(0, +)).rounded())
    let order = counts.indices.sorted { (whole[$0] - counts[$0], $0) < (whole[$1] - counts[$1], $1) }
    for index in order.prefix(max(0, left)) { whole[index] += 1 }
    return whole
  }

  /// The rows of each label, ascending.
  private var rowsByLabel: [[Int]] {
    var rows = [[Int]](repeating: [], count: predictions.classes.count)
    for (row, index) in predictions.classIndices.enumerated() { rows[Int(index)].append(row) }
    return rows
  }

  /// Marks the first rows, whose weight together comes nearest to `budget`.
  private func take(_ rows: some Sequence<Int>, weighing budget: Double, _ isChosen: inout [Bool]) {
    var sum = 0.0
    for row in rows {
      let weight = predictions.weights?[row] ?? 1
      guard sum + weight / 2 <= budget else { return }
      isChosen[row] = true
      sum += weight
    }
  }
}

extension [LabelSuspect] {
  /// The same, at most so many for each pair of a given and a suggested class, so that one kind of error does not fill a list.
  /// Complexity: O(suspects).
  public func limited(perPair limit: Int) -> [LabelSuspect] {
    var counts: [[Int]: Int] = [:]
    return filter { suspect in
      let pair = [suspect.given, suspect.suggested]
      counts[pair, default: 0] += 1
      return counts[pair, default: 0] <= limit
    }
  }
}
