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
    // Spans, because in them a loop's elements are read and written without a call for each.
    let places = WorkBuffer<Int>(zeroedCount: passCount * digitCount)
    keys.withSpan(0..<count) { keys in
      places.withMutableSpan { places in countDigits(of: keys, into: &places, lowestBit) }
    }
    var (source, target) = (keys, scratch)
    for pass in 0..<passCount {
      let isOneDigit = places.withMutableSpan { places in turnIntoPlaces(&places, pass, count) }
      if isOneDigit { continue }
      source.withSpan(0..<count) { source in
        target.withMutableSpan { target in
          places.withMutableSpan { places in
            deal(
              source, into: &target, by: &places, from: pass * digitCount, shift: lowestBit + pass * digitBits)
          }
        }
      }
      swap(&source, &target)
    }
    return source
  }

  /// How often each digit of each pass occurs.
  private static func countDigits<Key: FixedWidthInteger & UnsignedInteger>(
    of keys: Span<Key>, into places: inout MutableSpan<Int>, _ lowestBit: Int
  ) {
    let mask = Key(digitCount - 1)
    let (first, second) = (Key(lowestBit), Key(lowestBit + digitBits))
    let third = Key(lowestBit + 2 * digitBits)
    for index in 0..<keys.count {
      let key = keys[index]
      places[Int(truncatingIfNeeded: key &>> first & mask)] &+= 1
      places[digitCount &+ Int(truncatingIfNeeded: key &>> second & mask)] &+= 1
      places[2 &* digitCount &+ Int(truncatingIfNeeded: key &>> third & mask)] &+= 1
    }
  }

  /// Where the keys of each digit begin, in place of how many there are; whether all have one digit.
  private static func turnIntoPlaces(_ places: inout MutableSpan<Int>, _ pass: Int, _ count: Int) -> Bool {
    var (sum, isOneDigit) = (0, false)
    for place in pass * digitCount..<(pass + 1) * digitCount {
      let digits = places[place]
      isOneDigit = isOneDigit || digits == count
      places[place] = sum
      sum += digits
    }
    return isOneDigit
  }

  /// Puts each key where its digit's next one goes.
  private static func deal<Key: FixedWidthInteger & UnsignedInteger>(
    _ source: Span<Key>, into target: inout MutableSpan<Key>, by places: inout MutableSpan<Int>, from base: Int,
    shift: Int
  ) {
    let (mask, shift) = (Key(digitCount - 1), Key(shift))
    for index in 0..<source.count {
      let key = source[index]
      let digit = base &+ Int(truncatingIfNeeded: key &>> shift & mask)
      let place = places[digit]
      target[place] = key
      places[digit] = place &+ 1
    }
  }
}
