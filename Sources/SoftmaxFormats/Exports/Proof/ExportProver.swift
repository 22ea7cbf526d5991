// Holding an export against its model.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

/// Compares what an export computes with what its model does.
///
/// Both are held against raw inputs, drawn within what training had, and rows of training where the model's file keeps some.
/// A logit may differ by what Float32 can lose in it: `tolerance` x (1 + the sum of the magnitudes of its terms). A
/// probability may differ by half of the most that its logits may, as softmax allows, and by `tolerance`, but never by more
/// than `mostDifference`, however large the terms are.
package struct ExportProver: Sendable {
  private let model: PortableModel
  private let drawn: RawSamples
  private let kept: RawSamples?
  /// Samples that the model refuses.
  private let refused: RawSamples?
  private let expected: ExportScores
  /// For each sample the most that a logit may differ by.
  private let logitTolerances: [Double]

  /// What a format may lose of a number near 1: 17 units in the last place of Float32.
  package static let tolerance = 1e-6
  /// The most that a probability may differ by.
  package static let mostDifference = 1e-4

  /// - Throws: `DatasetError` where the model cannot score inputs like those of its training.
  package init(_ model: PortableModel, seed: UInt64 = 0) throws {
    self.model = model
    let draw = RawSampleDraw(model, seed: seed)
    let drawn = draw.samples
    refused = draw.refused
    let kept = model.file.card.sample.flatMap { $0.samples(for: model.input) }
    let samples = kept.map { drawn.appending($0) } ?? drawn
    (self.drawn, self.kept) = (drawn, kept)
    expected = try model.scores(of: samples)
    logitTolerances = model.magnitudes(of: samples).map { Self.tolerance * (1 + $0) }
  }

  /// How many inputs are compared where an export's bytes are those of one that was proven already.
  private static let briefCount = 2

  /// - Parameters:
  ///   - scorer: What computes by the export's bytes.
  ///   - isBrief: Whether the bytes are, but for a sentence, those of an export that was compared in full: then names and the
  ///     first inputs are compared alone.
  /// - Returns: The differences.
  /// - Throws: What the scorer throws: `FileError`.
  package func proof(of scorer: any ExportScorer, isBrief: Bool = false) throws -> ExportProof {
    let all = kept.map { drawn.appending($0) } ?? drawn
    let samples = isBrief ? all.prefix(Self.briefCount) : all
    if let what = otherName(scorer.names) { return disagreement(scorer, what, 0, .nan, .nan) }
    let (count, classCount) = (samples.count, model.classCount)
    let together = isBrief || scorer.raisesOnRefusal ? nil : refused
    let found = try scorer.scores(of: together.map { samples.appending($0) } ?? samples)
    let wanted = (count + (together?.count ?? 0)) * classCount
    guard found.probabilities.count == wanted else {
      return disagreement(
        scorer, "the number of probabilities", 1, Double(wanted), Double(found.probabilities.count))
    }
    if let what = try guess(found, together, count) ?? (isBrief ? nil : guess(of: scorer)) {
      return disagreement(scorer, what, 0, .nan, .nan)
    }
    var largestProbability = 0.0
    var largestLogit: Double? = nil
    var first: ExportProof.Disagreement?
    for sample in 0..<count {
      let tolerance = logitTolerances[sample]
      let lost = tolerance / 2 + Self.tolerance
      let allowed = min(lost, Self.mostDifference)
      // What Float32 may lose, and is too much all the same.
      func terms(_ difference: Double, isKnown: Bool = true) -> Double? {
        !isKnown || difference <= lost ? tolerance / Self.tolerance - 1 : nil
      }
      let range = sample * classCount..<(sample + 1) * classCount
      for place in range {
        let difference = abs(found.probabilities[place] - expected.probabilities[place])
        largestProbability = difference.isNaN ? .nan : max(largestProbability, difference)
        // Written so that NaN is a disagreement.
        if !(difference <= allowed), first == nil {
          first = .init(
            sample: sample + 1, what: "the probability of '\(model.classNames[place - range.lowerBound])'",
            expected: expected.probabilities[place], found: found.probabilities[place],
            termSum: terms(difference, isKnown: !expected.probabilities[place].isNaN))
        }
      }
      if let difference = logitDifference(found, sample) {
        largestLogit = difference.isNaN ? .nan : max(largestLogit ?? 0, difference)
        if !(difference <= 2 * tolerance), first == nil {
          first = .init(sample: sample + 1, what: "a logit, by", expected: 0, found: difference)
        }
      }
      if let label = found.labels?[sample] {
        let own = expected.probabilities[range]
        let best = own.max() ?? 0
        let told = (0..<classCount).contains(label) ? own[own.startIndex + label] : -1
        // Of classes that are equally probable to what may be lost either may be told.
        if !(told >= best - 2 * allowed), first == nil {
          first = .init(
            sample: sample + 1, what: "the class that is told", expected: best, found: told,
            termSum: terms((best - told) / 2))
        }
      }
    }
    return ExportProof(
      drawnCount: drawn.count, keptCount: kept?.count ?? 0, method: scorer.method,
      probabilityDifference: largestProbability, logitDifference: largestLogit, disagreement: first)
  }

  /// What an export says of a sample that the model refuses, behind the others; nil where it says nothing.
  private func guess(_ found: ExportScores, _ together: RawSamples?, _ count: Int) -> String? {
    guard let together else { return nil }
    for sample in 0..<together.count {
      let first = (count + sample) * model.classCount
      let row = found.probabilities[first..<first + model.classCount]
      if !row.allSatisfy(\.isNaN) { return together.refusal(sample, model.input) }
    }
    return nil
  }

  /// The same of an export that ends with an error there.
  private func guess(of scorer: any ExportScorer) throws -> String? {
    guard scorer.raisesOnRefusal, let refused else { return nil }
    for sample in 0..<refused.count {
      do {
        let found = try scorer.scores(of: refused.sample(at: sample))
        if !found.probabilities.allSatisfy(\.isNaN) { return refused.refusal(sample, model.input) }
      } catch is DatasetError {
      } catch let error as FileError where error.kind == .badData {}
    }
    return nil
  }

  /// The answer to an export that cannot score inputs of the model, and why.
  package func refusal(_ problem: String, by scorer: any ExportScorer) -> ExportProof {
    disagreement(scorer, problem, 0, .nan, .nan)
  }

  /// What the export calls otherwise than the model does; nil where that is nothing.
  private func otherName(_ names: ExportNames) -> String? {
    if let classes = names.classes, classes != model.classNames {
      return Self.difference(classes, model.classNames, "class") { $0 == $1 }
    }
    if let features = names.features, features != model.featureNames {
      return Self.difference(features, model.featureNames, "feature") { $0 == $1 }
    }
    guard let columns = names.columns, let table = model.input.table else { return nil }
    // Formats that have names of their own add to a column's to tell them apart.
    return Self.difference(columns, table.columns.map(\.name), "column") { found, expected in
      found == expected || (found.hasPrefix(expected + "_") && Int(found.dropFirst(expected.count + 1)) != nil)
    }
  }

  private static func difference(
    _ found: [String], _ expected: [String], _ noun: String, _ areSame: (String, String) -> Bool
  ) -> String? {
    guard found.count == expected.count else {
      return "the number of names of a \(noun) is \(found.count), expected \(expected.count)"
    }
    for (place, pair) in zip(found, expected).enumerated() where !areSame(pair.0, pair.1) {
      return
        "\(noun) \(place + 1) is called '\(pair.0.printable(limit: 60))', expected '\(pair.1.printable(limit: 60))'"
    }
    return nil
  }

  private func disagreement(
    _ scorer: any ExportScorer, _ what: String, _ sample: Int, _ expected: Double, _ found: Double
  ) -> ExportProof {
    ExportProof(
      drawnCount: drawn.count, keptCount: kept?.count ?? 0, method: scorer.method, probabilityDifference: .nan,
      logitDifference: nil,
      disagreement: .init(sample: sample, what: what, expected: expected, found: found))
  }

  /// The largest difference of a sample's logits, after the mean over the sample was taken from both; nil where the export
  /// tells none that can be compared.
  private func logitDifference(_ found: ExportScores, _ sample: Int) -> Double? {
    guard let logits = found.logits, let own = expected.logits else { return nil }
    // Behind them may be those of samples that are refused.
    let width = own.count / logitTolerances.count
    let range = sample * width..<(sample + 1) * width
    guard logits.count % width == 0, logits.count >= range.upperBound else { return nil }
    func mean(_ values: [Double]) -> Double { values[range].reduce(0, +) / Double(width) }
    let (a, b) = (mean(logits), mean(own))
    var largest = 0.0
    for place in range {
      let difference = abs((logits[place] - a) - (own[place] - b))
      if difference.isNaN { return .nan }
      largest = max(largest, difference)
    }
    return largest
  }
}

