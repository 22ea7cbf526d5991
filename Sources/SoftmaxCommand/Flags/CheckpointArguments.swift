// The flags of fits that outlive their process.

import ArgumentParser
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxWorkflow

struct CheckpointArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Keep the fit's state in this file, so that --resume can go on from it: now and then, and when SIGTERM or Ctrl-C "
        + "ends the fit.", valueName: "file"),
    completion: .file())
  var checkpoint: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How often: 500ms, 30s, 5m, 2h; 0s is after each step (default: 60s).", valueName: "time"),
    transform: TimeArgument.duration)
  var checkpointEvery: Duration?

  @Option(
    help: ArgumentHelp(
      "Go on from the state in this file, which needs the same data, settings and release. The model has the same bits as "
        + "one of a fit that was never interrupted.", valueName: "file"),
    completion: .file())
  var resume: String?

  /// What is asked for; `others` are the paths that the state must not have, `data` what is learned from.
  ///
  /// - Throws: `CommandFailure` for flags that contradict each other, `FileError` for a file that cannot be written.
  func request(data: String?, others: [String?]) throws -> CheckpointRequest {
    var request = CheckpointRequest()
    if checkpointEvery != nil, checkpoint == nil {
      throw CommandFailure(.usage, "--checkpoint-every is for --checkpoint: name its file, or leave it out")
    }
    if let checkpoint {
      if let other = others.compactMap(\.self).first(where: {
        $0 == checkpoint || FileStatus.areSameFile($0, checkpoint)
      }) {
        throw CommandFailure(
          .usage, "--checkpoint \(checkpoint) and \(other) are one file: choose another name for the state")
      }
      if FileStatus(of: checkpoint)?.kind == .stream {
        throw CommandFailure(
          .usage,
          "--checkpoint \(checkpoint): a state that is to be read again needs a file, and this is a device")
      }
      if checkpoint == InputFile.standardInput {
        throw CommandFailure(.usage, "--checkpoint -: a state that is to be read again needs a file: name one")
      }
      try OutputFile.checkWritable(checkpoint)
      guard try CheckpointFile.mayReplace(checkpoint) else {
        throw CommandFailure(
          .usage,
          "--checkpoint \(checkpoint): this file is no state of a fit, and would be replaced by one: choose another name"
        )
      }
    }
    if let resume {
      if resume == InputFile.standardInput, data == resume {
        throw CommandFailure(
          .usage, "--resume - and the data - are both standard input: name a file for one of them")
      }
      if resume != InputFile.standardInput, FileStatus(of: resume) == nil {
        throw FileError(
          .noInput, path: resume, problem: FileStatus.problem(of: resume),
          remedy: "check the path, or leave out --resume for the first run")
      }
    }
    request.path = checkpoint
    if let checkpointEvery { request.period = checkpointEvery }
    request.resumed = resume
    return request
  }
}
