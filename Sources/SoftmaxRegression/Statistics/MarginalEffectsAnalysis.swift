// Marginal effects and their derivatives by the estimates.

import SoftmaxKernels

/// Effects at a point, and their gradients by the free parameters, from sums over the samples.
///
/// Everything follows from sums of products of probabilities, times a row of standardised columns and a 1: of p_k p_l p_q
/// at the samples for derivatives, and of p_k p_l where a category is set to one of its levels for changes. As the
/// probabilities add up to 1, all differences are sums of products, and no digits cancel:
///
///     dp_k/dx_j = sum_q p_k p_q (b_kj - b_qj)
///
/// A product c of x_j and another feature z adds z (b_kc - b_qc) to the difference, so that for each z, a partner, there are
/// such sums times z too.
///
/// Complexity: O(samples x ((1 + partners) x classes^3 / 6 + levels x classes^2 / 2) x features).
struct MarginalEffectsAnalysis {
  private let objective: MultinomialObjective
  private let layout: FreeParameterLayout
  private let scaling: Standardization
  private let groups: [IndicatorGroup]
  private let products: [FeatureProduct]
  /// The coefficients of standardised columns, in the layout of a model.
  private let weights: [Double]
  private let bias: [Double]
  /// Features whose effect is a derivative.
  private let derivatives: [Int]
  /// What features with derivatives are multiplied by in products.
  private let partners: [Int]
  /// k <= l <= q, empty where there are no derivatives, and k <= l.
  private let triples: [(Int, Int, Int)]
  private let pairs: [(Int, Int)]
  /// Each category at each of its levels.
  private let states: [State]

  /// A category set to one level.
  private struct State {
    let group: Int
    /// The feature that is 1; nil: all are 0.
    let level: Int?
    /// The values of the group's features, standardised.
    let values: [Double]
    /// The products that the group's features are in.
    let products: [Product]

    /// A feature that is another one here, or 0.
    struct Product {
      let feature: Int
      let partner: Int
      let isOn: Bool
    }
  }

  /// The effects of features, [classes x features], and their variances.
  struct Result {
    /// The features, ascending, and whether each one's effect is a change.
    let features: [Int]
    let changes: [Bool]
    /// [classes x features].
    let estimates: [Double]
    /// [classes x features].
    let variances: [Double]
  }

  /// What is known at a point of the objective.
  init(
    _ objective: MultinomialObjective, _ layout: FreeParameterLayout, _ scaling: Standardization,
    at point: [Double],
    groups: [IndicatorGroup], products: [FeatureProduct]
  ) {
    self.objective = objective
    self.layout = layout
    self.scaling = scaling
    self.groups = groups
    self.products = products
    let own = objective.samples.parameters(at: point).converted(to: scaling)
    (weights, bias) = (own.weights, own.bias)
    let set = Set(groups.flatMap(\.features) + products.map(\.feature))
    let derivatives = (0..<layout.featureCount).filter { !set.contains($0) }
    self.derivatives = derivatives
    partners = Self.partners(of: derivatives, products)
    let classCount = layout.classCount
    pairs = (0..<classCount).flatMap { k in (k..<classCount).map { (k, $0) } }
    triples =
      derivatives.isEmpty ? [] : pairs.flatMap { k, l in (l..<classCount).map { (k, l, $0) } }
    states = groups.enumerated().flatMap { index, group in
      ([group.base] + group.levels.map(Optional.some)).map { level in
        State(
          group: index, level: level,
          values: group.features.map { j in
            ((level == j ? 1 : 0) - scaling.means[j]) / scaling.standardDeviations[j]
          },
          products: products.compactMap { product in
            let (a, b) = (product.first, product.second)
            if group.features.contains(a) {
              return State.Product(feature: product.feature, partner: b, isOn: level == a)
            }
            return group.features.contains(b)
              ? State.Product(feature: product.feature, partner: a, isOn: level == b) : nil
          })
      }
    }
  }

  private static func partners(of derivatives: [Int], _ products: [FeatureProduct]) -> [Int] {
    let numbers = Set(derivatives)
    let found = products.flatMap { product in
      (numbers.contains(product.first) ? [product.second] : [])
        + (numbers.contains(product.second) ? [product.first] : [])
    }
    return Set(found).sorted()
  }

  /// Gradients that are in memory at once, unless told otherwise.
  static let columnCount = 1024

  /// The bytes of the sums and the gradients.
  static func byteCount(
    classCount: Int, featureCount: Int, groups: [IndicatorGroup], products: [FeatureProduct]
  ) -> Int {
    let (k, f) = (Double(classCount), Double(featureCount + 1))
    let set = Set(groups.flatMap(\.features) + products.map(\.feature))
    let slots = Double(1 + partners(of: (0..<featureCount).filter { !set.contains($0) }, products).count)
    let states = groups.reduce(0.0) { $0 + Double($1.levels.count + 1) }
    let sums = (slots * k * (k + 1) * (k + 2) / 6 + states * k * (k + 1) / 2) * f
    return Int(min(8 * (16 * sums + 3 * (k - 1) * f * min(k * f, max(k, Double(columnCount)))), 1e18))
  }

