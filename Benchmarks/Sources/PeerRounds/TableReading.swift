// The request of case i: one table, read once, with what it took.

import Foundation
import SoftmaxData
import SoftmaxRegression

extension Rounds {
  /// Reads a table whose label is its last column; `baselineBytes` are the most memory that this process had held before,
  /// `peakBytes` after it.
  ///
  /// For the other side's comparison: `mean NAME` for a column of numbers or booleans without its missing cells,
  /// `share NAME=CATEGORY` for a category. Both are taken after time and memory.
  func readTable(_ path: String) throws -> [String: Double] {
    let baseline = peakBytes
    let start = ContinuousClock.now
    var reader = try TableReader(
      contentsOf: path, options: TableOptions(refusesMissing: false, centresFarColumns: false))
    let table = try reader.readAll()
    var figures = [
      "seconds": seconds(since: start), "baselineBytes": Double(baseline), "peakBytes": Double(peakBytes),
      "rows": Double(table.rowCount),
    ]
    for prepared in try Preparation(learnedOn: table, missing: .mean).columns {
      guard case .category(let names) = prepared.column.kind else {
        figures["mean \(prepared.column.name)"] = prepared.means[0]
        continue
      }
      for (name, share) in zip(names, prepared.means) {
        figures["share \(prepared.column.name)=\(name)"] = share
      }
    }
    return figures
  }

  /// The most memory that was resident at once.
  private var peakBytes: Int {
    var usage = rusage()
    #if canImport(Darwin)
      guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
      return usage.ru_maxrss
    #else
      guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
      // Linux counts in KiB.
      return usage.ru_maxrss * 1024
    #endif
  }
}
