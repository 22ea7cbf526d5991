// What logits are multiplied by, so that probabilities are as often right as they say.

/// The scaling of a model's logits that was fitted to samples which the model had not seen.
///
/// Reference: Guo, Pleiss, Sun and Weinberger, On calibration of modern neural networks, ICML 2017. Their matrix scaling
/// is left out: with classes squared numbers it overfits a holdout of usual size, as they found themselves.
public struct LogitScaling: Sendable, Hashable {
  /// The form of the scaling.
  public enum Method: String, Sendable, Hashable, CaseIterable {
    /// All logits are divided by one temperature: the order of the classes stays.
    case temperature
    /// The logit of each class is multiplied by a number of its own, and one is added.
    case vector
  }

  /// The numbers.
  public enum Factors: Sendable, Hashable {
    /// What all logits are divided by: above 1 the model was too sure of itself, below 1 not sure enough.
    case temperature(Double)
    /// For each row of weights what its logit is multiplied by, and what is added.
    case vector(scales: [Float], shifts: [Float])
  }

  /// The numbers.
  public let factors: Factors
  /// What they were fitted to, such as `digits:test`: a name.
  public let data: String
  /// The number of samples that they were fitted to.
  public let sampleCount: Int

  package init(_ factors: Factors, data: String, sampleCount: Int) {
    self.factors = factors
    self.data = data
    self.sampleCount = sampleCount
  }

  /// The form.
  public var method: Method {
    if case .temperature = factors { .temperature } else { .vector }
  }

  /// The temperature, where there is one.
  public var temperature: Double? {
    if case .temperature(let temperature) = factors { temperature } else { nil }
  }

  /// For each row of weights what its logit is multiplied by, and what is added.
  func numbers(rowCount: Int) -> (scales: [Float], shifts: [Float]?) {
    switch factors {
    case .temperature(let temperature):
      ([Float](repeating: Self.scale(of: temperature), count: rowCount), nil)
    case .vector(let scales, let shifts): (scales, shifts)
    }
  }

  /// What logits are multiplied by for a temperature.
  package static func scale(of temperature: Double) -> Float { Float(1 / temperature) }

  /// What keeps the numbers from being a scaling of so many rows of weights; nil where nothing does.
  package static func problem(_ factors: Factors, rowCount: Int) -> String? {
    switch factors {
    case .temperature(let temperature):
      guard temperature > 0, temperature.isFinite, scale(of: temperature).isNormal else {
        return "a temperature of \(temperature), expected a number above 0 that Float32 can hold"
      }
    case .vector(let scales, let shifts):
      for (name, numbers) in [("scales", scales), ("shifts", shifts)] {
        guard numbers.count == rowCount else {
          return "\(numbers.count) \(name), expected \(rowCount), one for each row of weights"
        }
        guard let row = numbers.firstIndex(where: { !$0.isFinite }) else { continue }
        return "element \(row) of the \(name) is \(numbers[row]), expected a finite number"
      }
    }
    return nil
  }
}
