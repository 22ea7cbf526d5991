// Threads for requests that take long.

#if Server
  import NIOPosix
  import SoftmaxKernels

  extension ClosureExecutor {
    /// As many threads as there are cores, which do nothing else: neither a connection nor another task of the program waits for
    /// them.
    static let workThreads = ClosureExecutor { work in NIOThreadPool.singleton.submit { _ in work() } }
  }
#endif
