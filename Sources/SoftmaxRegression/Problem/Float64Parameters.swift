// Weights and bias in Float64, in known units.

/// The parameters of a model, and the units that they are counted in.
struct Float64Parameters: Sendable, Hashable {
  /// [classes x features].
  var weights: [Double]
  /// [classes]; zeros where there is none.
  var bias: [Double]
  /// What the features that these belong to were standardised by; nil for the user's own.
  private(set) var units: Standardization?

  init(weights: [Double], bias: [Double], units: Standardization? = nil) {
    self.weights = weights
    self.bias = bias
    self.units = units
  }

  /// A model's, which are in the user's units.
  init(_ parameters: Parameters) {
    self.init(weights: parameters.weights.map(Double.init), bias: parameters.bias.map(Double.init))
  }

  /// A solver's point: weights, then the bias, which may be missing.
  init(point: [Double], classCount: Int, featureCount: Int, units: Standardization? = nil) {
    let weightCount = classCount * featureCount
    let bias = Array(point[weightCount...])
    self.init(
      weights: Array(point[..<weightCount]),
      bias: bias.isEmpty ? [Double](repeating: 0, count: classCount) : bias, units: units)
  }

  /// What a solver calls them.
  func point(hasBias: Bool) -> [Double] { weights + (hasBias ? bias : []) }

  var isFinite: Bool { weights.allSatisfy(\.isFinite) && bias.allSatisfy(\.isFinite) }

  /// In Float32.
  var rounded: Parameters { Parameters(weights: weights.map { Float($0) }, bias: bias.map { Float($0) }) }

  /// The same model's in the user's units: w / standard deviation, b - sum of w x mean / standard deviation.
  var inUserUnits: Float64Parameters {
    guard let units else { return self }
    var user = Float64Parameters(weights: weights, bias: bias)
    for k in bias.indices {
      for j in units.means.indices {
        let i = k * units.means.count + j
        user.weights[i] /= units.standardDeviations[j]
        user.bias[k] -= user.weights[i] * units.means[j]
      }
    }
    return user
  }

  /// The same model's in other units.
  func converted(to units: Standardization?) -> Float64Parameters {
    var other = inUserUnits
    guard let units else { return other }
    other.units = units
    for k in bias.indices {
      for j in units.means.indices {
        let i = k * units.means.count + j
        other.bias[k] += other.weights[i] * units.means[j]
        other.weights[i] *= units.standardDeviations[j]
      }
    }
    return other
  }
}
