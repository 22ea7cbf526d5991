// A table that is several files.

import SoftmaxFiles
package import SoftmaxKernels

/// The files of a table, in their order, and those of them that this process reads.
package struct TableFiles: Sendable, Hashable {
  /// All files.
  package let paths: [String]
  /// Those that are read here.
  package let own: Range<Int>

  /// Files that are read by the processes of the job: neighbours go to one, about as many bytes to each.
  package init(_ paths: [String], among communicator: any Communicator) {
    self.paths = paths
    own =
      Self.shares(of: paths.map { FileStatus(of: $0)?.size ?? 0 }, among: communicator.size)[communicator.rank]
  }

  /// Neighbouring files for each process, so that sizes are about alike. Where there are as many files as processes or more,
  /// each has one at least.
  package static func shares(of sizes: [Int], among count: Int) -> [Range<Int>] {
    let total = sizes.reduce(0) { $0 + Double($1) }
    var shares: [Range<Int>] = []
    var (end, read) = (0, 0.0)
    for rank in 0..<count {
      let start = end
      // So many are left for those that follow.
      let most = max(start, sizes.count - (count - rank - 1))
      if start < sizes.count, start < most {
        repeat {
          read += Double(sizes[end])
          end += 1
        } while end < most
          && read + Double(sizes[min(end, sizes.count - 1)]) / 2 <= total * Double(rank + 1) / Double(count)
      }
      if rank == count - 1 { end = sizes.count }
      shares.append(start..<end)
    }
    return shares
  }

  /// Refuses files that other processes see otherwise.
  ///
  /// - Throws: `FileError` naming the first file that differs.
  func checkAgreement(_ communicator: any Communicator, table: String) throws(FileError) {
    guard communicator.size > 1 else { return }
    let all = communicator.gather(words: paths.map { "\($0) \(FileStatus(of: $0)?.size ?? -1)" })
    guard let other = all.firstIndex(where: { $0 != all[0] }) else { return }
    let place = zip(all[0], all[other]).enumerated().first { $0.element.0 != $0.element.1 }?.offset
    let what =
      place.map { "'\(paths.indices.contains($0) ? paths[$0] : "")' is not the same file" }
      ?? "there are \(all[0].count) and \(all[other].count) files"
    throw FileError(
      .badData, path: table, problem: "processes 0 and \(other) see other files: \(what)",
      remedy: "put the files where all processes see them, and let nobody write to them meanwhile")
  }
}
