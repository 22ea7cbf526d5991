// What the fuzz tests run of this module's text files: see FuzzTesting/README.md.

import Foundation
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension FuzzingEntry {
  /// The file of a sweep; its scores are compared, chosen among, written and read again.
  public static func sweep(_ bytes: [UInt8]) throws {
    let record = try SweepRecord(json: TextEncoding.text(SharedStorage(bytes), path: "fuzz"), path: "fuzz")
    precondition(record.settings.difference(from: record.settings) == nil, "it differs from itself")
    let scores = try record.penaltyScores(path: "fuzz")
    precondition(scores.count == record.scores.count, "another number of scores")
    for criterion in SelectionCriterion.allCases {
      for score in scores {
        if let mean = score.mean(of: criterion) { precondition(!mean.value.isNaN && !mean.standardError.isNaN) }
      }
      for rule in SelectionRule.allCases {
        if let index = PenaltySearchResult.choice(among: scores, by: criterion, rule) {
          precondition(scores.indices.contains(index), "a choice that is none")
        }
      }
    }
    let written = try JSONEncoder().encode(record)
    let again = try SweepRecord(json: String(decoding: written, as: UTF8.self), path: "fuzz")
    precondition(again == record, "a sweep that was read, written and read again")
    precondition(
      scores.map { SweepRecord.Score($0, classCount: 2, totalWeight: 1).strength }
        == record.scores.map(\.strength))
  }

  /// A file of suspects; what is read keeps the promises of its type.
  public static func suspects(_ bytes: [UInt8]) throws {
    let file = try SuspectFile(text: TextEncoding.text(SharedStorage(bytes), path: "fuzz"), path: "fuzz")
    precondition(Set(file.suspects.map(\.index)).count == file.suspects.count, "a sample twice")
    for suspect in file.suspects {
      precondition(suspect.rank > 0 && suspect.index >= 0 && suspect.line.map { $0 > 0 } ?? true, "a place")
      precondition(suspect.given != suspect.suggested && !suspect.given.isEmpty, "classes")
      precondition((0...1).contains(suspect.selfConfidence), "a probability")
      precondition((0...1).contains(suspect.suggestedProbability), "a probability")
      precondition((-1...1).contains(suspect.margin), "a margin")
      precondition(suspect.keptCells.count == file.keptColumns.count, "cells that are passed through")
    }
  }

  /// A file of class weights; written as JSON and as lines it says the same.
  public static func weights(_ bytes: [UInt8]) throws {
    let text = try TextEncoding.text(SharedStorage(bytes), path: "fuzz")
    let weights = try ClassWeightFile.weights(in: text, path: "fuzz")
    precondition(!weights.isEmpty && weights.values.allSatisfy { $0 >= 0 && $0.isFinite }, "no weights")
    let encoded = try JSONEncoder().encode(weights)
    let object = String(decoding: encoded, as: UTF8.self)
    precondition((try? ClassWeightFile.weights(in: object, path: "fuzz")) == weights, "other weights as JSON")
    let names = weights.keys.sorted()
    guard names.allSatisfy({ !$0.utf8.contains(UInt8(ascii: "\n")) }), names[0].utf8.first.map(isPlain) ?? false
    else {
      return
    }
    let lines = names.map { "\($0)\t\(weights[$0] ?? 0)\n" }.joined()
    precondition((try? ClassWeightFile.weights(in: lines, path: "fuzz")) == weights, "other weights as lines")
    _ = ClassWeightFile.unknownClass(names[0], nearest: names.last, path: "fuzz").description
  }

  /// Whether a text that begins so is neither blank nor JSON.
  private static func isPlain(_ byte: UInt8) -> Bool { byte > 0x20 && byte != UInt8(ascii: "{") && byte < 0x7f }
}
