// Sorting of many keys of few bits.

import SoftmaxKernels

/// Ascending order by thirty bits of each key, in three passes of ten: least significant digits first, so that equal keys keep
/// their order.
enum RadixSort {
  private static let digitBits = 10
  private static let digitCount = 1 << digitBits
  private static let passCount = 3

  /// Sorts the first `count` of `keys` by the bits from `lowestBit` on.
  ///
  /// - Returns: `keys` or `scratch`, whichever has the sorted keys; the other has nothing of use.
  /// - Complexity: O(count).
  static func sorted<Key: FixedWidthInteger & UnsignedInteger & BitwiseCopyable & Sendable>(
    _ keys: WorkBuffer<Key>, scratch: WorkBuffer<Key>, count: Int, lowestBit: Int
  ) -> WorkBuffer<Key> {
    let mask = Key(digitCount - 1)
    let places = WorkBuffer<Int>(zeroedCount: passCount * digitCount)
    let (first, second, third) = (lowestBit, lowestBit + digitBits, lowestBit + 2 * digitBits)
    for index in 0..<count {
      let key = keys[index]
      places[Int(truncatingIfNeeded: key &>> Key(first) & mask)] += 1
      places[digitCount + Int(truncatingIfNeeded: key &>> Key(second) & mask)] += 1
      places[2 * digitCount + Int(truncatingIfNeeded: key &>> Key(third) & mask)] += 1
    }
    var (source, target) = (keys, scratch)
    for pass in 0..<passCount {
      let base = pass * digitCount
      var (sum, isOneDigit) = (0, false)
      for digit in 0..<digitCount {
        let digits = places[base + digit]
        isOneDigit = isOneDigit || digits == count
        places[base + digit] = sum
        sum += digits
      }
      if isOneDigit { continue }
      let shift = Key(lowestBit + pass * digitBits)
      for index in 0..<count {
        let key = source[index]
        let digit = base + Int(truncatingIfNeeded: key &>> shift & mask)
        let place = places[digit]
        target[place] = key
        places[digit] = place + 1
      }
      swap(&source, &target)
    }
    return source
  }
}
