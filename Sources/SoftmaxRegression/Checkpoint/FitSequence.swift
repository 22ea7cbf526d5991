// Several fits that follow each other, kept as one state.

import Synchronization

/// Fits of which a new process repeats none: of those that are done the last state is kept, from which each ends at once at
/// its own bits, and of the one that runs its own.
final class FitSequence: Sendable {
  private let checkpoints: FitCheckpoints
  private let saved: [Part]
  private let kept: Mutex<Kept>

  /// The state of one fit.
  private struct Part: SavedState {
    var bytes: [UInt8]
    var stepCount: Int

    init(_ state: FitCheckpoints.State) { (bytes, stepCount) = (state.bytes, state.stepCount) }

    init(reading state: inout StateReader) throws(StateError) {
      bytes = try state.nextRun()
      let place = state.position
      stepCount = try Int(reading: &state)
      guard (0...Int(Int32.max)).contains(stepCount) else {
        throw StateError("a fit has \(stepCount) steps", at: place)
      }
    }

    func write(to state: inout StateWriter) {
      state.append(run: bytes)
      stepCount.write(to: &state)
    }
  }

  private struct Kept {
    var parts: [Part]
    var keeper: FitCheckpoints.Keeper?

    mutating func write(isLast: Bool) throws {
      try keeper?.keep(
        SealedState.bytes(of: parts, solver: FitSequence.name),
        stepCount: parts.reduce(0) { $0 + $1.stepCount }, isLast: isLast)
    }
  }

  private static let name = "sequence of fits"

  /// Fits that go on where `checkpoints` say.
  ///
  /// - Throws: `CheckpointError` for bytes that are no state of several fits.
  init(_ checkpoints: FitCheckpoints) throws(CheckpointError) {
    self.checkpoints = checkpoints
    do throws(StateError) {
      saved =
        try checkpoints.start.map { bytes throws(StateError) in
          try SealedState.value([Part].self, in: bytes, solver: Self.name)
        } ?? []
    } catch {
      throw CheckpointError(error)
    }
    kept = Mutex(Kept(parts: saved, keeper: checkpoints.keeper()))
  }

  /// Does the fit of this index, which is below the number of those before it, or the next one.
  ///
  /// - Throws: What the fit throws; what there is is kept before an end that was asked for.
  func fit(_ index: Int, _ body: () throws -> SoftmaxFit) throws -> SoftmaxFit {
    let own = checkpoints.ofPart(resuming: index < saved.count ? saved[index].bytes : nil) { state in
      try self.keep(Part(state), at: index, isLast: state.isLast)
    }
    do {
      return try own.watching(body)
    } catch let error as CancellationError {
      // Before its first step: those before it are worth keeping.
      try kept.withLock { if !$0.parts.isEmpty { try $0.write(isLast: true) } }
      throw error
    }
  }

  private func keep(_ part: Part, at index: Int, isLast: Bool) throws {
    try kept.withLock { kept in
      if index < kept.parts.count { kept.parts[index] = part } else { kept.parts.append(part) }
      if isLast || kept.keeper?.isDue == true { try kept.write(isLast: isLast) }
    }
  }
}
