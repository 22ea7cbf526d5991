// The kinds of penalty that a search walks through.

/// A kind of penalty, of which one number is left to choose: its strength.
public enum PenaltyFamily: Sendable, Hashable {
  /// (strength / 2) ||W||^2.
  case l2
  /// strength ||W||_1.
  case l1
  /// strength (ratio ||W||_1 + (1 - ratio) / 2 ||W||^2), as glmnet and scikit-learn mix them; 0 < ratio < 1.
  case elasticNet(l1Ratio: Double)

  /// `l2`, `l1`, `elastic-net`.
  public var name: String {
    switch self {
    case .l2: "l2"
    case .l1: "l1"
    case .elasticNet: "elastic-net"
    }
  }

  /// The share of the strength that is L1.
  public var l1Ratio: Double {
    switch self {
    case .l2: 0
    case .l1: 1
    case .elasticNet(let ratio): ratio
    }
  }

  /// The penalties of F at this strength.
  func penalties(strength: Double) -> (l1: Double, l2: Double) {
    (strength * l1Ratio, strength * (1 - l1Ratio))
  }
}
