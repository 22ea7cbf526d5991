// Numbers with a fixed number of decimals, without Foundation.

/// A number as text with `places` decimals, for lines that people read.
package struct FixedDecimal: CustomStringConvertible {
  package let description: String

  /// Rounds half away from zero. Numbers beyond 1e38, and those that are none, keep Swift's own form.
  package init(_ value: Double, places: Int) {
    let power = (0..<places).reduce(1.0) { product, _ in product * 10 }
    let scaled = (value.magnitude * power).rounded()
    guard value.magnitude < 1e38 else {
      description = "\(value)"
      return
    }
    guard scaled < 1e15 else {
      // So large a number has no decimals that mean anything.
      let whole = (value < 0 ? "-" : "") + String(UInt128(value.magnitude.rounded()))
      description = places == 0 ? whole : whole + "." + String(repeating: "0", count: places)
      return
    }
    let digits = String(UInt64(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    let point = places == 0 ? "" : "."
    description = sign + padded.dropLast(places) + point + padded.suffix(places)
  }
}
