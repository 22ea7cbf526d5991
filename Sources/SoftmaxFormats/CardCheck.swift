// What a number in a card cannot be, said with the number's place.

/// Each function answers with what is wrong, or nil where nothing is. Places are written as the card has them:
/// `training.objective`.
enum CardCheck {
  /// A number from 0 on.
  static func atLeastZero(_ value: Double, _ place: String) -> String? {
    value >= 0 && value.isFinite ? nil : "'\(place)' is \(value), expected a number that is at least 0"
  }

  /// A number above 0.
  static func positive(_ value: Double, _ place: String) -> String? {
    value > 0 && value.isFinite ? nil : "'\(place)' is \(value), expected a number above 0"
  }

  /// A share from 0 to 1.
  static func share(_ value: Double, _ place: String) -> String? {
    value >= 0 && value <= 1 ? nil : "'\(place)' is \(value), expected a share from 0 to 1"
  }

  /// A whole number of at least `least` and at most `most`.
  static func count(_ value: Int, _ place: String, from least: Int, to most: Int = .max) -> String? {
    guard value < least || value > most else { return nil }
    return "'\(place)' is \(value), expected "
      + (most == .max ? "at least \(least)" : least == most ? "\(least)" : "\(least) to \(most)")
  }

  /// A share of so many samples, which is a whole number of them unless they have weights.
  static func accuracy(
    _ value: Double, _ place: String, of sampleCount: Int, isWeighted: Bool?
  ) -> String? {
    if let problem = share(value, place) { return problem }
    if isWeighted == true { return nil }
    let correct = value * Double(sampleCount)
    // Dividing and multiplying again rounds twice.
    guard abs(correct - correct.rounded()) > 1e-9 * correct else { return nil }
    return "'\(place)' is \(value), which is no whole number of the \(sampleCount) samples"
  }

  /// The place and the number of the first that is not finite.
  static func finite(_ values: [Double], _ place: String) -> String? {
    guard let index = values.firstIndex(where: { !$0.isFinite }) else { return nil }
    return "element \(index) of '\(place)' is \(values[index]), expected a finite number"
  }
}
