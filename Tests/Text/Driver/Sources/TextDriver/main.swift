// Features of texts as SoftmaxText makes them:
//   TextDriver texts=FILE [stop=FILE] [later=FILE] [settings...] out=FILE    vocabulary and rows
//   TextDriver texts=FILE [settings...] rounds=N                             seconds for vocabulary and rows, N times

import Foundation
import SoftmaxText

let options = Options(CommandLine.arguments.dropFirst())
let documents = try texts(in: options["texts"] ?? "texts")
let stopTexts = try options["stop"].map { try texts(in: $0) } ?? []
let stopWords = stopTexts.map { String(decoding: $0, as: UTF8.self) }
let analysis = try options.analysis(stopWords: stopWords)

/// Learns from documents, and hands out their rows one by one.
func learn(
  _ documents: [[UInt8]], _ analysis: TextAnalysis, _ options: Options, _ take: (SparseTextRow) -> Void
) throws -> TextFeatures {
  var row = SparseTextRow()
  if let hashed = try options.hashedColumns() {
    let features = try TextFeatures(analysis, options.weights, hashed: hashed)
    var transform = TextTransform(features)
    for document in documents {
      try transform.row(of: document.span, into: &row)
      take(row)
    }
    return features
  }
  var learner = VocabularyLearner(
    analysis, weights: options.weights, limits: try options.limits(), keepsCounts: true)
  for document in documents { try learner.add(document.span) }
  let learned = try learner.finish()
  if let counts = learned.counts {
    for document in 0..<counts.count {
      counts.row(of: document, learned.features, into: &row)
      take(row)
    }
  }
  return learned.features
}

if let path = options["out"] {
  var output = Output()
  var rows = Output()
  let features = try learn(documents, analysis, options) { rows.append($0) }
  output.append(features.vocabulary ?? WordList())
  output.append(features.rarities?.count ?? 0)
  output.append(features.rarities ?? [])
  output.append(documents.count)
  var transform = TextTransform(features)
  let later = try options["later"].map { try texts(in: $0) } ?? documents
  var (laterRows, row) = (Output(), SparseTextRow())
  for document in later {
    try transform.row(of: document.span, into: &row)
    laterRows.append(row)
  }
  var data = output.data + rows.data
  var count = Output()
  count.append(later.count)
  data += count.data + laterRows.data
  try Data(data).write(to: URL(fileURLWithPath: path))
} else {
  for _ in 0..<options.rounds {
    var entryCount = 0
    let clock = ContinuousClock()
    let duration = try clock.measure { _ = try learn(documents, analysis, options) { entryCount += $0.count } }
    print(Double(duration.components.attoseconds) * 1e-18 + Double(duration.components.seconds), entryCount)
  }
}
