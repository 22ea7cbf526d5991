// Which data a model was fitted to, told by its bytes.

import SoftmaxFiles
import SoftmaxKernels
package import SoftmaxRegression

/// A hash of samples and labels that does not depend on the machine.
package enum DataFingerprint {
  private static let pieceByteCount = 1 << 22

  /// SHA-256 of the features in their natural width, row by row, little-endian, then of the class indices as
  /// little-endian UInt32 and, where there are any, of the samples' weights as little-endian Float64, and of `offsets` in
  /// ASCII and the offsets of all classes, sample by sample, as little-endian Float64. Complexity: O(bytes).
  package static func sha256(of data: Dataset) -> String {
    guard data.sharing.isOnePart else { return ofParts(data, sha256(of:)) }
    var hash = SHA256()
    let job = WorkWatch.current
    let step = job?.begin(.hashing, of: data.features.rows.copyByteCount)
    defer { if let step { job?.finish(step) } }
    data.features.rows.forEachRunOfBytes { run in
      // In pieces, so that it can be told how far it has come.
      for first in stride(from: 0, to: run.count, by: pieceByteCount) {
        let piece = first..<min(first + pieceByteCount, run.count)
        hash.update(run.extracting(piece))
        step?.advance(by: piece.count)
      }
    }
    updateLabels(&hash, data)
    return hash.hexDigest()
  }

  /// SHA-256 of the second part alone: the class indices, weights and offsets.
  package static func labelsSHA256(of data: Dataset) -> String {
    guard data.sharing.isOnePart else { return ofParts(data, labelsSHA256(of:)) }
    var hash = SHA256()
    updateLabels(&hash, data)
    return hash.hexDigest()
  }

  /// Of several parts, the SHA-256 of theirs, whichever process holds them.
  private static func ofParts(_ data: Dataset, _ digest: (Dataset) -> String) -> String {
    let own = data.sharing.parts.ownParts.map { part in digest(data.slice(part.rows)) }
    return SHA256.hexDigest(of: Array(data.sharing.gathered(words: own).joined().joined().utf8))
  }

  private static func updateLabels(_ hash: inout SHA256, _ data: Dataset) {
    let labels = data.classIndices.flatMap { LittleEndian.bytes(of: $0) }
    hash.update(labels.span)
    if let weights = data.sampleWeights {
      let bytes = weights.flatMap { LittleEndian.bytes(of: $0.bitPattern) }
      hash.update(bytes.span)
    }
    if let offsets = data.offsets {
      hash.update(Array("offsets".utf8).span)
      let bytes = offsets.matrix(of: data.classes.names).flatMap { LittleEndian.bytes(of: $0.bitPattern) }
      hash.update(bytes.span)
    }
  }
}
