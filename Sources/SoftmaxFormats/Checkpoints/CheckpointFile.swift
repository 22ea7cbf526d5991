// The state of a fit in a file, from which another process goes on.

import Foundation
public import SoftmaxFiles
import SoftmaxKernels
public import SoftmaxRegression

/// The states of one fit to one set of data: written as the fit goes, and read by the one that goes on.
///
///     let file = try CheckpointFile(for: classifier, on: training)
///     let start = try file.state(at: "fit.checkpoint")
///     let checkpoints = FitCheckpoints(every: .seconds(60), resuming: start.bytes) {
///       try file.write($0, to: "fit.checkpoint")
///     }
///     let fit = try checkpoints.watching { try classifier.fit(training) }
///
/// A file is one line of JSON, which says what was fitted to what, and the state's bytes. A state of other data, of other
/// settings or of another release is refused, because its fit would end at other bits.
public struct CheckpointFile: Sendable {
  private let record: CheckpointRecord

  /// The file of a fit; hashes the data: O(its bytes).
  ///
  /// - Parameters:
  ///   - classifier: What fits.
  ///   - training: What it is fitted to.
  ///   - validation: What early stopping looks at.
  ///   - test: What is scored for the record.
  ///   - initial: The model that the fit starts from.
  public init(
    for classifier: SoftmaxClassifier, on training: Dataset, validation: Dataset? = nil, test: Dataset? = nil,
    from initial: SoftmaxModel? = nil
  ) {
    self.init(
      of: "fit", for: classifier, on: training, validation: validation, test: test, from: initial)
  }

  /// The file of a job that consists of fits: `audit of 5 folds`.
  package init(
    of job: String, for classifier: SoftmaxClassifier, on training: Dataset, validation: Dataset? = nil,
    test: Dataset? = nil, from initial: SoftmaxModel? = nil
  ) {
    record = CheckpointRecord(
      format: CheckpointRecord.currentFormat, producer: "swift-softmax \(SoftmaxRuntime.version)",
      data: DataName.short(training.name), dataSHA256: DataFingerprint.sha256(of: training),
      settings: [.init("job", job)] + CheckpointRecord.settings(classifier)
        + CheckpointRecord.settings(
          training, isStandardized: classifier.usesStandardization(training.features.input))
        + [
          .init("classes", CheckpointRecord.short(training.classes.names)),
          .init("validation set", validation.map { DataFingerprint.sha256(of: $0) } ?? "none"),
          .init("test set", test.map { DataFingerprint.sha256(of: $0) } ?? "none"),
          .init("starting model", initial?.weightsSHA256 ?? "none"),
        ],
      stepCount: 0, stateByteCount: 0, stateSHA256: "")
  }

  /// A state in a file of this very fit: its bytes, and the epochs or iterations that are done.
  ///
  /// - Throws: `FileError` for a file that is missing, something else, cut off or changed, or of another fit: it says what
  ///   differs.
  public func state(at path: String) throws(FileError) -> (bytes: [UInt8], stepCount: Int) {
    let content = try InputFile.contents(of: path).array
    let line = content.prefix(CheckpointRecord.lineLimit).firstIndex(of: UInt8(ascii: "\n"))
    guard let line, content.starts(with: CheckpointRecord.firstBytes) else {
      throw CheckpointRecord.bad("this is not the state of a fit", path: path)
    }
    let found = try CheckpointRecord(json: Array(content[..<line]), path: path)
    if let difference = record.difference(from: found) {
      throw CheckpointRecord.bad(difference, path: path)
    }
    let state = Array(content[(line + 1)...])
    guard state.count == found.stateByteCount else {
      throw CheckpointRecord.bad(
        "the state has \(state.count) bytes, expected \(found.stateByteCount)", path: path,
        position: .byte(content.count))
    }
    guard SHA256.hexDigest(of: state) == found.stateSHA256 else {
      throw CheckpointRecord.bad(
        "the state's bytes were changed: their SHA-256 is not the one in the first line", path: path,
        position: .byte(line + 1))
    }
    return (state, found.stepCount)
  }

  /// Whether a file has the state of some fit: what else is there is no file to be replaced by one. A file that is empty or
  /// missing has nothing to lose.
  ///
  /// - Throws: `FileError` for a file that cannot be read.
  package static func mayReplace(_ path: String) throws(FileError) -> Bool {
    guard let status = FileStatus(of: path), status.kind == .regular else { return true }
    let content = try InputFile.contents(of: path).array.prefix(CheckpointRecord.lineLimit)
    // Of any release: who writes over it knows that it is a state.
    return content.isEmpty
      || String(decoding: content.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        .contains(#""format":"softmax-checkpoint "#)
  }

  /// Writes a state beside its place, then renames it: the file has the old state or the new one.
  ///
  /// - Throws: `FileError`; what was at `path` is then still there.
  public func write(_ state: FitCheckpoints.State, to path: String) throws(FileError) {
    try OutputFile.write(encoded(state), to: path)
  }

  /// The file's bytes.
  package func encoded(_ state: FitCheckpoints.State) -> [UInt8] {
    var record = record
    record.stepCount = state.stepCount
    record.stateByteCount = state.bytes.count
    record.stateSHA256 = SHA256.hexDigest(of: state.bytes)
    return record.line + state.bytes
  }
}
