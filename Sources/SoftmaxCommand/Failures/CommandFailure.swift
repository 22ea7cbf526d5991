// From an error to what the user reads and the shell sees.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies
import SoftmaxReport
import SoftmaxWorkflow

/// A failure with its message and its exit code, after sysexits.
struct CommandFailure: Error {
  enum Code: Int32 {
    case usage = 64
    case badData = 65
    case noInput = 66
    case unavailable = 69
    /// The system refuses what it usually gives: threads, memory.
    case system = 71
    case cannotCreate = 73
    case inputOutput = 74
    case interrupted = 130
  }

  let message: String
  let exitCode: Int32

  init(_ code: Code, _ message: String) {
    self.init(code, lines: [message])
  }

  /// A message of several lines. Names out of files may hold anything, so each line is made safe to show
  /// and no longer than can be read.
  private init(_ code: Code, lines: [String]) {
    message = lines.map(\.printableMessage).joined(separator: "\n")
    exitCode = code == .interrupted ? InterruptSignal.lastExitCode : code.rawValue
  }

  /// The failure that an error of our rooms means; nil for errors of other kinds.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure:
      self = failure
    case let error as ConfigurationError:
      self.init(
        .usage, "\(Self.flag(error.parameter)) must be \(error.requirement), not \(error.value)")
    case let error as WorkflowError:
      if case .tableProblems = error {
        self.init(error.code, lines: error.message(in: .flags).split(separator: "\n").map(String.init))
        return
      }
      self.init(error.code, error.message(in: .flags))
    case let error as FileError:
      self.init(Self.code(error.kind), error.message(in: .flags))
    case let error as DataError:
      self.init(Self.code(error), error.message(in: .flags))
    case let error as DatasetError:
      self.init(.badData, error.description)
    case let error as OutputsError:
      self.init(error.code, error.description)
    case let error as ModelEditError:
      self.init(.usage, error.description)
    case let error as PreparationError:
      self.init(.badData, error.description + Self.flags(error.remedies))
    case let error as TrainingError:
      self.init(.badData, error.description)
    case let error as MemoryShortage:
      self.init(.system, error.description)
    case let error as MetricError:
      self.init(.badData, error.description)
    case let error as StatisticsError:
      self.init(.badData, error.description)
    case let error as ExplanationError:
      self.init(error == .noColumns ? .badData : .usage, error.description)
    case let error as PictureError:
      self.init(Self.code(error), error.message(in: .flags))
    case let error as FetchError:
      self.init(
        error.offline ? .noInput : .unavailable,
        lines: error.message(in: .flags).split(separator: "\n").map(String.init))
    default:
      return nil
    }
  }

  /// The flags that can be typed for what a message advises in plain words.
  private static func flags(_ remedies: [Remedy]) -> String {
    let typed = remedies.filter { [.imputeMissing, .markMissing, .allowUnseenCategories].contains($0) }
    guard !typed.isEmpty else { return "" }
    return " (\(typed.map { RemedyWording.flags.text($0) }.joined(separator: ", ")))"
  }

  private static func code(_ kind: FileError.Kind) -> Code {
    switch kind {
    case .noInput: .noInput
    case .badData: .badData
    case .cannotCreate: .cannotCreate
    case .inputOutput: .inputOutput
    case .outOfMemory: .system
    }
  }

  private static func code(_ error: DataError) -> Code {
    switch error {
    case .unknownName, .unknownSplit, .noPair, .noSuchSplit: .noInput
    case .unsupportedFormat, .severalPairs, .labelsBeside, .noLabels: .badData
    }
  }

  private static func code(_ error: PictureError) -> Code {
    switch error {
    case .unknownEnding: .usage
    case .nothingToDraw, .tooLarge, .tooManyClasses, .notPictures: .badData
    }
  }

  /// The flag that sets a configuration's parameter: learningRate -> --learning-rate.
  private static func flag(_ parameter: String) -> String {
    switch parameter {
    case "cacheFolder": "--cache-dir"
    case "l2Penalty": "--l2"
    case "l1Penalty": "--l1"
    case "classWeights": "--class-weight"
    case "comparisonTolerance": "--sweep-tolerance"
    default: "--" + parameter.map { $0.isUppercase ? "-\($0.lowercased())" : String($0) }.joined()
    }
  }
}