extension PortableModel {
  /// What the model itself says of raw samples, as `softmax predict` computes it. Logits are those of the rows of weights, or
  /// nil where classes were merged.
  ///
  /// - Throws: `DatasetError`, also where a cell is refused.
  package func scores(of samples: RawSamples) throws -> ExportScores {
    let model = file.model
    let values = samples.features(for: input, featureCount: featureCount)
    let features = try Features(values, input: model.input)
    let offsets =
      model.needsOffsets
      ? try SampleOffsets(
        [Double](repeating: 0, count: samples.count), classNames: [model.layerClasses.names[0]])
      : nil
    let found = try model.scores(for: features, offsets: offsets)
    return ExportScores(
      logits: mergesClasses ? nil : found.logits.map(Double.init),
      probabilities: found.probabilities.map(Double.init), labels: found.classIndices)
  }

  /// For each sample the largest sum of the magnitudes of a logit's terms. Complexity: O(samples x features x rows).
  func magnitudes(of samples: RawSamples) -> [Double] {
    let features = samples.features(for: input, featureCount: featureCount).map { Double(abs($0)) }
    var largest = [Double](repeating: 0, count: samples.count)
    var magnitudes = [Double](repeating: 0, count: featureCount)
    for row in 0..<rowCount {
      RowProducts.widenMagnitudes(of: weights(ofRow: row), into: &magnitudes)
      let bias = abs(Double(bias[row]))
      RowProducts.forEach(magnitudes, with: features) { sample, sum in
        largest[sample] = max(largest[sample], bias + sum)
      }
    }
    return largest
  }
}
