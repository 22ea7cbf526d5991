// L-BFGS on top of a preconditioner.

/// The limited-memory quasi-Newton method: the last steps and what they did to the gradient, on top of a
/// preconditioner in place of the usual multiple of the identity.
///
/// Nocedal, Updating quasi-Newton matrices with limited storage, Math. Comp. 35, 1980. An iteration costs one pass,
/// 4 x history x parameters multiply-adds, and the preconditioner.
struct LimitedMemoryBFGS<Problem: Objective>: DirectionMethod {
  static var name: String { "lbfgs" }

  private let historyCount: Int
  private let schedule: PreconditionerSchedule
  private let given: KnownPreconditioner?

  /// `historyCount` steps are remembered; `preconditioner` is used until the schedule asks for one.
  init(
    historyCount: Int, schedule: PreconditionerSchedule, preconditioner: KnownPreconditioner? = nil
  ) {
    self.historyCount = historyCount
    self.schedule = schedule
    given = preconditioner
  }

  var firstMemory: Memory { Memory() }

  func direction(
    from here: DescentPosition, _ memory: inout Memory, of objective: Problem, beforePass: () throws -> Void
  ) throws -> [Double] {
    if memory.isLost {
      try beforePass()
      // Where nothing is decided the curvature is about as large as anywhere: a step by it is never far too long.
      let undecided = [Double](repeating: 0, count: objective.parameterCount)
      memory.preconditioner = nil
      memory.isGivenDropped = true
      memory.preconditioner = MadePreconditioner(.kronecker, of: objective, at: undecided)
      schedule.replaced(by: .kronecker, before: here, &memory.progress)
    } else if let kind = schedule.kind(before: here, &memory.progress) {
      try beforePass()
      // The one before goes first: two at once would take twice the memory that the plan told.
      memory.preconditioner = nil
      memory.isGivenDropped = true
      memory.preconditioner = MadePreconditioner(kind, of: objective, at: here.point)
      // Steps that were seen through another preconditioner are still steps of this function, but with the new one
      // they help less than they cost.
      if memory.preconditioner?.isOf(kind) == true {
        memory.pairs = []
      } else {
        for i in memory.pairs.indices { memory.pairs[i].scale = nil }
      }
    }
    learnScale(&memory, objective)
    var vector = here.evaluation.gradient
    var factors = [Double](repeating: 0, count: memory.pairs.count)
    for (i, pair) in memory.pairs.enumerated().reversed() {
      factors[i] = VectorArithmetic.dot(pair.step, vector) / pair.product
      VectorArithmetic.add(-factors[i], times: pair.change, to: &vector)
    }
    vector = scaled(vector, &memory, objective)
    for (i, pair) in memory.pairs.enumerated() {
      let factor = factors[i] - VectorArithmetic.dot(pair.change, vector) / pair.product
      VectorArithmetic.add(factor, times: pair.step, to: &vector)
    }
    return vector.map { -$0 }
  }

  private func scaled(_ vector: [Double], _ memory: inout Memory, _ objective: Problem) -> [Double] {
    if let preconditioner = preconditioner(&memory, objective) {
      let image = preconditioner.apply(to: vector)
      let factor = memory.meanScale
      return factor == 1 ? image : image.map { $0 * factor }
    }
    guard let last = memory.pairs.last else { return vector }
    let scale = last.product / VectorArithmetic.dot(last.change, last.change)
    return vector.map { $0 * scale }
  }

  /// The one in use.
  private func preconditioner(_ memory: inout Memory, _ objective: Problem) -> (any Preconditioner)? {
    memory.preconditioner?.preconditioner(of: objective)
      ?? (memory.isGivenDropped ? nil : given?.preconditioner)
  }

  /// Holds the last step's change of the gradient against the preconditioner. Complexity: applying it once; with a matrix
  /// of pairs, which costs about what a pass does, only until enough of the steps that are remembered have told.
  ///
  /// Where a fit came with a preconditioner, a matrix of pairs is taken at its word: fits that are only compared end by the
  /// decrease that a direction promises, and a size learned from some steps makes that too small for others.
  private func learnScale(_ memory: inout Memory, _ objective: Problem) {
    guard let last = memory.pairs.last, last.scale == nil else { return }
    if case .pairs = memory.preconditioner?.kind ?? given?.kind {
      let told = memory.pairs.count(where: { $0.scale != nil })
      if given != nil || told >= Self.toldScales { return }
    }
    guard let preconditioner = preconditioner(&memory, objective) else { return }
    let scale = last.product / VectorArithmetic.dot(last.change, preconditioner.apply(to: last.change))
    if scale > 0, scale.isFinite { memory.pairs[memory.pairs.count - 1].scale = scale }
  }

