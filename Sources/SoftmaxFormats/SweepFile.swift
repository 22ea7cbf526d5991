// A search over penalties in a file: to look at, and to go on from where it was stopped.

import Foundation
import SoftmaxFiles
public import SoftmaxRegression

/// The scores of one search on one set of data, as JSON.
///
///     var file = try SweepFile(for: search, on: training, test: nil)
///     let finished = try file.resume(from: path)
///     let result = try search.run(on: training, resuming: finished) { event in
///       if case .scored(let score, _, _) = event { try file.add(score, writingTo: path) }
///       return .continue
///     }
public struct SweepFile: Sendable {
  private var record: SweepRecord
  /// What scikit-learn's C is counted by.
  private let classCount: Int
  private let totalWeight: Double

  /// The file of a search on these samples; hashes them: O(their bytes).
  ///
  /// - Throws: `DatasetError` for class weights of the search that do not fit the data, or samples that cannot be divided
  ///   into its folds.
  public init(for search: PenaltySearch, on data: Dataset, test: Dataset?) throws(DatasetError) {
    classCount = data.classCounts.count { $0 > 0 }
    totalWeight = try data.totalWeight(classWeights: search.classifier.classWeights)
    let folds = try search.foldAssignment(of: data)
    record = SweepRecord(
      format: SweepRecord.currentFormat, producer: "swift-softmax \(SoftmaxRuntime.version)",
      data: DataName.short(data.name),
      dataSHA256: DataFingerprint.sha256(of: data),
      settings: .init(
        search, foldCount: folds?.names.count ?? 0, testDataSHA256: test.map { DataFingerprint.sha256(of: $0) }),
      folds: folds.map { .init(areGiven: data.folds != nil, names: $0.names, ofSamples: $0.indices) },
      isComplete: false,
      chosenIndex: nil, scores: [])
  }

  /// Takes over the scores in a file of this very search, and returns them; none where there is no file.
  ///
  /// - Throws: `FileError` for a file that is something else, or of another search: it says what differs.
  public mutating func resume(from path: String) throws -> [PenaltyScore] {
    guard FileStatus(of: path) != nil else { return [] }
    func bad(_ problem: String) -> FileError { SweepRecord.bad(problem, path: path) }
    let found = try SweepRecord(json: InputFile.text(of: path), path: path)
    guard found.format == record.format, found.producer == record.producer else {
      let (format, producer) = (found.format.printable(limit: 80), found.producer.printable(limit: 80))
      throw bad(
        found.format == record.format
          ? "'producer': it was written by \(producer), not by \(record.producer)"
          : "'format' is '\(format)', expected '\(record.format)'")
    }
    guard found.dataSHA256 == record.dataSHA256 else {
      throw bad(
        "'dataSHA256': it is of other data, \(found.data.printable(limit: 200)), SHA-256 "
          + "\(found.dataSHA256.printable(limit: 12))")
    }
    if let (name, own, other) = found.settings.difference(from: record.settings) {
      throw bad(
        "'settings': it is of another sweep: \(name) \(own.printable(limit: 200)), here \(other.printable(limit: 200))"
      )
    }
    guard found.folds == record.folds else {
      throw bad("'folds': it is of another sweep, with other samples in each of its folds")
    }
    let scores = try found.penaltyScores(path: path)
    record.scores = found.scores
    return scores
  }

  /// Adds a score, or takes the place of the one of the same penalty, and writes the file beside its place, then renames it.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public mutating func add(_ score: PenaltyScore, writingTo path: String) throws {
    let new = self.score(score)
    if let index = record.scores.firstIndex(where: {
      $0.family == new.family && $0.l1Ratio == new.l1Ratio && $0.strength == new.strength
        && $0.blend == new.blend
    }) {
      record.scores[index] = new
    } else {
      record.scores.append(new)
    }
    try write(to: path)
  }

  /// Notes how the search has ended, and writes the file.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public mutating func finish(_ result: PenaltySearchResult, writingTo path: String) throws {
    if result.isComplete { record.scores = result.scores.map(score) }
    record.isComplete = result.isComplete
    record.chosenIndex = result.chosenIndex
    try write(to: path)
  }

  private func score(_ score: PenaltyScore) -> SweepRecord.Score {
    SweepRecord.Score(score, classCount: classCount, totalWeight: totalWeight)
  }

  private func write(to path: String) throws {
    try OutputFile.write(encoded(), to: path)
  }

  /// The file's bytes.
  package func encoded() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
    return Array(try encoder.encode(record)) + [UInt8(ascii: "\n")]
  }
}
