// Figures of numbers, one after the other.

/// Least, mean, standard deviation and greatest of the numbers so far (Welford 1962).
struct NumberTally {
  private(set) var count = 0
  private(set) var minimum = Double.infinity
  private(set) var maximum = -Double.infinity
  private(set) var mean = 0.0
  /// Whether each number so far is whole and the one before plus 1.
  private(set) var growsByOne = true
  private var squares = 0.0
  private var last = 0.0

  /// The standard deviation, over the count.
  var standardDeviation: Double { count > 0 ? (squares / Double(count)).squareRoot() : 0 }

  /// Adds a number that stands `times` times, at least once.
  mutating func add(_ number: Double, times: Int = 1) {
    growsByOne = growsByOne && times == 1 && (count == 0 ? number == number.rounded() : number == last + 1)
    last = number
    count += times
    minimum = min(minimum, number)
    maximum = max(maximum, number)
    let difference = number - mean
    mean += difference * (Double(times) / Double(count))
    squares += Double(times) * difference * (number - mean)
  }
}