  private static var toldScales: Int { 4 }

  static var patience: DescentPatience {
    DescentPatience(stalledSteps: 10, failedCertificates: 12, promisesAreGuesses: true)
  }

  func learn(_ memory: inout Memory, from here: DescentPosition, _ move: Move, reaching whole: PointEvaluation)
  {
    memory.isLost = false
    let step = zip(move.point, here.point).map { $0 - $1 }
    let change = zip(move.evaluation.gradient, here.evaluation.gradient).map { $0 - $1 }
    let pair = Memory.Pair(step: step, change: change)
    let lengths = VectorArithmetic.dot(step, step) * VectorArithmetic.dot(change, change)
    // A convex function's product is positive; where rounding says otherwise, or nearly so, there is nothing to learn.
    guard pair.product > 1e-10 * lengths.squareRoot() else { return }
    if memory.pairs.count >= historyCount { memory.pairs.removeFirst(memory.pairs.count - historyCount + 1) }
    memory.pairs.append(pair)
  }

  func forget(_ memory: inout Memory, at point: [Double]) -> Bool {
    guard memory.pairs.isEmpty else {
      memory.pairs = []
      return true
    }
    defer { memory.isLost = true }
    return !memory.isLost && schedule.isFar(memory.progress)
  }

  func preconditioner(in memory: Memory) -> KnownPreconditioner? {
    guard let made = memory.preconditioner?.known else { return memory.isGivenDropped ? nil : given }
    return made
  }

  func looks(in memory: Memory) -> [PreconditionerSchedule.Look] { memory.progress.looks }
}

extension LimitedMemoryBFGS {
  /// The last steps, oldest first, and the preconditioner that was made last.
  struct Memory: DescentMemory {
    struct Pair {
      let step: [Double]
      let change: [Double]
      let product: Double
      /// By how much the inverse second derivatives along this step are larger than the preconditioner; nil until that is
      /// known.
      var scale: Double?

      init(step: [Double], change: [Double]) {
        self.step = step
        self.change = change
        product = VectorArithmetic.dot(step, change)
      }
    }

    var pairs: [Pair] = []
    /// What steps say of the preconditioner's size: the mean over those that are remembered.
    var meanScale: Double {
      let scales = pairs.compactMap(\.scale)
      return scales.isEmpty ? 1 : scales.reduce(0, +) / Double(scales.count)
    }
    var preconditioner: MadePreconditioner?
    /// Whether the one that the method came with is no longer used.
    var isGivenDropped = false
    var progress = PreconditionerSchedule.Progress()
    /// Whether a direction led nowhere although no step was remembered: where probabilities are all but 0 or 1 there is no
    /// curvature to be seen.
    var isLost = false

    init() {}

    func check(parameterCount: Int) throws(StateError) {
      guard pairs.allSatisfy({ $0.step.count == parameterCount }) else {
        throw StateError("the steps that are remembered are of another number of parameters")
      }
      try preconditioner?.check(parameterCount: parameterCount)
      try progress.check()
    }
  }
}

extension LimitedMemoryBFGS.Memory {
  init(reading state: inout StateReader) throws(StateError) {
    pairs = try [Pair](reading: &state)
    preconditioner = try MadePreconditioner?(reading: &state)
    isGivenDropped = try Bool(reading: &state)
    progress = try PreconditionerSchedule.Progress(reading: &state)
    isLost = try Bool(reading: &state)
  }

  func write(to state: inout StateWriter) {
    pairs.write(to: &state)
    preconditioner.write(to: &state)
    isGivenDropped.write(to: &state)
    progress.write(to: &state)
    isLost.write(to: &state)
  }
}

extension LimitedMemoryBFGS.Memory.Pair: SavedState {
  func write(to state: inout StateWriter) {
    step.write(to: &state)
    change.write(to: &state)
    scale.write(to: &state)
  }

  init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    let (step, change) = (try [Double](reading: &state), try [Double](reading: &state))
    guard step.count == change.count else {
      throw StateError("a step and what it changed differ in number", at: place)
    }
    self.init(step: step, change: change)
    scale = try Double?(reading: &state)
    guard scale.map({ $0 > 0 && $0.isFinite }) ?? true else {
      throw StateError("a step's scale is no number above 0", at: place)
    }
  }
}
