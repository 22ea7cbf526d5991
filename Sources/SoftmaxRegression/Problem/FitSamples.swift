// What the sums of a fit run over.

import SoftmaxKernels

/// Rows, each with a class and perhaps a weight, and the pass that sums over them.
///
/// What is said of all samples is said of those of all processes.
struct FitSamples: Sendable {
  private(set) var rows: Rows
  /// What the rows are standardised by; nil where they are in the user's units.
  private(set) var units: Standardization?
  let labels: ClassLabels
  let weights: SampleWeights?
  /// What is added to the logits; nil where that changes nothing.
  let offsets: LogitOffsets?
  /// The largest magnitude of an offset of all samples.
  let offsetMagnitude: Double
  let pass: RowPass
  /// Each class's share of all samples' weights.
  let classShares: [Double]
  /// The sum S of all samples' weights.
  let totalWeight: Double
  /// All samples whose weight is above 0, each as much as it counts in scores.
  let countingCount: Double
  /// The entries of all samples, where rows are sparse: what methods cost must look alike to every process.
  let entryCount: Int?

  /// Complexity: O(samples).
  init(
    rows: Rows, labels: ClassLabels, weights: SampleWeights? = nil, offsets: LogitOffsets? = nil,
    _ pass: RowPass
  ) {
    precondition(
      labels.count == rows.sampleCount && pass.parts.ownRowCount == labels.count, "a label for each row")
    self.rows = rows
    self.labels = labels
    self.weights = weights
    self.pass = pass
    offsetMagnitude = Self.magnitude(of: offsets, pass)
    // Those of all processes, or none's.
    self.offsets = offsetMagnitude > 0 ? offsets : nil
    let classCount = labels.classCount
    // Of the weights by class, of all, and how many count.
    let sums: [Double] = pass.reduce(
      count: classCount + 2, chunkLength: SampleWeights.chunkLength, work: labels.count
    ) {
    } add: { chunk, _, sums in
      labels.withIndices(of: chunk.rows) { labels in
        sums.withMutableSpan { sums in
          for i in labels.indices {
            let weight = weights?[chunk.rows.lowerBound + i] ?? 1
            sums[Int(labels[i])] += weight
            sums[classCount] += weight
            sums[classCount + 1] += weights?.score(chunk.rows.lowerBound + i) ?? 1
          }
        }
      }
    }.array
    let total = sums[classCount]
    totalWeight = total
    countingCount = sums[classCount + 1]
    classShares = sums[..<classCount].map { $0 / total }
    entryCount = rows.entryCount.map { own in
      guard !pass.holdsAllRows else { return own }
      return pass.communicator.gather([Double(own)]).joined().reduce(0) { $0 + Int($1) }
    }
  }

  /// Samples of a data set, which says where they are.
  init(_ data: Dataset, _ engine: Engine) {
    self.init(data, data.sharing.pass(engine))
  }

  /// The samples of a data set, which are those at hand of the pass.
  init(_ data: Dataset, _ pass: RowPass) {
    self.init(
      rows: data.features.rows, labels: ClassLabels(data.classIndices, classCount: data.classes.count),
      weights: data.sampleWeights.map { SampleWeights($0, scores: data.scoreWeights, pass) },
      offsets: data.offsets?.relativeOffsets(of: data.classes), pass)
  }

  /// The same samples with other weights.
  func weighted(by weights: SampleWeights?) -> FitSamples {
    var other = FitSamples(rows: rows, labels: labels, weights: weights, offsets: offsets, pass)
    other.units = units
    return other
  }

  /// The largest magnitude of all processes' offsets, which all of them have or none.
  private static func magnitude(of offsets: LogitOffsets?, _ pass: RowPass) -> Double {
    guard let offsets else { return 0 }
    precondition(offsets.rowCount == pass.parts.ownRowCount, "an offset for each row")
    let largest: WorkBuffer<Double> = pass.reduce(
      .greatest, count: 1, chunkLength: SampleWeights.chunkLength, work: offsets.rowCount * offsets.classCount
    ) {
    } add: { chunk, _, largest in
      for row in chunk.rows {
        for k in 0..<offsets.classCount { largest[0] = max(largest[0], abs(offsets[row, k])) }
      }
    }
    return largest[0]
  }

  /// The same samples, which are in the user's units, in others.
  func standardized(by standardization: Standardization?) -> FitSamples {
    guard let standardization else { return self }
    var other = self
    other.rows = standardization.rows(of: rows)
    other.units = standardization
    return other
  }

  /// What a stored element is multiplied by.
  var scale: Double { rows.scale }
  /// A solver's point as parameters in the units of these rows.
  func parameters(at point: [Double]) -> Float64Parameters {
    Float64Parameters(point: point, classCount: classCount, featureCount: featureCount, units: units)
  }

  var classCount: Int { labels.classCount }
  var featureCount: Int { rows.featureCount }
  /// The rows at hand.
  var rowCount: Int { rows.sampleCount }
  /// All samples, those of other processes included.
  var sampleCount: Int { pass.rowCount }
  var engine: Engine { pass.engine }
}
