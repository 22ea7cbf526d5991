// Fits whose weights stay in Float64, for programs that compute in Float64 themselves.

package import SoftmaxKernels

/// Rows with classes and weights, ready for fits whose result is not rounded to Float32.
///
/// A model of this package holds Float32 weights, and its certificate is true of these. Whoever takes the numbers
/// elsewhere, into a NumPy array say, wants those of the optimum: the fits are the same, and what they return is the
/// solver's own point, in the units of the rows, certified as it is.
package struct UnroundedProblem: Sendable {
  let samples: FitSamples
  let problem: FitProblem
  let hasBias: Bool
  /// The columns that fits see, of sparse rows of which others have no entry; nil: all.
  let usedColumns: [Int]?
  /// The classes that have samples, by their numbers in the caller's count.
  let presentClasses: [Int]
  package let classCount: Int
  package let featureCount: Int

  /// Checks samples and makes them ready.
  ///
  /// - Parameters:
  ///   - rows: The samples, whose values are finite.
  ///   - labels: The class of each, below `classCount`.
  ///   - classCount: How many classes results have.
  ///   - weights: How much each counts, from 0 on; nil: all alike.
  ///   - hasBias: Whether there is a bias.
  ///   - isPenalised: Whether every fit has a penalty, so that columns without an entry need no place.
  ///   - execution: What to run on.
  ///   - sharing: The parts that the samples come in, and who else holds some; nil: one part that is all here. What is said
  ///     of samples, weights and classes is then said of those of all processes, which all have rows of the same kind and
  ///     weights, or none.
  /// - Throws: `DatasetError` for samples of which fewer than two classes count, `WorkStopped` where the work was asked to end.
  package init(
    rows: Rows, labels: [UInt32], classCount: Int, weights: [Double]?, hasBias: Bool, isPenalised: Bool,
    execution: Execution, sharing: RowSharing? = nil
  ) throws {
    guard labels.count == rows.sampleCount else {
      throw DatasetError.labelCountMismatch(samples: rows.sampleCount, labels: labels.count)
    }
    let engine = execution.engine
    var sharing = sharing ?? RowSharing(rowCount: rows.sampleCount)
    precondition(sharing.parts.ownRowCount == rows.sampleCount, "parts of the rows at hand")
    var (rows, labels, weights) = (rows, labels, weights)
    if let all = weights {
      guard all.count == labels.count else {
        throw DatasetError.weightCountMismatch(samples: labels.count, weights: all.count)
      }
      if let sample = all.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
        throw DatasetError.invalidWeight(sample: sample, value: "\(all[sample])")
      }
      if !sharing.holdsEverywhere(!all.contains(0)) {
        let counting = all.indices.filter { all[$0] > 0 }
        guard sharing.total(counting.count) > 0 else { throw DatasetError.noWeight(classes: []) }
        sharing = sharing.selecting(counting)
        if counting.count < labels.count {
          rows = rows.gathering(counting.map(UInt32.init))
          labels = counting.map { labels[$0] }
          weights = counting.map { all[$0] }
        }
      }
    }
    var counts = [Double](repeating: 0, count: classCount)
    for (sample, label) in labels.enumerated() {
      guard Int(label) < classCount else {
        throw DatasetError.classIndexOutOfRange(index: Int(label), sample: sample, classCount: classCount)
      }
      counts[Int(label)] += 1
    }
    let present = sharing.present(counts)
    try engine.checkStopped()
    guard present.count > 1 else {
      throw DatasetError.oneClass(name: present.first.map(String.init) ?? "none")
    }
    if present.count < classCount {
      var place = [UInt32](repeating: 0, count: classCount)
      for (i, k) in present.enumerated() { place[k] = UInt32(i) }
      labels = labels.map { place[Int($0)] }
    }
    featureCount = rows.featureCount
    var used: [Int]?
    if isPenalised, let columns = sharing.usedColumns(of: rows) {
      let kept = columns.isEmpty ? [0] : columns
      rows = rows.selecting(columns: kept)
      used = kept
    }
    usedColumns = used
    self.classCount = classCount
    presentClasses = present
    self.hasBias = hasBias
    let pass = sharing.pass(engine)
    let isUniform = weights.map { sharing.areEqual($0) } ?? true
    samples = FitSamples(
      rows: rows, labels: ClassLabels(labels, classCount: present.count),
      weights: isUniform ? nil : weights.map { SampleWeights($0, pass) }, pass)
    // Sums of samples that cannot be reached are no numbers to divide by.
    try engine.checkStopped()
    problem = FitProblem(
      samples, input: .vector(featureCount: rows.featureCount), isStandardized: false, hasBias: hasBias)
  }

  // MARK: Between the caller's parameters and a solver's point

  /// A solver's point as weights [classes x features] and bias of all classes. Where nothing shrinks magnitudes, the mean of
  /// the classes' weights is 0, which changes no probability; so is the bias's. A class without samples has weights of 0,
  /// and a bias that makes it improbable.
  func parameters(at point: [Double], centresWeights: Bool) -> UnroundedParameters {
    var own = problem.parameters(at: point).inUserUnits
    let (count, width) = (presentClasses.count, samples.featureCount)
    if centresWeights {
      for j in 0..<width {
        let mean = (0..<count).reduce(0) { $0 + own.weights[$1 * width + j] } / Double(count)
        for k in 0..<count { own.weights[k * width + j] -= mean }
      }
    }
    let mean = own.bias.reduce(0, +) / Double(count)
    for k in 0..<count { own.bias[k] -= mean }
    var whole = UnroundedParameters(classCount: classCount, featureCount: featureCount)
    if count < classCount {
      let least = (own.bias.min() ?? 0) - Self.absentDistance
      whole.bias = [Double](repeating: hasBias ? least : 0, count: classCount)
    }
    for (i, k) in presentClasses.enumerated() {
      whole.bias[k] = own.bias[i]
      for j in 0..<width {
        whole.weights[k * featureCount + (usedColumns?[j] ?? j)] = own.weights[i * width + j]
      }
    }
    return whole
  }

  /// e to its negative is the odds of a class that nobody has seen.
  private static let absentDistance = 30.0

  /// The solver's point of such parameters.
  func point(of whole: UnroundedParameters) -> [Double] {
    let width = samples.featureCount
    var own = Float64Parameters(
      weights: [Double](repeating: 0, count: presentClasses.count * width),
      bias: presentClasses.map { hasBias ? whole.bias[$0] : 0 })
    for (i, k) in presentClasses.enumerated() {
      for j in 0..<width {
        own.weights[i * width + j] = whole.weights[k * featureCount + (usedColumns?[j] ?? j)]
      }
    }
    return own.converted(to: problem.conditioning).point(hasBias: hasBias)
  }
}

