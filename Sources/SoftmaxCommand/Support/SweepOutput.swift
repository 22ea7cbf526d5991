// The scores of a search on their way into a file.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// A sweep's file, whose failures do not end the search: its scores may have taken hours.
struct SweepOutput {
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
  mutating func add(_ score: PenaltyScore) throws {
    do {
      try file.add(score, writingTo: path)
      isFailing = false
    } catch let error as FileError {
      if !isFailing {
        StandardStream.error.write(
          "warning: \(error.message(in: .flags).printable(limit: 1000)); the search goes on, and tries again with each score\n"
        )
      }
      isFailing = true
    }
  }

  /// Notes how the search has ended; the failure where the file could not be written.
  mutating func finish(_ result: PenaltySearchResult) throws -> CommandFailure? {
    do {
      try file.finish(result, writingTo: path)
      return nil
    } catch let error as FileError {
      return KeptFile(rescuing: try file.encoded(), from: path, error).failure("the scores")
    }
  }
}
