// A limit on the memory of a job, for whoever asks for one.

import SoftmaxKernels

/// The most memory that a job should take. Arrays that do not fit lie in files without a name, of which a part at a time is in
/// memory; files of samples are read in the same way. No bit of any result depends on the limit.
///
///     let limit = try MemoryLimit(maxMemory: 400 << 20, cacheFolder: "/var/tmp")
///     let result = try limit.during { try request.run() }
///
/// Samples are what can be large: features, also standardised, divided and prepared ones. Labels, categories' codes, texts,
/// sparse rows and what a method needs stay in memory; a job that does not fit with them is refused with the least limit
/// that is enough.
public struct MemoryLimit: Sendable {
  private let budget: MemoryBudget

  /// - Parameters:
  ///   - maxMemory: The most memory of the process, with its code, in bytes.
  ///   - cacheFolder: Where large arrays lie: on a disk, not in memory. It is made where it is not there.
  /// - Throws: `ConfigurationError` for less than 64 MiB, and for a folder that takes no such file.
  public init(maxMemory: Int, cacheFolder: String) throws(ConfigurationError) {
    guard maxMemory >= Self.least else {
      throw ConfigurationError(
        parameter: "maxMemory",
        value: maxMemory < 1 << 10 ? "\(maxMemory) bytes" : MemoryRoom.text(bytes: maxMemory),
        requirement: "at least \(Self.least >> 20)MB, which the program itself needs")
    }
    guard !cacheFolder.isEmpty else {
      throw ConfigurationError(
        parameter: "cacheFolder", value: "an empty name", requirement: "a folder on a disk")
    }
    budget = MemoryBudget(limit: maxMemory, isChosen: true, folder: cacheFolder)
    if let problem = budget.folderProblem {
      throw ConfigurationError(
        parameter: "cacheFolder", value: "'\(cacheFolder)': \(problem)",
        requirement: "a folder on a disk, for arrays that do not fit into memory")
    }
  }

  private static let least = 64 << 20

  /// Does a job within the limit.
  ///
  /// - Parameter body: The job: its reading of the data too.
  /// - Returns: What the job returns.
  /// - Throws: What the job throws: `MemoryShortage`, or an error of the file that it reads, where it does not fit.
  public func during<Value>(_ body: () throws -> Value) rethrows -> Value {
    try MemoryBudget.$current.withValue(budget, operation: body)
  }

  /// Does a job so that large arrays lie in files where the machine, or the container, has not enough memory for them.
  package static func ofMachine<Value>(folder: String, during body: () throws -> Value) rethrows -> Value {
    guard let budget = MemoryBudget.ofMachine(folder: folder) else { return try body() }
    return try MemoryBudget.$current.withValue(budget, operation: body)
  }
}
