// Whether what a model says of itself is true, as people read it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// The answer to whether a model's file tells the truth.
struct VerificationText {
  private let verification: Verification
  private let file: ModelFile
  private let path: String
  private let data: Dataset
  private let wording: RemedyWording

  init(_ result: VerificationResult, in wording: RemedyWording) {
    (verification, file, path, data) = (result.verification, result.file, result.path, result.data)
    self.wording = wording
  }

  /// What is said of a file that is true as far as it goes.
  private var rest: String {
    verification.recomputed == nil ? "" : "; all else in it that the data can tell is true"
  }

  /// The answer, and what it is not about.
  var lines: [String] {
    guard verification.finding == .confirmed else { return ["no: " + reason] }
    var fields: [(reason: String, names: [String])] = []
    for unchecked in verification.unchecked {
      // Only the front end knows what names the data.
      if unchecked.field == "evaluation" {
        let named: Advice = "\(unchecked.reason): \(.set(.test)) names it"
        fields.append((named.text(in: wording), ["evaluation"]))
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

  /// Why, in one sentence, and what to do.
  var reason: String { advice.text(in: wording) }

  private var advice: Advice {
    switch verification.finding {
    case .confirmed: return Advice(certified)
    case .noRecord:
      return
        "\(path) has no record of its fit, so there is nothing to verify; train it anew, and write its file with the record of the fit"
    case .noCertificate where file.card.training?.relaxation?.refit != nil:
      return "\(path) has no certificate: \(whyRelaxedHasNone)\(rest)"
    case .noCertificate
    where (file.card.training?.l2Penalty ?? 0) > 0 || (file.card.training?.l1Penalty ?? 0) > 0:
      return
        "\(path) has no certificate: none could be made of its fit, because rounding may be as large as its objective or a "
        + "class counts for nothing; train it anew, with samples of every class and columns of one scale (\(.standardize))\(rest)"
    case .noCertificate:
      return
        "\(path) has no certificate: it was trained without a penalty, and nothing bounds what is left to "
        + "gain; train it with an \(.addPenalty) above 0, as every method but sgd does unless told otherwise\(rest)"
    case .noStandardization:
      return
        "\(path) does not say what its columns were standardised by, as files of version 1 do not; train it "
        + "anew"
    case .otherData:
      return Advice(otherData)
    case .otherWeights:
      return "the weights in \(path) are not those that its certificate was made for; train the model anew"
    case .differs(let differences):
      let shown = differences.prefix(Self.mostDifferences).map { difference in
        "\(difference.figure) is \(difference.recomputed ?? "without a value"), not \(difference.stored)"
      }
      let rest = differences.count - shown.count
      let more = rest > 0 ? "; and \(Wording.count(rest)) more" : ""
      return "\(path) does not tell the truth: \(shown.joined(separator: "; "))\(more); train the model anew"
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
      + Wording.dataAsKept(
        file.model.input, file.preparation,
        isRounded: file.card.training?.dataIsRounded == true || data.features.isRounded)
  }

  /// Of a relaxed fit with a refit.
  private var whyRelaxedHasNone: Advice {
    guard let relaxation = file.card.training?.relaxation else { return "" }
    if relaxation.blend > 0 {
      return
        "it is a blend of two fits, and the optimum of neither; train it with \(.set(.blend)) 0 and a \(.set(.secondL2Penalty)) above 0"
    }
    return relaxation.l2Penalty > 0
      ? "none could be made of its second fit, because rounding may be as large as its objective or columns have no "
        + "penalty; train it anew, with columns of one scale (\(.standardize))"
      : "its second fit has no penalty, and nothing bounds what is left to gain; train it with a \(.set(.secondL2Penalty)) above 0"
  }

  private var otherData: String {
    guard let record = file.card.training else { return "" }
    return
      "\(data.name) (\(Wording.count(data.sampleCount)) samples, SHA-256 of other bytes) is not the data that "
      + "\(path) was trained on, \(record.data) (\(Wording.count(record.sampleCount)) samples, SHA-256 "
      + "\(record.dataSHA256.prefix(12))...); name that"
  }
}
