// The curves of one class against the rest, thinned for charts.

/// A ROC and precision-recall curve: what is found, and what is taken for it, above each threshold.
public struct RankCurve: Sendable, Hashable {
  /// The samples whose probability is the threshold or more, as predictions of the class.
  public struct Point: Sendable, Hashable {
    /// The probability.
    public let threshold: Double
    /// Of the class's samples, the share that is found: the recall.
    public let truePositiveRate: Double
    /// Of the other samples, the share that is taken for the class.
    public let falsePositiveRate: Double
    /// Of what is taken for the class, the share that is.
    public let precision: Double
  }

  /// From the largest threshold to the least, at most as many as were asked for. The point (0, 0) of the ROC curve is not
  /// among them.
  public let points: [Point]
  /// The area under the ROC curve of all points, not only of these.
  public let area: Double
  /// The average precision of all points.
  public let averagePrecision: Double

  /// The first points are kept whatever they are: precision changes most there.
  private static let firstCount = 16

  /// Nil where the class has no samples, or all.
  init?(_ ranked: RankedClass, pointLimit: Int) {
    let areas = ranked.areas
    guard let area = areas.roc.number, let averagePrecision = areas.averagePrecision.number else { return nil }
    self.area = area
    self.averagePrecision = averagePrecision
    var steps: [(score: Float, ofClass: Double, others: Double)] = []
    var pending: (score: Float, ofClass: Double, others: Double)?
    var (positives, negatives) = (0.0, 0.0)
    ranked.forEachStep { _, ofClass, others in
      positives += ofClass
      negatives += others
    }
    // A step of the curve's length, which is at most 2 along both axes.
    let first = min(Self.firstCount, pointLimit / 4)
    let length = 2 / Double(max(1, pointLimit - first - 2))
    var (found, taken, next, place) = (0.0, 0.0, 0.0, 0)
    ranked.forEachStep { score, ofClass, others in
      found += ofClass
      taken += others
      let progress = found / positives + taken / negatives
      place += 1
      if place <= first || progress >= next {
        steps.append((score, found, taken))
        next = ((progress / length).rounded(.down) + 1) * length
        pending = nil
      } else {
        pending = (score, found, taken)
      }
    }
    if let pending { steps.append(pending) }
    points = steps.map { step in
      Point(
        threshold: Double(step.score), truePositiveRate: min(1, step.ofClass / positives),
        falsePositiveRate: min(1, step.others / negatives),
        precision: step.ofClass / (step.ofClass + step.others))
    }
  }
}

extension RankedClass {
  /// Calls `body` with each probability that occurs, from the largest on, and the weight of the class's and of other samples
  /// that have it.
  fileprivate func forEachStep(_ body: (Float, Double, Double) -> Void) {
    switch self {
    case .plain(let keys, let count):
      var index = count - 1
      while index >= 0 {
        let key = keys[index]
        var (ofClass, others) = (0.0, 0.0)
        while index >= 0, keys[index] >> 1 == key >> 1 {
          if keys[index] & 1 == 1 { ofClass += 1 } else { others += 1 }
          index -= 1
        }
        body(KeptBatch.probability(key), ofClass, others)
      }
    case .weighted(let keys, let count, let weights):
      var index = count - 1
      while index >= 0 {
        let score = keys[index] >> 33
        var (ofClass, others) = (0.0, 0.0)
        while index >= 0, keys[index] >> 33 == score {
          let weight = weights[Int(keys[index] & 0xffff_ffff)]
          if keys[index] >> 32 & 1 == 1 { ofClass += weight } else { others += weight }
          index -= 1
        }
        body(Float(bitPattern: UInt32(score)), ofClass, others)
      }
    }
  }
}