  // MARK: Sums

  /// Where the sums of the states begin: behind those of the triples, alone and times each partner.
  private var firstStateFactor: Int { triples.count * (1 + partners.count) }

  private var factorCount: Int { firstStateFactor + states.count * pairs.count }

  /// A feature in its own units, from a standardised row.
  private func value(_ j: Int, _ row: Span<Double>) -> Double {
    row[j] * scaling.standardDeviations[j] + scaling.means[j]
  }

  /// A standardised value of a feature, from one in its own units.
  private func standardised(_ value: Double, _ j: Int) -> Double {
    (value - scaling.means[j]) / scaling.standardDeviations[j]
  }

  /// Writes what each sum is of, for a standardised row and its probabilities' weight.
  private func fill(
    _ factors: WorkBuffer<Double>, at first: Int, row values: Span<Double>, weight: Double,
    logits: inout [Double]
  ) {
    let (classCount, featureCount) = (layout.classCount, layout.featureCount)
    var own = [Double](repeating: 0, count: classCount)
    for k in 0..<classCount {
      own[k] = bias[k]
      for j in 0..<featureCount { own[k] += weights[k * featureCount + j] * values[j] }
    }
    var place = first
    if !triples.isEmpty {
      logits = own
      Self.softmax(&logits)
      for (k, l, q) in triples {
        factors[place] = weight * logits[k] * logits[l] * logits[q]
        place += 1
      }
      for partner in partners {
        let value = value(partner, values)
        for index in 0..<triples.count {
          factors[place] = factors[first + index] * value
          place += 1
        }
      }
    }
    for state in states {
      logits = own
      for (index, j) in groups[state.group].features.enumerated() {
        let change = state.values[index] - values[j]
        for k in 0..<classCount { logits[k] += weights[k * featureCount + j] * change }
      }
      for product in state.products {
        let j = product.feature
        let change = standardised(product.isOn ? value(product.partner, values) : 0, j) - values[j]
        for k in 0..<classCount { logits[k] += weights[k * featureCount + j] * change }
      }
      Self.softmax(&logits)
      for (k, l) in pairs {
        factors[place] = weight * logits[k] * logits[l]
        place += 1
      }
    }
  }

  private static func softmax(_ logits: inout [Double]) {
    let largest = logits.max() ?? 0
    let exponentials = KernelTable.best.exponentials64(of: logits.map { $0 - largest })
    let sum = exponentials.reduce(0, +)
    logits = exponentials.map { $0 / sum }
  }

  /// The sums over all samples, [factors x (features + 1)], the last column that of the 1, and what their weights are.
  private func averageSums(at point: [Double]) -> [Double] {
    let (size, count) = (layout.featureCount + 1, factorCount)
    let (samples, kernels, scaling) = (objective.samples, objective.engine.kernels, scaling)
    let sums = Float64Pass(samples).sumOverProbabilities(
      count: count * size, at: samples.parameters(at: point)
    ) { [self] _, rows, open, sums in
      let block = MatrixBlock(
        WorkBuffer<Double>(uninitializedCount: rows.count * size), stride: size, rowCount: rows.count,
        columnCount: size)
      let factors = WorkBuffer<Double>(count: rows.count * count, repeating: 0)
      kernels.widen(open, hasOne: true, into: block)
      scaling.apply(to: block)
      var logits: [Double] = []
      for (r, row) in rows.enumerated() {
        block.buffer.withSpan(r * size..<(r + 1) * size) { values in
          fill(factors, at: r * count, row: values, weight: samples.weights?[row] ?? 1, logits: &logits)
        }
      }
      kernels.addProducts(
        scale: 1, MatrixBlock(factors, stride: count, rowCount: rows.count, columnCount: count), block,
        into: MatrixBlock(sums, stride: size, rowCount: count, columnCount: size),
        workspace: WorkBuffer<Double>(
          uninitializedCount: KernelTable.productsWorkspaceCount(leftCount: count)))
    }
    return sums.map { $0 / objective.totalWeight }
  }

  /// The same of one sample whose features are the means.
  private func sumsAtMeans() -> [Double] {
    let samples = objective.samples
    let centres = scaling.means.map { $0 / samples.scale }
    let distances = samples.pass.columnSums(
      of: samples.rows, power: .one, centres: centres, weights: samples.weights?.double)
    var row = distances.enumerated().map { j, sum in
      sum / objective.totalWeight * samples.scale / scaling.standardDeviations[j]
    }
    for product in products {
      let means = [product.first, product.second].map { value($0, row.span) }
      row[product.feature] = standardised(means[0] * means[1], product.feature)
    }
    row.append(1)
    let factors = WorkBuffer<Double>(count: factorCount, repeating: 0)
    var logits: [Double] = []
    fill(factors, at: 0, row: row.span, weight: 1, logits: &logits)
    return factors.array.flatMap { factor in row.map { factor * $0 } }
  }

