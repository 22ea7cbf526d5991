// What was told while a report was made, for its readers.

import Synchronization

/// Notes in the order in which they came.
final class NoteCollector: Sendable {
  private let notes = Mutex<[WorkflowNote]>([])

  func add(_ note: WorkflowNote) { notes.withLock { $0.append(note) } }

  /// The notes as sentences.
  var texts: [String] { notes.withLock { $0.map(\.description) } }
}
