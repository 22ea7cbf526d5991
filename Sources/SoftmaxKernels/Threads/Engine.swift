// What does the arithmetic of one call: a kernel table and a team.

/// A choice of kernels and threads. Results are the same bits for every choice.
package struct Engine: Sendable {
  package let kernels: KernelTable
  package let team: WorkerTeam

  package init(kernels: KernelTable, team: WorkerTeam) {
    self.kernels = kernels
    self.team = team
  }

  /// The team for work of so many multiply-adds between two meetings: one that is done in less time than a few
  /// meetings take is faster alone.
  package func team(forStepOf multiplyAdds: Int) -> WorkerTeam {
    multiplyAdds / team.size < 250_000 ? .solo : team
  }
}