  // MARK: Effects

  /// The effects at the point, which is the one of the initialiser, their variances by `variances` of the gradients'
  /// columns, [parameters x effects]: some at once, so that they take little memory.
  func effects(
    at place: MarginalEffects.Place, point: [Double], columnCount: Int,
    variances: (MatrixBlock<Double>) -> [Double]
  ) -> Result {
    let sums = place == .average ? averageSums(at: point) : sumsAtMeans()
    let (classCount, order, size) = (layout.classCount, layout.order, layout.blockSize)
    let levels = levelStates
    let numbers = Set(derivatives)
    let features = (0..<layout.featureCount).filter { levels[$0] != nil || numbers.contains($0) }
    let moments = Moments(self, sums)
    var estimates = [Double](repeating: 0, count: classCount * features.count)
    var found = estimates
    let step = max(1, columnCount / classCount)
    for start in stride(from: 0, to: features.count, by: step) {
      let part = start..<min(start + step, features.count)
      let width = part.count * classCount
      let gradients = WorkBuffer<Double>(count: order * width, repeating: 0)
      for index in part {
        let j = features[index]
        for k in 0..<classCount {
          let place = k * features.count + index
          let column = (index - part.lowerBound) * classCount + k
          if let (base, own) = levels[j] {
            estimates[place] = moments.probability(k, in: own) - moments.probability(k, in: base)
          } else {
            estimates[place] = moments.derivative(k, j)
          }
          for l in 0..<classCount - 1 {
            for m in 0..<size {
              let slope =
                if let (base, own) = levels[j] {
                  moments.slope(k, by: l, m, in: own) - moments.slope(k, by: l, m, in: base)
                } else {
                  moments.slope(k, j, by: l, m)
                }
              gradients[(l * size + m) * width + column] = slope
            }
          }
        }
      }
      let own = variances(MatrixBlock(gradients, stride: width, rowCount: order, columnCount: width))
      for index in part {
        for k in 0..<classCount {
          found[k * features.count + index] = own[(index - part.lowerBound) * classCount + k]
        }
      }
    }
    return Result(
      features: features, changes: features.map { levels[$0] != nil }, estimates: estimates, variances: found)
  }

  /// For each level's feature the numbers of the states of its base and of itself.
  private var levelStates: [Int: (base: Int, own: Int)] {
    var states: [Int: (base: Int, own: Int)] = [:]
    var first = 0
    for group in groups {
      for (index, level) in group.levels.enumerated() { states[level] = (first, first + index + 1) }
      first += group.levels.count + 1
    }
    return states
  }

  /// The sums by what they are of.
  private struct Moments {
    private let analysis: MarginalEffectsAnalysis
    private let sums: [Double]
    private let size: Int
    private let classCount: Int
    /// Where p_k p_l p_q stands, [classes x classes x classes], and p_k p_l.
    private let triplePlaces: [Int]
    private let pairPlaces: [Int]
    /// The sums of p_k p_l x_m at the samples, alone and times each partner, [1 + partners][classes x classes x (features
    /// + 1)].
    private let products: [Double]
    /// For each feature the terms that change with it: itself, and its products, each with the sums of its partner.
    private let terms: [[(feature: Int, slot: Int)]]
    /// For each feature the group that it is set with, and its place there; nil for a number.
    private let members: [(group: Int, place: Int)?]
    /// For each state its products by their features.
    private let stateProducts: [[Int: State.Product]]

