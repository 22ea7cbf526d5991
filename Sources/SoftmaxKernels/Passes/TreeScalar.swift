// Numbers that a tree over chunks combines.

/// What becomes of the numbers of two nodes.
package enum TreeCombination: Sendable {
  case sum
  case least
  case greatest
}

/// Float or Double: loops over them are compiled for each.
package protocol TreeScalar: BinaryFloatingPoint, BitwiseCopyable, Sendable {
  /// Replaces the elements of `target` at `range` by what they come to with those of `source` from `first` on. Both may be
  /// in one buffer.
  static func combine(
    _ combination: TreeCombination, _ source: WorkBuffer<Self>, from first: Int, into target: WorkBuffer<Self>,
    at range: Range<Int>)

  /// Sets the elements at `range` to what changes no other.
  static func reset(_ combination: TreeCombination, _ target: WorkBuffer<Self>, at range: Range<Int>)

  /// Appends the first elements in Float64, which has all numbers of Float32.
  static func append(_ source: WorkBuffer<Self>, count: Int, to numbers: inout [Double])

  /// The numbers at `range`, which are elements that `append` has widened.
  static func elements(_ numbers: [Double], at range: Range<Int>) -> WorkBuffer<Self>
}

extension TreeScalar {
  /// The same where both have their elements at the same place.
  package static func combine(
    _ combination: TreeCombination, _ source: WorkBuffer<Self>, into target: WorkBuffer<Self>,
    at range: Range<Int>
  ) {
    combine(combination, source, from: range.lowerBound, into: target, at: range)
  }
}

extension Double: TreeScalar {
  package static func combine(
    _ combination: TreeCombination, _ source: WorkBuffer<Double>, from first: Int,
    into target: WorkBuffer<Double>,
    at range: Range<Int>
  ) {
    source.check(first..<first + range.count)
    target.check(range)
    // Pointers of their own, so that the loops become vectors.
    let (from, to) = unsafe (source.start + first, target.start + range.lowerBound)
    switch combination {
    case .sum: for i in 0..<range.count { unsafe to[i] += from[i] }
    case .least: for i in 0..<range.count { unsafe to[i] = min(to[i], from[i]) }
    case .greatest: for i in 0..<range.count { unsafe to[i] = max(to[i], from[i]) }
    }
  }

  package static func reset(_ combination: TreeCombination, _ target: WorkBuffer<Double>, at range: Range<Int>)
  {
    target.fill(range, with: combination == .sum ? 0 : combination == .least ? .infinity : -.infinity)
  }

  package static func append(_ source: WorkBuffer<Double>, count: Int, to numbers: inout [Double]) {
    source.withSpan(0..<count) { span in for i in span.indices { numbers.append(span[i]) } }
  }

  package static func elements(_ numbers: [Double], at range: Range<Int>) -> WorkBuffer<Double> {
    let result = WorkBuffer<Double>(uninitializedCount: range.count)
    result.withMutableSpan { target in for i in 0..<range.count { target[i] = numbers[range.lowerBound + i] } }
    return result
  }
}

extension Float: TreeScalar {
  package static func combine(
    _ combination: TreeCombination, _ source: WorkBuffer<Float>, from first: Int,
    into target: WorkBuffer<Float>,
    at range: Range<Int>
  ) {
    source.check(first..<first + range.count)
    target.check(range)
    // Pointers of their own, so that the loops become vectors.
    let (from, to) = unsafe (source.start + first, target.start + range.lowerBound)
    switch combination {
    case .sum: for i in 0..<range.count { unsafe to[i] += from[i] }
    case .least: for i in 0..<range.count { unsafe to[i] = min(to[i], from[i]) }
    case .greatest: for i in 0..<range.count { unsafe to[i] = max(to[i], from[i]) }
    }
  }

  package static func reset(_ combination: TreeCombination, _ target: WorkBuffer<Float>, at range: Range<Int>) {
    target.fill(range, with: combination == .sum ? 0 : combination == .least ? .infinity : -.infinity)
  }

  package static func append(_ source: WorkBuffer<Float>, count: Int, to numbers: inout [Double]) {
    source.withSpan(0..<count) { span in for i in span.indices { numbers.append(Double(span[i])) } }
  }

  package static func elements(_ numbers: [Double], at range: Range<Int>) -> WorkBuffer<Float> {
    let result = WorkBuffer<Float>(uninitializedCount: range.count)
    result.withMutableSpan { target in
      for i in 0..<range.count { target[i] = Float(numbers[range.lowerBound + i]) }
    }
    return result
  }
}
