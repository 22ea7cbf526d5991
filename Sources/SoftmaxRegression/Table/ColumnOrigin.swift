// What the numbers of a column are counted from.

/// Float32 keeps 24 bits of a number: of a column that lies far from 0 for its spread, times in seconds say, little is left.
/// Such a column is counted from a number among its own, which is subtracted in Float64.
package enum ColumnOrigin {
  /// How many standard deviations from 0 a column may lie: of Float32's 24 bits 14 are then left for what varies.
  package static let farthest = 1024.0

  /// What these numbers are to be counted from: 0, unless they lie further from it than 1024 of their standard
  /// deviations; then a short number near their median, or the first of them.
  package static func of(_ numbers: [Double]) -> Double {
    guard let first = numbers.first else { return 0 }
    var mean = 0.0
    var squares = 0.0
    for (index, number) in numbers.enumerated() {
      let difference = number - mean
      mean += difference / Double(index + 1)
      squares += difference * (number - mean)
    }
    let standardDeviation = (squares / Double(numbers.count)).squareRoot()
    guard standardDeviation > 0, standardDeviation.isFinite, abs(mean) > farthest * standardDeviation else {
      return 0
    }
    let median = numbers.sorted()[numbers.count / 2]
    // The largest power of ten within the standard deviation; powers below 1 as divisors, which are exact.
    var (unit, divisor) = (1.0, 1.0)
    while unit * 10 <= standardDeviation { unit *= 10 }
    while unit / divisor > standardDeviation, divisor < 1e300 { divisor *= 10 }
    let short = (median / unit * divisor).rounded() / divisor * unit
    return short.isFinite && abs(short - median) <= standardDeviation ? short : first
  }
}
