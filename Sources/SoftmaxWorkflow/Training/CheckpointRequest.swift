// A fit that outlives its process, as a request says it.

import SoftmaxFiles
import SoftmaxFormats
import enum SoftmaxKernels.SharedJob
import SoftmaxRegression
import SoftmaxRemedies
import Synchronization

/// Where a fit keeps its state as it goes, and where it goes on from.
public struct CheckpointRequest: Sendable, Hashable {
  /// The file that the state is kept in; nil for none. It is replaced each time.
  public var path: String?
  /// The time between two states; 0: each step.
  public var period = Duration.seconds(60)
  /// The file with the state that the fit goes on from; nil: it begins.
  public var resumed: String?

  /// No state is kept, and the fit begins.
  public init() {}

  /// What of it is asked for.
  var setting: Setting? {
    if path != nil { return .checkpoint }
    return resumed == nil ? nil : .resumedState
  }

  /// Does a fit whose states are kept. A state that cannot be written is told of, and does not end the fit.
  ///
  /// - Returns: What the fit returns, and whether the file has a state of it.
  /// - Throws: `FileError` for a state that is none of this fit, and what the fit throws.
  func watching<Fit>(
    _ file: () -> CheckpointFile, _ onNote: @escaping @Sendable (WorkflowNote) -> Void,
    areEpochs: Bool, _ fit: () throws -> Fit
  ) throws -> (fit: Fit, isKept: Bool) {
    guard path != nil || resumed != nil else { return (try fit(), false) }
    let file = file()
    let start = try resumed.map { path throws(FileError) in
      let state = try file.state(at: path)
      onNote(.resumed(path: path, stepCount: state.stepCount, areEpochs: areEpochs))
      return state.bytes
    }
    let isFirst = SharedJob.communicator.rank == 0
    // What the fit goes on from is a state of it too.
    let isKept = Atomic(path != nil && path == resumed)
    let keep = path.map { path -> @Sendable (FitCheckpoints.State) -> Void in
      { state in
        // All processes have the same state.
        guard isFirst else { return }
        do throws(FileError) {
          try file.write(state, to: path)
          isKept.store(true, ordering: .relaxed)
        } catch {
          onNote(.stateNotKept(error))
        }
      }
    }
    do {
      let fit = try FitCheckpoints(every: period, resuming: start, keep: keep).watching(fit)
      return (fit, isKept.load(ordering: .relaxed))
    } catch let error as CheckpointError {
      throw FileError(
        .badData, path: resumed ?? "", problem: "the fit cannot go on from it: \(error.problem)",
        remedy: "begin the fit anew")
    }
  }
}
