// The command's entrance: parse, run, and answer every failure with one clear text and the right exit code.

import ArgumentParser
import Foundation
import SoftmaxFiles
import SoftmaxRegression

@main
struct SoftmaxMain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "softmax",
    abstract: "Softmax regression: train, score and explain multiclass linear models.",
    discussion: """
      DATA is a dataset's name (digits, iris, fashion-mnist), with a part where you want one \
      (fashion-mnist:test), or a path: an IDX file of images, a folder of them, or - for standard input.

      Example:
        softmax train fashion-mnist -o fashion.safetensors
        softmax predict fashion.safetensors fashion-mnist --count 6
      """,
    version: """
      softmax \(SoftmaxRuntime.version) (kernels \(SoftmaxRuntime.kernels), threads \
      \(SoftmaxRuntime.threads))
      """,
    subcommands: [
      TrainCommand.self, EvaluateCommand.self, PredictCommand.self, InspectCommand.self,
      DatasetsCommand.self,
    ])

  static func main() {
    StandardStream.ignoreBrokenPipes()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let exitCode as ExitCode {
      exit(withError: exitCode)
    } catch {
      guard let failure = CommandFailure(error) else { exit(withError: error) }
      StandardStream.error.write("error: \(failure.message)\n")
      Foundation.exit(failure.exitCode)
    }
  }
}
