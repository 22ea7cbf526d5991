// softmax verify: whether what a model says of itself is true.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Recompute a model's certificate on the data it was trained on.",
    discussion: """
      A model that was trained with a penalty says how far from the optimum it can be at most. verify computes that \
      again in Float64, from the weights in the file and from DATA, which must be the training data. It takes the \
      training part of a catalogue set (fashion-mnist means fashion-mnist:train here). It also computes everything \
      else in the file that follows from weights and data: by what columns were standardised, how they become \
      features, numbers of samples, scores.

      The answer is yes, with exit code 0, where the data is that of the fit and all of it is what the file says. It is \
      no, with exit code 1, where it is not, or where the file has no certificate. verify lists what it cannot check.

      Examples:
        Pictures:   softmax verify fashion.safetensors fashion-mnist
        A table:    softmax verify people.safetensors people.csv
        Arrays:     softmax verify vectors.safetensors vectors.npy --labels y.txt
      """)

  @Argument(help: ArgumentHelp("The model file.", valueName: "model"), completion: .file())
  var model: String

  @Argument(help: ArgumentHelp("What the model was trained on.", valueName: "data"), completion: .file())
  var data: String

  @OptionGroup(title: HelpTitle.data) var trainingArguments: TrainingArguments

  @OptionGroup var inputArguments: InputArguments

  @OptionGroup(title: HelpTitle.output) var outputArguments: OutputArguments

  @OptionGroup(title: HelpTitle.running) var executionArguments: ExecutionArguments

  @OptionGroup(title: HelpTitle.data) var dataArguments: DataArguments

  func run() throws {
    let execution = try executionArguments.execution()
    let file = try ModelFile(unverified: model)
    if test != nil, file.card.evaluation == nil {
      throw CommandFailure(.badData, "\(model) has no scores that could be held against --test: leave it out")
    }
    let input = try VerificationInput(
      file: file, source: inputArguments.source(data, fetching: dataArguments.fetchOptions()), holdout: holdout,
      sampleWeight: sampleWeight, offset: offset)
    let samples = try input.data(test: test.map { try inputArguments.testSource($0) })
    let verification = try file.verification(against: samples, execution: execution)
    try InputFile.checkUnchanged()
    let answer = Answer(verification, file: file, path: model, data: samples.training)
    if json {
      try JSONOutput.print(answer.document)
    } else {
      for line in answer.lines { StandardStream.output.write(line.printable(limit: 2000, end: 1000) + "\n") }
    }
    if verification.finding != .confirmed { throw ExitCode.failure }
  }

  // MARK: The answer

  struct Document: Encodable {
    struct Figures: Encodable {
      let objective: Double
      let logLoss: Double
      let accuracy: Double
      let gradientMax: Double
      let certifiedGap: Nullable<Double>
    }

    let verified: Bool
    let reason: String
    let data: String
    let weightsSHA256: String
    let stored: Nullable<Figures>
    let recomputed: Nullable<Figures>
    /// What is not what the file says.
    let differences: [Difference]
    /// What was believed, because nothing tells whether it is true.
    let notChecked: [NotChecked]

    struct Difference: Encodable {
      let field: String
      let stored: String
      let recomputed: Nullable<String>
    }

    struct NotChecked: Encodable {
      let field: String
      let reason: String
    }
  }

  private struct Answer {
    let verification: Verification
    let file: ModelFile
    let path: String
    let data: Dataset

    init(_ verification: Verification, file: ModelFile, path: String, data: Dataset) {
      self.verification = verification
      self.file = file
      self.path = path
      self.data = data
    }

    var document: Document {
      Document(
        verified: verification.finding == .confirmed, reason: reason, data: DataName.short(data.name),
        weightsSHA256: file.model.weightsSHA256,
        stored: Nullable(
          file.card.training.map {
            .init(
              objective: $0.objective, logLoss: $0.trainLogLoss, accuracy: $0.trainAccuracy,
              gradientMax: $0.gradientMax, certifiedGap: Nullable($0.certifiedGap))
          }),
        recomputed: Nullable(
          verification.recomputed.map {
            .init(
              objective: $0.objective, logLoss: $0.logLoss, accuracy: $0.accuracy, gradientMax: $0.gradientMax,
              certifiedGap: Nullable($0.gap))
          }),
        differences: differences.map {
          .init(field: $0.figure, stored: $0.stored, recomputed: Nullable($0.recomputed))
        },
        notChecked: verification.unchecked.map { .init(field: $0.field, reason: $0.reason) })
    }

    private var differences: [Verification.Difference] {
      if case .differs(let differences) = verification.finding { differences } else { [] }
    }

    /// What is said of a file that is true as far as it goes.
    private var rest: String {
      verification.recomputed == nil ? "" : "; all else in it that the data can tell is true"
    }

    /// For people: the answer, and what it is not about.
    var lines: [String] {
      guard verification.finding == .confirmed else { return ["no: " + reason] }
      var fields: [(reason: String, names: [String])] = []
      for unchecked in verification.unchecked {
        // Only the command knows what names the data.
        if unchecked.field == "evaluation" {
          fields.append((unchecked.reason + ": --test names it", ["evaluation"]))
          continue
        }
        if let index = fields.firstIndex(where: { $0.reason == unchecked.reason }) {
          fields[index].names.append(unchecked.field)
        } else {
          fields.append((unchecked.reason, [unchecked.field]))
        }
      }
      let list = fields.map { "\($0.names.joined(separator: ", ")) (\($0.reason))" }
      return ["yes: \(reason)", "not checked: \(list.joined(separator: "; "))"]
    }

    private var reason: String {
      switch verification.finding {
      case .confirmed: return certified
      case .noRecord:
        return "\(path) has no record of its fit, so there is nothing to verify; train it with softmax train -o"
      case .noCertificate where file.card.training?.relaxation?.refit != nil:
        return "\(path) has no certificate: \(whyRelaxedHasNone)" + rest
      case .noCertificate
      where (file.card.training?.l2Penalty ?? 0) > 0 || (file.card.training?.l1Penalty ?? 0) > 0:
        return
          "\(path) has no certificate: none could be made of its fit, because rounding may be as large as its objective or a "
          + "class counts for nothing; train it anew, with samples of every class and columns of one scale (--standardize)"
          + rest
      case .noCertificate:
        return
          "\(path) has no certificate: it was trained without a penalty, and nothing bounds what is left to "
          + "gain; train it with an --l2 above 0, as every method but sgd does unless told otherwise" + rest
      case .noStandardization:
        return
          "\(path) does not say what its columns were standardised by, as files of version 1 do not; train it "
          + "anew"
      case .otherData:
        return otherData
      case .otherWeights:
        return "the weights in \(path) are not those that its certificate was made for; train the model anew"
      case .differs(let differences):
        let shown = differences.prefix(Self.mostDifferences).map { difference in
          "\(difference.figure) is \(difference.recomputed ?? "without a value"), not \(difference.stored)"
        }
        let rest = differences.count - shown.count
        return "\(path) does not tell the truth: \(shown.joined(separator: "; "))"
          + (rest > 0 ? "; and \(Wording.count(rest)) more" : "") + "; train the model anew"
      }
    }

    /// Others are in the document.
    private static let mostDifferences = 5

    private var certified: String {
      guard let found = verification.recomputed, let gap = found.gap else { return "" }
      let kept = file.card.training?.relaxation.flatMap { relaxation in
        relaxation.refit.map { _ in
          " of the \(Wording.counted(relaxation.keptFeatures.count, Wording.feature(file.model.input))) that were kept"
        }
      }
      return
        "the certificate of \(path) holds on \(data.name): its objective is \(Wording.measure(found.objective)), "
        + "and no weights\(kept ?? "") have one smaller by more than "
        + Wording.gap(gap, below: found.objective)
    }

    /// Of a relaxed fit with a refit.
    private var whyRelaxedHasNone: String {
      guard let relaxation = file.card.training?.relaxation else { return "" }
      if relaxation.blend > 0 {
        return
          "it is a blend of two fits, and the optimum of neither; train it with --relax-blend 0 and a --relax-l2 above 0"
      }
      return relaxation.l2Penalty > 0
        ? "none could be made of its second fit, because rounding may be as large as its objective or columns have no "
          + "penalty; train it anew, with columns of one scale (--standardize)"
        : "its second fit has no penalty, and nothing bounds what is left to gain; train it with a --relax-l2 above 0"
    }

    private var otherData: String {
      guard let record = file.card.training else { return "" }
      return
        "\(data.name) (\(Wording.count(data.sampleCount)) samples, SHA-256 of other bytes) is not the data that "
        + "\(path) was trained on, \(record.data) (\(Wording.count(record.sampleCount)) samples, SHA-256 "
        + "\(record.dataSHA256.prefix(12))...); name that"
    }
  }
}
