// What launchers say in the environment.

import SoftmaxMPI
import Testing

@Suite struct LaunchedProcessesTests {
  @Test func aProcessByItselfIsNotLaunched() {
    for environment in [
      [:], ["OMPI_COMM_WORLD_SIZE": "1"], ["PMI_SIZE": "1"], ["OMPI_COMM_WORLD_SIZE": "many"],
      // A batch script, of which no step was started.
      ["SLURM_NTASKS": "8", "SLURM_PROCID": "0", "SLURM_STEP_NUM_TASKS": "1"],
    ] { #expect(LaunchedProcesses(environment: environment) == nil, "\(environment)") }
  }

  @Test func launchersAreToldApart() throws {
    let openMPI = try #require(
      LaunchedProcesses(environment: [
        "OMPI_COMM_WORLD_SIZE": "4", "OMPI_COMM_WORLD_LOCAL_SIZE": "2", "PMIX_RANK": "0",
      ]))
    #expect(openMPI.launcher == .openMPI && openMPI.count == 4 && openMPI.localCount == 2)
    #expect(openMPI.libraryNames[0].contains("40"))
    let mpich = try #require(
      LaunchedProcesses(environment: ["PMI_SIZE": "3", "PMI_RANK": "1", "MPI_LOCALNRANKS": "3"]))
    #expect(mpich.launcher == .mpich && mpich.count == 3 && mpich.localCount == 3)
    #expect(mpich.libraryNames[0].contains("12"))
    let slurm = try #require(
      LaunchedProcesses(environment: [
        "SLURM_STEP_NUM_TASKS": "8", "PMI_RANK": "3", "PMI_SIZE": "8", "SLURM_STEP_TASKS_PER_NODE": "4(x2)",
      ]))
    #expect(slurm.launcher == .slurm && slurm.count == 8 && slurm.localCount == 4)
  }

  @Test func aLibraryThatIsNoneIsNamed() throws {
    let launched = try #require(LaunchedProcesses(environment: ["PMI_SIZE": "2"]))
    let error = try #require(
      #expect(throws: MPIError.self) { try MPICommunicator(launched, library: "libno-such-mpi.so") })
    #expect(error.description.contains("SOFTMAX_LIBMPI names 'libno-such-mpi.so'"), "\(error)")
    // The C library is one, but has no function of MPI.
    #if os(Linux)
      let other = try #require(
        #expect(throws: MPIError.self) { try MPICommunicator(launched, library: "libc.so.6") })
      #expect(other.description.contains("lacks functions of MPI"), "\(other)")
    #endif
  }
}
