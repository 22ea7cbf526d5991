// What an export says of itself.

import SoftmaxFiles
import SoftmaxRegression

/// Facts for an export's metadata, as names and texts.
package struct ExportNotes: Sendable {
  /// Names with their texts, in the order in which they are to stand: `producer`, `model_sha256`, `trained_on`,
  /// `certified_gap`, `proof`.
  package let entries: [(name: String, text: String)]

  package init(_ file: ModelFile, proof: ExportProof?, remarks: [String] = []) {
    let hash = file.card.weightsSHA256 ?? file.model.weightsSHA256
    var entries = [("producer", file.card.producer), ("model_sha256", hash)]
    if let training = file.card.training {
      entries.append(("trained_on", DataName.short(training.data)))
      entries.append(("training_samples", "\(training.sampleCount)"))
      if let gap = training.certifiedGap { entries.append(("certified_gap", "\(gap)")) }
    }
    if !remarks.isEmpty { entries.append(("renamed", remarks.joined(separator: "; "))) }
    entries.append(("proof", proof?.text ?? "not compared yet"))
    self.entries = entries
  }

  /// The text of a name.
  package subscript(name: String) -> String? { entries.first { $0.name == name }?.text }
}
