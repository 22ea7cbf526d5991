// Connections that no proxy of this machine stands in.

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// What a test does before its own process connects to anything.
package enum DirectConnections {
  /// From here on no proxy that the environment names is used. One variable is added, and nothing that others read is
  /// changed or moved.
  package static let only: Void = { _ = unsafe setenv("no_proxy", "*", 1) }()
}
