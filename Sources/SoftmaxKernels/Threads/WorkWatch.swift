// Work as others see it while it goes on: how far it has come, and that it is to end.

import Synchronization

/// One watch for one job.
///
/// Loops over chunks, blocks and tiles leave their arithmetic out once `isStopped`, and come to their end at once with
/// numbers that mean nothing; whoever called them asks `checkStopped` before they are used. Nothing else changes: the bits of
/// work that is not stopped are the same with a watch and without.
package final class WorkWatch: Sendable {
  /// The watch of the job at this place in the program; what starts from here is seen by it.
  @TaskLocal package static var current: WorkWatch?

  private let isAsked = Atomic<Bool>(false)
  /// From when on arithmetic is left out, by `Signal.nanoseconds`.
  private let end = Atomic<Int>(.max)
  private let steps = Mutex<[WorkStep]>([])

  package init() {}

  // MARK: Stopping

  /// Asks the work to come to its end. May be called from a signal's handler.
  package func stop() {
    end.store(0, ordering: .relaxed)
    isAsked.store(true, ordering: .relaxed)
  }

  /// As if nobody had asked.
  package func reset() {
    isAsked.store(false, ordering: .relaxed)
    end.store(.max, ordering: .relaxed)
  }

  /// Whether the work was asked to end.
  package var isStopRequested: Bool { isAsked.load(ordering: .relaxed) }

  /// Whether arithmetic is left out: what comes of it would not be looked at.
  package var isStopped: Bool {
    let end = end.load(ordering: .relaxed)
    return end != .max && (end == 0 || Signal.nanoseconds >= end)
  }

  /// Lets what sums up a job that was asked to end compute once more, for so long at most; nil: to its end.
  package func allowEnding(nanoseconds: Int?) {
    end.store(nanoseconds.map { Signal.nanoseconds + $0 } ?? .max, ordering: .relaxed)
  }

  // MARK: Progress

  /// Begins a part of the work; `count` is how many pieces it has, where that is known.
  package func begin(_ phase: WorkPhase?, name: String? = nil, of count: Int? = nil) -> WorkStep {
    let step = WorkStep(phase: phase, name: name, count: count, began: Signal.nanoseconds)
    steps.withLock { $0.append(step) }
    return step
  }

  /// Ends a part. Parts of one thread end in the reverse order of their beginnings, those of several threads in any.
  package func finish(_ step: WorkStep) {
    steps.withLock { steps in
      if let index = steps.lastIndex(where: { $0 === step }) { steps.remove(at: index) }
    }
  }

  /// How far the work has come: the innermost part that has a phase, and the innermost one that is counted.
  package var progress: WorkProgress? {
    let steps = steps.withLock { $0 }
    guard let place = steps.lastIndex(where: { $0.phase != nil }), let phase = steps[place].phase else {
      return nil
    }
    let counted = steps[place].count == nil ? steps[place...].last { $0.count != nil } : steps[place]
    return WorkProgress(
      phase: phase, name: steps[place].name, done: (counted ?? steps[place]).done, count: counted?.count,
      nanoseconds: Signal.nanoseconds - steps[place].began)
  }
}

/// A part of watched work.
package final class WorkStep: Sendable {
  let phase: WorkPhase?
  let name: String?
  let count: Int?
  let began: Int
  private let finished = Atomic<Int>(0)

  init(phase: WorkPhase?, name: String?, count: Int?, began: Int) {
    (self.phase, self.name, self.count, self.began) = (phase, name, count, began)
  }

  /// So many more pieces are done.
  package func advance(by count: Int = 1) {
    finished.add(count, ordering: .relaxed)
  }

  /// So many pieces are done.
  package func reach(_ count: Int) {
    finished.store(count, ordering: .relaxed)
  }

  var done: Int { finished.load(ordering: .relaxed) }
}

/// What a part of the work is.
package enum WorkPhase: Sendable, Hashable, CaseIterable {
  case reading
  case preparing
  case pass
  case curvature
  case factorising
  case certifying
  case scoring
  case predicting
  case hashing
  case statistics
}

/// How far watched work has come.
package struct WorkProgress: Sendable, Hashable {
  package let phase: WorkPhase
  /// What is worked on, where that has a name: a file's.
  package let name: String?
  /// Pieces that are done.
  package let done: Int
  /// All pieces, where they are counted.
  package let count: Int?
  /// How long the phase has taken so far.
  package let nanoseconds: Int
}

/// Work was asked to end before it had a result.
package struct WorkStopped: Error {
  package init() {}
}

extension WorkWatch {
  /// Does a part of the work.
  package static func during<Value, Failure: Error>(
    _ phase: WorkPhase, name: String? = nil, of count: Int? = nil, _ body: () throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let watch = current else { return try body() }
    let step = watch.begin(phase, name: name, of: count)
    defer { watch.finish(step) }
    return try body()
  }
}