    init(_ analysis: MarginalEffectsAnalysis, _ sums: [Double]) {
      self.analysis = analysis
      self.sums = sums
      size = analysis.layout.featureCount + 1
      let count = analysis.layout.classCount
      classCount = count
      var pairs = [Int](repeating: 0, count: count * count)
      for (place, (k, l)) in analysis.pairs.enumerated() {
        pairs[k * count + l] = place
        pairs[l * count + k] = place
      }
      var triples = [Int](repeating: 0, count: analysis.triples.isEmpty ? 0 : count * count * count)
      for (place, (k, l, q)) in analysis.triples.enumerated() {
        for (a, b, c) in [(k, l, q), (k, q, l), (l, k, q), (l, q, k), (q, k, l), (q, l, k)] {
          triples[(a * count + b) * count + c] = place
        }
      }
      (pairPlaces, triplePlaces) = (pairs, triples)
      let slots = 1 + analysis.partners.count
      var products = [Double](repeating: 0, count: triples.isEmpty ? 0 : slots * count * count * size)
      for slot in 0..<(triples.isEmpty ? 0 : slots) {
        for (place, triple) in triples.enumerated() {
          let pair = slot * count * count + place / count
          let own = slot * analysis.triples.count + triple
          for m in 0..<size { products[pair * size + m] += sums[own * size + m] }
        }
      }
      self.products = products
      var terms = (0..<size).map { [(feature: $0, slot: 0)] }
      let places = Dictionary(uniqueKeysWithValues: analysis.partners.enumerated().map { ($1, $0 + 1) })
      for product in analysis.products {
        for (j, partner) in [(product.first, product.second), (product.second, product.first)] {
          if let slot = places[partner] { terms[j].append((product.feature, slot)) }
        }
      }
      self.terms = terms
      var members = [(group: Int, place: Int)?](repeating: nil, count: size)
      for (number, group) in analysis.groups.enumerated() {
        for (place, j) in group.features.enumerated() { members[j] = (number, place) }
      }
      self.members = members
      stateProducts = analysis.states.map { state in
        Dictionary(uniqueKeysWithValues: state.products.map { ($0.feature, $0) })
      }
    }

    /// The sum of p_k p_l p_q x_m times a slot's partner; x_m is 1 beyond the features.
    private func triple(_ k: Int, _ l: Int, _ q: Int, _ m: Int, _ slot: Int) -> Double {
      sums[(slot * analysis.triples.count + triplePlaces[(k * classCount + l) * classCount + q]) * size + m]
    }

    /// The sum of p_k p_l x_m times a slot's partner.
    private func pair(_ k: Int, _ l: Int, _ m: Int, _ slot: Int) -> Double {
      products[((slot * classCount + k) * classCount + l) * size + m]
    }

    private func difference(_ k: Int, _ l: Int, _ j: Int) -> Double {
      let featureCount = analysis.layout.featureCount
      return analysis.weights[k * featureCount + j] - analysis.weights[l * featureCount + j]
    }

    /// dp_k/dx_j, x_j in its own units.
    func derivative(_ k: Int, _ j: Int) -> Double {
      terms[j].reduce(0) { whole, term in
        let sum = (0..<classCount).reduce(0) {
          $0 + pair(k, $1, size - 1, term.slot) * difference(k, $1, term.feature)
        }
        return whole + sum / analysis.scaling.standardDeviations[term.feature]
      }
    }

    /// Its slope by the coefficient of class l and term m.
    func slope(_ k: Int, _ j: Int, by l: Int, _ m: Int) -> Double {
      terms[j].reduce(0) {
        $0 + slope(k, $1.feature, $1.slot, by: l, m) / analysis.scaling.standardDeviations[$1.feature]
      }
    }

    /// The part of it that comes from one term that changes with x_j.
    private func slope(_ k: Int, _ c: Int, _ slot: Int, by l: Int, _ m: Int) -> Double {
      var sum = 0.0
      for q in 0..<classCount {
        if k == l { sum += pair(k, q, m, slot) * difference(k, q, c) }
        sum -= triple(k, l, q, m, slot) * (difference(k, q, c) + difference(l, q, c))
      }
      // p_k (1 - p_k) is the sum of its products with the others.
      if m == c {
        sum +=
          k == l
          ? (0..<classCount).reduce(0) { $1 == k ? $0 : $0 + pair(k, $1, size - 1, slot) }
          : -pair(k, l, size - 1, slot)
      }
      return sum
    }

    /// The sum of p_k p_l x_m in a state, whose own features are the same in every sample.
    private func pair(_ k: Int, _ l: Int, _ m: Int, in state: Int) -> Double {
      let row =
        (analysis.firstStateFactor + state * analysis.pairs.count + pairPlaces[k * classCount + l]) * size
      let own = analysis.states[state]
      if let member = members[m], member.group == own.group {
        return own.values[member.place] * sums[row + size - 1]
      }
      if let product = stateProducts[state][m] {
        let (scaling, one) = (analysis.scaling, sums[row + size - 1])
        let z = product.partner
        let value = product.isOn ? scaling.standardDeviations[z] * sums[row + z] + scaling.means[z] * one : 0
        return (value - scaling.means[m] * one) / scaling.standardDeviations[m]
      }
      return sums[row + m]
    }

    /// p_k in a state.
    func probability(_ k: Int, in state: Int) -> Double {
      (0..<classCount).reduce(0) { $0 + pair(k, $1, size - 1, in: state) }
    }

    /// Its slope by the coefficient of class l and term m.
    func slope(_ k: Int, by l: Int, _ m: Int, in state: Int) -> Double {
      k == l
        ? (0..<classCount).reduce(0) { $1 == k ? $0 : $0 + pair(k, $1, m, in: state) }
        : -pair(k, l, m, in: state)
    }
  }
}
