// A descent, whatever its method.

/// A descent, as its fit sees it.
protocol RunningDescent {
  /// Where it stands.
  var point: [Double] { get }

  /// All that it is between two steps, as bytes.
  var saved: [UInt8] { get }

  /// What makes the bytes of this moment, also when the descent has gone on. Complexity: less than a pass.
  var later: () -> [UInt8] { get }

  /// What it knows of the curvature, where a fit like this one could begin with it.
  var preconditioner: KnownPreconditioner? { get }

  /// The second derivatives in use, where a fit like this one could begin with them.
  var curvature: MadeCurvature? { get }

  /// The looks at the curvature that it has taken.
  var looks: [PreconditionerSchedule.Look] { get }

  /// Takes steps until the end. Returns why it ended.
  mutating func run(
    _ callbacks: DescentCallbacks, onStep: (DescentStep, [Double]) throws -> TrainingAction
  ) throws -> StopReason
}

/// Where a descent begins.
enum DescentStart {
  /// At a point, knowing nothing.
  case point([Double])
  /// Where another one stood, of which these are the bytes.
  case saved([UInt8])
}

extension Descent: RunningDescent {
  var point: [Double] { state.point }

  var later: () -> [UInt8] {
    // A value, which shares its arrays until one of both changes.
    let copy = self
    return { copy.saved }
  }

  var preconditioner: KnownPreconditioner? { method.preconditioner(in: state.memory) }

  var curvature: MadeCurvature? { method.curvature(in: state.memory) }

  var looks: [PreconditionerSchedule.Look] { method.looks(in: state.memory) }

  /// A descent from `start`.
  ///
  /// - Throws: `StateError` for bytes that are no state of such a descent.
  init(
    of objective: Method.Problem, by method: Method, from start: DescentStart, _ settings: DescentSettings
  ) throws(StateError) {
    switch start {
    case .point(let point): self.init(of: objective, by: method, from: point, settings)
    case .saved(let bytes): try self.init(of: objective, by: method, resuming: bytes, settings)
    }
  }
}
