// Whether a launcher started this process as one of several.

/// What a launcher of MPI jobs says in the environment of the processes that it starts.
package struct LaunchedProcesses: Sendable, Hashable {
  /// Who started them.
  package enum Launcher: String, Sendable, Hashable {
    case openMPI = "Open MPI"
    case mpich = "MPICH"
    case slurm = "SLURM"
  }

  package let launcher: Launcher
  /// How many there are: two or more.
  package let count: Int
  /// How many of them are on this machine, where that is told.
  package let localCount: Int?

  /// What the environment says; nil for a process that was started by itself.
  package init?(environment: [String: String]) {
    func number(_ name: String) -> Int? { environment[name].flatMap { Int($0) } }
    if let count = number("OMPI_COMM_WORLD_SIZE") {
      (launcher, self.count, localCount) = (.openMPI, count, number("OMPI_COMM_WORLD_LOCAL_SIZE"))
    } else if let count = number("PMI_SIZE"), environment["SLURM_STEP_NUM_TASKS"] == nil {
      (launcher, self.count, localCount) = (.mpich, count, number("MPI_LOCALNRANKS"))
    } else if environment["PMIX_RANK"] != nil || environment["PMI_RANK"] != nil,
      let count = number("SLURM_STEP_NUM_TASKS")
    {
      // Without these a step's processes know nothing of each other, as in a batch script itself.
      (launcher, self.count) = (.slurm, count)
      localCount = environment["SLURM_STEP_TASKS_PER_NODE"].flatMap { Int($0.prefix { $0.isNumber }) }
    } else {
      return nil
    }
    if count < 2 { return nil }
  }

  /// The names of libraries to try, the likeliest first.
  package var libraryNames: [String] {
    #if canImport(Darwin)
      let openMPI = ["libmpi.40.dylib", "libmpi.dylib"]
      let mpich = ["libmpi.12.dylib", "libmpich.12.dylib", "libmpi_abi.1.dylib"]
    #else
      let openMPI = ["libmpi.so.40", "libmpi.so"]
      let mpich = ["libmpich.so.12", "libmpi.so.12", "libmpi_abi.so.1"]
    #endif
    return launcher == .mpich ? mpich + openMPI : openMPI + mpich
  }
}
