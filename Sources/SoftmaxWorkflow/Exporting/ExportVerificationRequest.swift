// Whether an export still computes what its model does.

import SoftmaxFiles
public import SoftmaxFormats

/// An export to be held against the model that it was made of.
public struct ExportVerificationRequest: Sendable {
  /// The model's file.
  public var path: String
  /// The export: a file or a folder.
  public var export: String
  /// The format's name; nil: found by the ending and the content.
  public var format: String?
  /// Whether compilers and interpreters of this machine run what is code.
  public var usesTools = true

  /// A model's file, and an export.
  public init(_ path: String, export: String) { (self.path, self.export) = (path, export) }

  /// Whether a path is that of an export, by its ending or its content; data has other ones.
  ///
  /// - Throws: `FileError` where it cannot be read.
  public static func isExport(_ path: String) throws -> Bool { try ExportReading(path, format: nil) != nil }

  /// Computes by the export, and compares.
  ///
  /// - Returns: How near they are.
  /// - Throws: `FileError` for a file that is no model or no export; `WorkflowError.export` for an unknown format.
  public func run() throws -> ExportVerificationResult {
    try InputRecord().watching {
      let model = PortableModel(try ModelFile(contentsOf: path))
      guard let reading = try ExportReading(export, format: format) else {
        throw WorkflowError.export(.unknownFormat(export, isName: false))
      }
      let scorer = try reading.format.scorer(of: reading.contents, usesTools ? .installed : .none)
      return ExportVerificationResult(
        format: reading.format.name, title: reading.format.title, path: path, export: export,
        proof: try proof(of: scorer, by: ExportProver(model)))
    }
  }
}

extension ExportVerificationRequest {
  /// What a file that can be read makes of the model's inputs; where it takes no such inputs, that is the answer no.
  private func proof(of scorer: any ExportScorer, by prover: ExportProver) throws -> ExportProof {
    do {
      return try prover.proof(of: scorer)
    } catch let error as FileError where error.kind == .badData {
      return prover.refusal(error.problem, by: scorer)
    }
  }
}

/// How near an export is to a model.
public struct ExportVerificationResult: Sendable {
  /// The format's name.
  public let format: String
  /// What the format is called in sentences.
  public let title: String
  let path: String
  let export: String
  /// What was compared.
  public let proof: ExportProof

  /// Whether the export computes what the model does.
  public var isConfirmed: Bool { proof.disagreement == nil }

  /// The answer in the form of `softmax verify --json`.
  public var document: ExportVerificationDocument { ExportVerificationDocument(self) }

  /// The answer for people: one line.
  public var lines: [String] {
    if let disagreement = proof.disagreement {
      return [
        "no: \(export.printablePath) (\(title)) does not compute what \(path.printablePath) does: \(disagreement.text)"
      ]
    }
    return ["yes: \(export.printablePath) (\(title)) computes what \(path.printablePath) does: \(proof.text)"]
  }
}
