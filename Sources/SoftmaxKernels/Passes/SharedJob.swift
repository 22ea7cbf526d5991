// The processes that do one job together.

/// Who else takes part in the job that runs in this task.
package enum SharedJob {
  /// How the processes reach each other; one process, where nobody said otherwise.
  ///
  /// Data is read by it: each process reads files of its own. Whatever is made of data carries it from there on.
  @TaskLocal package static var communicator: any Communicator = LocalCommunicator()

  /// Whether this process is the one that talks and writes.
  package static var isFirst: Bool { communicator.rank == 0 }
}
