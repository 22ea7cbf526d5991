// How the learning rate changes during a fit.

/// What the learning rate is multiplied by in each step. The factors come from plain arithmetic alone, so that they are
/// the same bits everywhere.
public enum LearningRateSchedule: Sendable, Hashable, CustomStringConvertible {
  /// 1.
  case constant
  /// `factor` to the power of the number of whole times that `every` epochs are done.
  case step(every: Int = 5, factor: Double = 0.1)
  /// (1 + cos(pi t / T)) / 2 in step t of T, counted from 0 over all epochs: from 1 to 0, which the step after the last
  /// one would have (Loshchilov & Hutter 2017, without restarts).
  case cosine
  /// 1 / (1 + e / halfAfter), e the epochs done, the part of the one in hand included: the decay that Robbins & Monro
  /// (1951) ask for.
  case inverseTime(halfAfter: Double = 1)

  /// The name that the command and the model file use.
  public var name: String {
    switch self {
    case .constant: "constant"
    case .step: "step"
    case .cosine: "cosine"
    case .inverseTime: "inverse-time"
    }
  }

  /// `times 0.1 every 5 epochs`, `falling to 0 as a cosine`; `constant`.
  public var description: String {
    switch self {
    case .constant: "constant"
    case .step(let every, let factor): "times \(factor) every \(every) epoch\(every == 1 ? "" : "s")"
    case .cosine: "falling to 0 as a cosine"
    case .inverseTime(let halfAfter): "falling as 1/t, to a half after \(halfAfter) epochs"
    }
  }

  func validate() throws(ConfigurationError) {
    switch self {
    case .constant, .cosine: break
    case .step(let every, let factor):
      guard every > 0 else {
        throw ConfigurationError(
          parameter: "stepEvery", value: "\(every)", requirement: "a positive whole number")
      }
      guard factor > 0, factor <= 1 else {
        throw ConfigurationError(
          parameter: "stepFactor", value: "\(factor)", requirement: "above 0 and at most 1")
      }
    case .inverseTime(let halfAfter):
      guard halfAfter > 0, halfAfter.isFinite else {
        throw ConfigurationError(
          parameter: "halfAfter", value: "\(halfAfter)", requirement: "a positive number of epochs")
      }
    }
  }

  /// The factor in batch `batch` of epoch `epoch`, both counted from 1.
  func factor(epoch: Int, batch: Int, epochCount: Int, batchCount: Int) -> Double {
    switch self {
    case .constant: return 1
    case .step(let every, let factor): return IntegerPower.power(of: factor, (epoch - 1) / every)
    case .cosine:
      let done = Double(epoch - 1) * Double(batchCount) + Double(batch - 1)
      // (1 + cos x) / 2 is cos(x / 2)^2, which loses no digits near 0.
      let root = PortableCosine.cosine(halfTurns: done / (2 * Double(epochCount) * Double(batchCount)))
      return root * root
    case .inverseTime(let halfAfter):
      let done = Double(epoch - 1) + Double(batch - 1) / Double(batchCount)
      return 1 / (1 + done / halfAfter)
    }
  }
}
