// What does the arithmetic of one call: a kernel table and a team.

/// A choice of kernels and threads. Results are the same bits for every choice.
package struct Engine: Sendable {
  package let kernels: KernelTable
  package let team: WorkerTeam
  /// Who looks at the work.
  package let watch: WorkWatch?
  private var isStoppable = true

  /// `watch` is that of the job at this place in the program, unless it is given.
  package init(kernels: KernelTable, team: WorkerTeam, watch: WorkWatch? = .current) {
    self.kernels = kernels
    self.team = team
    self.watch = watch
  }

  /// Whether arithmetic is to be left out, because nobody will look at its result.
  package var isStopped: Bool { isStoppable && watch?.isStopped ?? false }

  /// The same for work that is done to its end, whoever asks it to stop.
  package var untilDone: Engine {
    var other = self
    other.isStoppable = false
    return other
  }

  /// - Throws: `WorkStopped` where the work was asked to end: what was just computed may mean nothing.
  package func checkStopped() throws(WorkStopped) {
    if isStopRequested { throw WorkStopped() }
  }

  /// Whether the work was asked to end.
  package var isStopRequested: Bool { isStoppable && watch?.isStopRequested ?? false }

  /// Counts the pieces of a loop of so many multiply-adds; those of short ones are not.
  package func counting<Value>(_ count: Int, work: Double, _ body: (WorkStep?) -> Value) -> Value {
    guard let watch, work > 2e8 else { return body(nil) }
    let step = watch.begin(nil, of: count)
    defer { watch.finish(step) }
    return body(step)
  }

  /// Does a part of the work.
  package func during<Value, Failure: Error>(
    _ phase: WorkPhase, of count: Int? = nil, _ body: (WorkStep?) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    guard let watch else { return try body(nil) }
    let step = watch.begin(phase, of: count)
    defer { watch.finish(step) }
    return try body(step)
  }

  /// The team for work of so many multiply-adds between two meetings: one that is done in less time than a few
  /// meetings take is faster alone.
  package func team(forStepOf multiplyAdds: Int) -> WorkerTeam {
    multiplyAdds / team.size < 250_000 ? .solo : team
  }
}
