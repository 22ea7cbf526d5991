// --max-memory: the same bits, a cache that is listed and cleared, and limits that are too small.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxTestSupport
import Testing

@Suite struct MemoryLimitTests: RunsInFolder {
  let folder: TemporaryDirectory
  /// Beside the built tests: a temporary folder may lie in memory, which is refused.
  private let cache: String

  init() throws {
    folder = try TemporaryDirectory()
    cache = "\(Self.build)/memory-limit-\(UUID().uuidString)"
  }

  private static let build = CommandRun.executable.deletingLastPathComponent().path

  private func removeCache() { try? FileManager.default.removeItem(atPath: cache) }

  /// A folder that is no disk's would end every test here.
  private var isOnDisk: Bool {
    MemoryBudget(limit: 64 << 20, isChosen: true, folder: Self.build).folderProblem == nil
  }

  /// 40 MB as an array, so that 64 MiB, of which the program takes half, do not hold it.
  private func writeArray() throws {
    var numbers = MadeNumbers(seed: 3)
    // Rows that repeat: what is in them does not matter here.
    let rows = numbers.floats(1000 * 100).flatMap { NPYWriter.bytes(of: $0.bitPattern) }
    try folder.write(
      NPYWriter.file(
        "<f4", shape: [100_000, 100], data: Array(repeatElement(rows, count: 100).joined())), to: "x.npy")
    try write((0..<100_000).map { "\(($0 * 7 + $0 / 1000) % 3)\n" }.joined(), to: "y.txt")
  }

  @Test func aLimitChangesNoBitOfAFit() throws {
    guard isOnDisk else { return }
    defer { removeCache() }
    try writeArray()
    let arguments = ["train", "x.npy", "--labels", "y.txt", "--max-iterations", "2", "--holdout", "0.1"]
    let limited = arguments + ["--max-memory", "100MB", "--cache-dir", cache, "--json"]
    let free = try json(arguments)
    let run = try run(limited)
    #expect(run.errors.contains(" of 100 MiB\n"))
    let document = try run.json()
    #expect(document["weightsSHA256"] as? String == free["weightsSHA256"] as? String)
    #expect(document["testAccuracy"] as? Double == free["testAccuracy"] as? Double)
    // What lies on the disk has no name there, and is gone.
    #expect(((try? FileManager.default.contentsOfDirectory(atPath: cache)) ?? []).isEmpty)
  }

  @Test func aLimitThatIsTooSmallIsRefusedWithTheLeastOne() throws {
    guard isOnDisk else { return }
    defer { removeCache() }
    let small = try run(["train", "digits", "--max-memory", "10MB", "--cache-dir", cache])
    #expect(small.status == 64)
    #expect(
      small.errors
        == "error: --max-memory must be at least 64MB, which the program itself needs, not 10 MiB\n")
    // 20,000 columns and 20 classes: the method's own memory is more than the limit.
    let rows = (0..<40).map { row in
      "\(row % 20) " + (1...500).map { "\(row * 500 + $0):1" }.joined(separator: " ") + "\n"
    }
    try write(rows.joined(), to: "s.libsvm")
    let arguments = ["train", "s.libsvm", "--solver", "lbfgs", "--tolerance", "1e-2", "--cache-dir", cache]
    let refused = try run(arguments + ["--max-memory", "64MB"])
    #expect(refused.status == 71)
    #expect(refused.errors.contains("error: the method lbfgs would take "))
    #expect(refused.errors.contains("within the limit of 64 MiB; "))
    let least = try #require(refused.errors.components(separatedBy: "raise the limit on memory to ").last)
    let number = try #require(Int(least.prefix { $0.isNumber }))
    // What was said is enough. It is measured again, so that a little more may be needed.
    let enough = try run(arguments + ["--max-memory", "\(number + 2)MB"])
    #expect(enough.status == 0, "\(enough.errors)")
  }

  @Test func aFolderThatCannotHoldArraysIsRefused() throws {
    try write("x", to: "file")
    let run = try run(["train", "digits", "--max-memory", "1GB", "--cache-dir", "file/sub"])
    #expect(run.status == 64)
    #expect(
      run.errors.hasPrefix(
        "error: --cache-dir must be a folder on a disk, for arrays that do not fit into memory, not 'file/sub': files cannot be made there ("
      ))
  }

  @Test(arguments: ["64MiB", "64M", "65536KB", "1TB"])
  func sizesHaveManyForms(_ size: String) throws {
    guard isOnDisk else { return }
    defer { removeCache() }
    #expect(try run(["train", "iris", "--max-memory", size, "--cache-dir", cache]).status == 0)
  }

  @Test func anEmptyFolderIsRefused() throws {
    let run = try run(["train", "iris", "--max-memory", "1GB", "--cache-dir", ""])
    #expect(run.status == 64)
    #expect(run.errors == "error: --cache-dir must be a folder on a disk, not an empty name\n")
  }

  @Test func keptTablesAreListedAndCleared() throws {
    let none = try run(["cache", "--cache-dir", cache])
    #expect(none.status == 0 && none.output == "no tables are kept in \(cache)/tables\n")
    #expect(
      try run(["cache", "clear", "--cache-dir", cache]).output == "no tables are kept in \(cache)/tables\n")
    #expect((try json(["cache", "list", "--cache-dir", cache])["tables"] as? [Any])?.isEmpty == true)
  }
}
