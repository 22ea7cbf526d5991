// The card as files of version 1 have it; read, never written.

/// The first form of the card: the record of a fit is that of sgd, the only method there was.
struct ModelCardVersion1: Decodable {
  let producer: String
  let classes: [String]
  let input: ModelCard.Input
  let training: Training?
  let evaluation: EvaluationRecord?

  /// The record of a fit.
  struct Training: Decodable {
    let data: String
    let dataSHA256: String
    let sampleCount: Int
    let solver: String
    let epochs: Int
    let epochsCompleted: Int
    let batchSize: Int
    let learningRate: Double
    let momentum: Double
    let l2Penalty: Double
    let standardized: Bool
    let seed: UInt64
    let stopReason: String
    let objective: Double
    let trainLogLoss: Double
    let trainAccuracy: Double
    let gradientMax: Double
    let certifiedGap: Double?
  }
}
