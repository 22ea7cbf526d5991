// The scores of a search on their way into a file.

import SoftmaxFiles
import SoftmaxFormats
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression

/// A sweep's file, whose failures do not end the search: its scores may have taken hours.
struct ScoresFile: Sendable {
  private let path: String
  private var file: SweepFile
  private var isFailing = false
  /// The scores that the file had.
  let finished: [PenaltyScore]

  /// - Throws: `FileError` for a file that is of another search.
  init(_ path: String, for search: PenaltySearch, on training: Dataset, test: Dataset?) throws {
    self.path = path
    file = try SweepFile(for: search, on: training, test: test)
    finished = try file.resume(from: path)
  }

  /// Adds a score; where the file cannot be written, the next score brings this one along.
  mutating func add(_ score: PenaltyScore, _ onNote: (WorkflowNote) -> Void) throws {
    // All processes have the same scores.
    guard SharedJob.communicator.rank == 0 else { return }
    do {
      try file.add(score, writingTo: path)
      isFailing = false
    } catch let error as FileError {
      if !isFailing { onNote(.scoresNotWritten(error)) }
      isFailing = true
    }
  }

  /// Notes how the search has ended.
  ///
  /// - Returns: Why the file could not be written, and where the scores are instead; nil where it was written.
  mutating func finish(_ outcome: PenaltySearchResult) throws -> FileError? {
    guard SharedJob.communicator.rank == 0 else { return nil }
    do {
      try file.finish(outcome, writingTo: path)
      return nil
    } catch let error as FileError {
      return KeptFile(rescuing: try file.encoded(), from: path, error).failure("the scores")
    }
  }
}
