// What the fuzz tests run of kept tables: see FuzzTesting/README.md.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// A record of a kept table in one line, and its data behind it, as columns a, b (numbers) and c (categories): the hashes, which
  /// only we can make, are taken as right.
  public static func keptTable(_ bytes: [UInt8]) throws {
    let line = Array(bytes.prefix { $0 != UInt8(ascii: "\n") })
    guard let record = try? JSONDecoder().decode(TableCacheRecord.self, from: Data(line)),
      let file = TableCacheFile(record, data: SharedStorage(Array(bytes.dropFirst(line.count + 1)))),
      let (table, _) = file.table(
        name: "fuzz",
        columns: [
          TableColumn(name: "a", kind: .number(origin: 0)), TableColumn(name: "b", kind: .number(origin: 0)),
          TableColumn(name: "c", kind: .category([])),
        ], roles: ["labels"], .usual, .plain)
    else { throw FileError(.badData, path: "fuzz", problem: "this is no table of the cache") }
    for row in 0..<table.rowCount { _ = table.lines?.line(of: row) }
    _ = try table.classes(of: nil)
    let preparation = try Preparation(learnedOn: table, missing: .mean, unseen: .zeros)
    let features = try preparation.features(of: table)
    precondition(features.sampleCount == table.rowCount, "another number of samples")
  }
}
