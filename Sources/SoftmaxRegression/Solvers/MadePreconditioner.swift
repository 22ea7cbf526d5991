// A preconditioner that can be made again.

/// A preconditioner together with what it was made of: of a saved state only the kind and the point are kept, and the same
/// one, to the bit, is made from them when it is first used again.
struct MadePreconditioner {
  let kind: PreconditionerKind
  private let point: [Double]
  /// Nil after reading, until it is asked for.
  private(set) var made: (any Preconditioner)?

  /// The kind that is asked for; where that is not to be had the diagonal one; nil where neither is.
  init?(_ kind: PreconditionerKind, of objective: some Objective, at point: [Double]) {
    var found = kind
    made = objective.preconditioner(kind, at: point)
    if made == nil {
      found = .diagonal
      made = objective.preconditioner(.diagonal, at: point)
    }
    guard made != nil else { return nil }
    self.kind = found
    self.point = point
  }

  /// It, where it is there.
  var known: KnownPreconditioner? { made.map { KnownPreconditioner(preconditioner: $0, kind: kind) } }

  /// Whether it is what this kind was asked for.
  func isOf(_ kind: PreconditionerKind) -> Bool { self.kind == kind }

  /// The preconditioner of the objective that it was made of. To make it again counts as no pass: it was counted when it
  /// was first made.
  mutating func preconditioner(of objective: some Objective) -> (any Preconditioner)? {
    if made == nil { made = objective.preconditioner(kind, at: point) }
    return made
  }

  /// Refuses what was read and does not belong to a problem of so many parameters.
  func check(parameterCount: Int) throws(StateError) {
    guard point.count == parameterCount, point.allSatisfy(\.isFinite) else {
      throw StateError("the preconditioner's point is none of \(parameterCount) numbers")
    }
    // It might not fit into memory, and no method that keeps one asks for it.
    guard kind != .exact else {
      throw StateError("a preconditioner of all second derivatives is none that is kept")
    }
  }
}

extension MadePreconditioner: SavedState {
  func write(to state: inout StateWriter) {
    kind.write(to: &state)
    point.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    kind = try PreconditionerKind(reading: &state)
    point = try [Double](reading: &state)
    made = nil
  }
}

extension PreconditionerKind: SavedState {
  package func write(to state: inout StateWriter) {
    switch self {
    case .diagonal: state.append(UInt8(0))
    case .kronecker: state.append(UInt8(1))
    case .exact: state.append(UInt8(2))
    case .pairs(let threshold):
      state.append(UInt8(3))
      threshold.write(to: &state)
    }
  }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    switch try state.next(UInt8.self) {
    case 0: self = .diagonal
    case 1: self = .kronecker
    case 2: self = .exact
    case 3:
      let threshold = try Double(reading: &state)
      guard threshold >= 0, threshold <= 1 else {
        throw StateError("a threshold of pairs is \(threshold), expected a number from 0 to 1", at: place)
      }
      self = .pairs(threshold: threshold)
    case let other: throw StateError("a kind of preconditioner is \(other), expected 0 to 3", at: place)
    }
  }
}
