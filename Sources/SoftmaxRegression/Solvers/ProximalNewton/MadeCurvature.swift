// Second derivatives that can be made again.

/// Second derivatives by some parameters together with what they were made of: of a saved state only the parameters and
/// the point are kept, and the same matrix, to the bit, is made from them when it is first used again.
///
/// They serve steps from other points too: a pass costs far less than they do, and each step that they lead to goes most
/// of the way as long as the probabilities have not changed much.
struct MadeCurvature: Sendable {
  /// In ascending order.
  let parameters: [Int]
  /// How many terms they were drawn from, as `CompositeObjective.curvature` has it.
  let density: Double
  private let point: [Double]
  /// Nil after reading, until it is asked for. Without penalties.
  private var made: TermCurvature?
  private var isBorrowed = false

  /// Nil where they would take too much memory.
  init?(of objective: some CompositeObjective, by parameters: [Int], at point: [Double], density: Double) {
    guard let made = objective.curvature(of: parameters, at: point, density: density) else { return nil }
    self.parameters = parameters
    self.density = density
    self.point = point
    self.made = made
  }

  /// Whether they are those of this fit at this point.
  func isMade(at point: [Double]) -> Bool { !isBorrowed && self.point == point }

  /// The same for another fit, for which they are but a guess.
  var borrowed: MadeCurvature {
    var other = self
    other.isBorrowed = true
    return other
  }

  /// Whether a step on these parameters can do with them.
  func covers(_ needed: [Int]) -> Bool {
    var known = parameters.makeIterator()
    return needed.allSatisfy { parameter in
      while let next = known.next() { if next >= parameter { return next == parameter } }
      return false
    }
  }

  /// The second derivatives with the objective's penalties. To make them again counts as no pass.
  mutating func curvature(of objective: some CompositeObjective) -> TermCurvature? {
    if made == nil { made = objective.curvature(of: parameters, at: point, density: density) }
    return made?.with(penalties: parameters.map { objective.bend($0) })
  }

  /// Refuses what was read and does not belong to a problem of so many parameters.
  func check(parameterCount: Int) throws(StateError) {
    guard point.count == parameterCount, point.allSatisfy(\.isFinite) else {
      throw StateError("the second derivatives' point is none of \(parameterCount) numbers")
    }
    guard !parameters.isEmpty, parameters.allSatisfy({ $0 >= 0 && $0 < parameterCount }),
      zip(parameters, parameters.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw StateError("the second derivatives' parameters are out of their range or order") }
  }
}

extension MadeCurvature: SavedState {
  func write(to state: inout StateWriter) {
    parameters.write(to: &state)
    density.write(to: &state)
    point.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    parameters = try [Int](reading: &state)
    let place = state.position
    density = try Double(reading: &state)
    guard density > 0, density.isFinite else {
      throw StateError("the second derivatives' density is \(density), expected a positive number", at: place)
    }
    point = try [Double](reading: &state)
    made = nil
  }
}
