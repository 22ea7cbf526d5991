// The processes that do one job together.

/// Who else takes part in the job that runs in this task.
package enum SharedJob {
  /// How the processes reach each other; one process, where nobody said otherwise.
  ///
  /// Whatever is made of data carries it from there on.
  @TaskLocal package static var communicator: any Communicator = LocalCommunicator()

  /// Whether each process reads all data, so that they share the work alone.
  @TaskLocal package static var readsAll = false

  /// The processes that read some of the data each: this one, where each reads all.
  package static var readers: any Communicator { readsAll ? LocalCommunicator() : communicator }

  /// Whether this process is the one that talks and writes.
  package static var isFirst: Bool { communicator.rank == 0 }
}