/// Weights [classes x features], row-major, and bias [classes], in Float64.
package struct UnroundedParameters: Sendable, Hashable {
  package var weights: [Double]
  package var bias: [Double]

  /// Zeros.
  package init(classCount: Int, featureCount: Int) {
    weights = [Double](repeating: 0, count: classCount * featureCount)
    bias = [Double](repeating: 0, count: classCount)
  }

  package init(weights: [Double], bias: [Double]) {
    precondition(!bias.isEmpty && weights.count % bias.count == 0, "the parameters' shape")
    self.weights = weights
    self.bias = bias
  }

  package var isFinite: Bool { weights.allSatisfy(\.isFinite) && bias.allSatisfy(\.isFinite) }
}

extension RowSharing {
  /// The places at which the counts of some process are above 0.
  fileprivate func present(_ own: [Double]) -> [Int] {
    let all = isAlone ? [own] : communicator.gather(own)
    return own.indices.filter { place in all.contains { place < $0.count && $0[place] > 0 } }
  }

  /// The columns of sparse rows with an entry somewhere; nil where all of them have one, and of rows that are dense.
  fileprivate func usedColumns(of rows: Rows) -> [Int]? {
    guard !isAlone else { return rows.usedColumns }
    guard rows.isSparse else { return nil }
    let own = rows.usedColumns ?? Array(0..<rows.featureCount)
    let all = Set(communicator.gather(own.map(Double.init)).joined())
    return all.count < rows.featureCount ? all.map { Int($0) }.sorted() : nil
  }
}
