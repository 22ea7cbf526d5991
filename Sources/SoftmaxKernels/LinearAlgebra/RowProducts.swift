// Products of one row of a matrix with many, in Float64, where laying out the matrix would take more memory than it is worth.

/// Sums of products of rows.
package enum RowProducts {
  /// Calls `body` with each number of a row of `others` [n x row.count] and the sum of its products with `row`, each in four
  /// chains that a processor adds to at once. O(others).
  package static func forEach(_ row: [Double], with others: [Double], _ body: (Int, Double) -> Void) {
    let width = row.count
    guard width > 0 else { return }
    precondition(others.count % width == 0, "rows of one length")
    let count = others.count / width
    unsafe row.withUnsafeBufferPointer { row in
      unsafe others.withUnsafeBufferPointer { others in
        guard let a = row.baseAddress, let b = others.baseAddress else { return }
        var place = 0
        // The row is loaded once for four others.
        while place + 4 <= count {
          let first = unsafe b + place * width
          let sums = unsafe products(a, first, first + width, first + 2 * width, first + 3 * width, width)
          for index in 0..<4 { body(place + index, sums[index]) }
          place += 4
        }
        while place < count {
          let other = unsafe b + place * width
          body(place, unsafe product(a, other, width))
          place += 1
        }
      }
    }
  }

  /// Writes the magnitudes of as many numbers as `row` has.
  package static func widenMagnitudes(of values: ArraySlice<Float>, into row: inout [Double]) {
    precondition(values.count == row.count, "as many numbers as there are places")
    unsafe values.withUnsafeBufferPointer { values in
      unsafe row.withUnsafeMutableBufferPointer { row in
        for index in 0..<row.count { unsafe row[index] = Double(values[index].magnitude) }
      }
    }
  }

  private typealias Vector = SIMD4<Double>

  @inline(__always)
  private static func load(_ start: UnsafePointer<Double>, _ place: Int) -> Vector {
    unsafe UnsafeRawPointer(start + place).loadUnaligned(as: Vector.self)
  }

  private static func products(
    _ row: UnsafePointer<Double>, _ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>,
    _ c: UnsafePointer<Double>, _ d: UnsafePointer<Double>, _ width: Int
  ) -> Vector {
    var (sumA, sumB, sumC, sumD) = (Vector.zero, Vector.zero, Vector.zero, Vector.zero)
    var place = 0
    while place + 4 <= width {
      let x = unsafe load(row, place)
      unsafe sumA += x * load(a, place)
      unsafe sumB += x * load(b, place)
      unsafe sumC += x * load(c, place)
      unsafe sumD += x * load(d, place)
      place += 4
    }
    var sums = Vector(sumA.sum(), sumB.sum(), sumC.sum(), sumD.sum())
    while place < width {
      unsafe sums += row[place] * Vector(a[place], b[place], c[place], d[place])
      place += 1
    }
    return sums
  }

  private static func product(
    _ row: UnsafePointer<Double>, _ other: UnsafePointer<Double>, _ width: Int
  ) -> Double {
    var sums = Vector.zero
    var place = 0
    while place + 4 <= width {
      unsafe sums += load(row, place) * load(other, place)
      place += 4
    }
    var sum = sums.sum()
    while place < width {
      unsafe sum += row[place] * other[place]
      place += 1
    }
    return sum
  }
}
