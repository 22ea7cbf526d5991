// An export, in the form that programs read.

import SoftmaxFormats

/// An export as `softmax export --json` tells of it.
public struct ExportDocument: Encodable, Sendable {
  struct File: Encodable, Sendable {
    let path: String
    let bytes: Int
  }

  let format: String
  let output: String
  let files: [File]
  let proof: ProofDocument

  init(_ result: ExportResult) {
    (format, output) = (result.format, result.path)
    files = result.files.map { File(path: $0.path, bytes: $0.byteCount) }
    proof = ProofDocument(result.proof)
  }
}

/// An answer of `softmax verify --json` about an export.
public struct ExportVerificationDocument: Encodable, Sendable {
  let verified: Bool
  let format: String
  let reason: String
  let proof: ProofDocument

  init(_ result: ExportVerificationResult) {
    verified = result.isConfirmed
    format = result.format
    reason = result.lines.joined(separator: " ")
    proof = ProofDocument(result.proof)
  }
}

/// What was compared.
struct ProofDocument: Encodable, Sendable {
  let method: String
  let drawnInputs: Int
  let trainingRows: Int
  /// Nil where one is no number.
  let largestProbabilityDifference: Nullable<Double>
  let largestLogitDifference: Nullable<Double>

  init(_ proof: ExportProof) {
    method = proof.method
    drawnInputs = proof.drawnCount
    trainingRows = proof.keptCount
    func finite(_ value: Double?) -> Nullable<Double> { Nullable(value.flatMap { $0.isFinite ? $0 : nil }) }
    largestProbabilityDifference = finite(proof.probabilityDifference)
    largestLogitDifference = finite(proof.logitDifference)
  }
}
