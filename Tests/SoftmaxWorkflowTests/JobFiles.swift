// What the tests of jobs work on: tables in a folder of their own.

import Foundation
import SoftmaxData
import SoftmaxTestSupport
import SoftmaxWorkflow
import Synchronization

/// A folder with tables, gone after the test.
struct JobFiles {
  let folder: TemporaryDirectory

  init() throws { folder = try TemporaryDirectory() }

  func source(_ text: String) throws -> DataSource { DataSource(try DataReference(parsing: text)) }

  func write(_ text: String, to name: String) throws -> String {
    try folder.write(Array(text.utf8), to: name)
  }

  /// 90 rows: numbers, categories, parts and three classes that overlap.
  func table(_ name: String = "t.csv") throws -> String {
    let rows = (0..<90).map { row in
      let (age, plan) = (20 + row * 7 % 41, ["basic", "plus", "pro"][row * 5 % 7 % 3])
      let stays = (age + row * 11 % 13 > 44) != (row % 9 == 0) ? "yes" : row % 4 == 1 ? "maybe" : "no"
      return "\(age),\(plan),\(["train", "train", "test"][row % 3]),g\(row / 6),\(stays)"
    }
    return try write("age,plan,part,group,stays\n" + rows.joined(separator: "\n") + "\n", to: name)
  }
}

/// A document as JSON objects.
func object(_ document: some Encodable) throws -> [String: Any] {
  let data = try JSONEncoder().encode(document)
  return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
}

/// What jobs tell, from whatever thread.
final class Notes: Sendable {
  private let notes = Mutex<[WorkflowNote]>([])

  var all: [WorkflowNote] { notes.withLock { $0 } }

  func add(_ note: WorkflowNote) { notes.withLock { $0.append(note) } }
}
