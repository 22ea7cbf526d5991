// Whether what a model says of itself is true, in the form that programs read.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

/// The answer as `softmax verify --json` writes it, with the names of its contract.
public struct VerificationDocument: Encodable, Sendable {
  struct Figures: Encodable, Sendable {
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

  struct Difference: Encodable, Sendable {
    let field: String
    let stored: String
    let recomputed: Nullable<String>
  }

  struct NotChecked: Encodable, Sendable {
    let field: String
    let reason: String
  }

  init(_ result: VerificationResult, in wording: RemedyWording) {
    let verification = result.verification
    verified = result.isConfirmed
    reason = VerificationText(result, in: wording).reason
    data = DataName.short(result.data.name)
    weightsSHA256 = result.file.model.weightsSHA256
    stored = Nullable(
      result.file.card.training.map {
        Figures(
          objective: $0.objective, logLoss: $0.trainLogLoss, accuracy: $0.trainAccuracy,
          gradientMax: $0.gradientMax, certifiedGap: Nullable($0.certifiedGap))
      })
    recomputed = Nullable(
      verification.recomputed.map {
        Figures(
          objective: $0.objective, logLoss: $0.logLoss, accuracy: $0.accuracy, gradientMax: $0.gradientMax,
          certifiedGap: Nullable($0.gap))
      })
    differences =
      if case .differs(let found) = verification.finding {
        found.map { Difference(field: $0.figure, stored: $0.stored, recomputed: Nullable($0.recomputed)) }
      } else {
        []
      }
    notChecked = verification.unchecked.map { NotChecked(field: $0.field, reason: $0.reason) }
  }
}
