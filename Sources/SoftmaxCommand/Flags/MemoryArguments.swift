// The flags of verbs that read much data: how much memory they take.

import ArgumentParser
import SoftmaxData
import SoftmaxRegression

struct MemoryArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The most memory to take: 400MB, 2GB. Samples that do not fit lie on the disk, a part of them in memory at a time. The "
        + "result does not depend on it (default: what the machine or container leaves).", valueName: "size"),
    transform: ByteSizeArgument.bytes)
  var maxMemory: Int?

  @Option(
    name: .customLong("cache-dir"),
    help: ArgumentHelp(
      "Where samples lie that do not fit into memory (default: the cache folder, or set SOFTMAX_CACHE).",
      valueName: "folder"), completion: .directory)
  var cacheFolder: String?

  /// Runs a verb within the limit.
  ///
  /// - Throws: `ConfigurationError` for a limit or a folder that cannot be used, and what the verb throws.
  func limiting(_ body: () throws -> Void) throws {
    let folder = cacheFolder ?? CacheFolder.standard
    guard let maxMemory else {
      return try MemoryLimit.ofMachine(folder: folder, during: body)
    }
    try MemoryLimit(maxMemory: maxMemory, cacheFolder: folder).during(body)
  }
}

/// A verb whose memory can be limited.
protocol MemoryLimitedCommand: ParsableCommand {
  var memoryArguments: MemoryArguments { get }
}
