// Why several processes cannot work together.

/// What is wrong with MPI, and what to do.
package struct MPIError: Error, Hashable, CustomStringConvertible {
  /// A whole message.
  package let description: String

  init(_ description: String) { self.description = description }

  static func noLibrary(_ launched: LaunchedProcesses, named: String?, reason: String) -> MPIError {
    if let named {
      return MPIError(
        "SOFTMAX_LIBMPI names '\(named)', which is no MPI library: \(reason); name the library of the launcher, "
          + "libmpi.so.40 of Open MPI, say")
    }
    return MPIError(
      "\(launched.launcher.rawValue) started \(launched.count) processes, but no MPI library is found: install one "
        + "(on Debian and Ubuntu libopenmpi3 or libmpich12), or name it in SOFTMAX_LIBMPI")
  }

  static func otherLauncher(_ launched: LaunchedProcesses, library: String, interface: String) -> MPIError {
    MPIError(
      "\(launched.launcher.rawValue) started \(launched.count) processes, but to \(library) (\(interface)) each of them is "
        + "alone: the launcher and the library are of different makers; start them with the launcher of \(interface), or "
        + "name the launcher's library in SOFTMAX_LIBMPI")
  }

  static func failed(_ call: String, _ code: Int32) -> MPIError {
    MPIError("MPI cannot \(call) (error \(code)); its own message stands above, if it has one")
  }
}
