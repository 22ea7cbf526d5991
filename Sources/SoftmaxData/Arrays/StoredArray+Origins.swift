// Features counted from numbers of their own: subtracted in Float64, before they become Float32.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression

extension StoredArray {
  /// The features less `origins`, one for each.
  ///
  /// - Throws: `FileError` naming the sample and feature of what is not finite in Float32, and for texts.
  func features(less origins: [Double]) throws(FileError) -> Features {
    let rows = Rows(try convertedFloats(less: origins), featureCount: layout.featureCount)
    return Features(
      checked: rows, input: .vector(featureCount: layout.featureCount, origins: origins),
      isRounded: roundsToFloat32(less: origins))
  }

  /// What the columns are to be counted from; nil where each of them may be taken as it is. Complexity: O(elements), and
  /// O(samples log samples) for each column that lies far from 0.
  var origins: [Double]? {
    guard mayBeFar else { return nil }
    let (count, samples) = (layout.featureCount, Double(layout.shape[0]))
    // Sums of the differences from the first sample, which lies where the others do.
    var (first, sums, squares) = (
      [Double](repeating: 0, count: count), [Double](repeating: 0, count: count),
      [Double](repeating: 0, count: count)
    )
    forEachDouble { sample, feature, value in
      if sample == 0 { first[feature] = value }
      let difference = value - first[feature]
      sums[feature] += difference
      squares[feature] += difference * difference
    }
    // With some room for what these sums have lost; the columns' own figures decide.
    let far = (0..<count).filter { j in
      let mean = sums[j] / samples
      let standardDeviation = max(0, squares[j] / samples - mean * mean).squareRoot()
      return abs(first[j] + mean) > ColumnOrigin.farthest / 4 * standardDeviation
    }
    guard !far.isEmpty else { return nil }
    var origins = [Double](repeating: 0, count: count)
    for j in far { origins[j] = ColumnOrigin.of(column(j)) }
    return origins.allSatisfy { $0 == 0 } ? nil : origins
  }

  /// Whether elements may have more digits than Float32 keeps.
  private var mayBeFar: Bool {
    switch layout.type {
    case .float64, .signed(width: 4), .signed(width: 8), .unsigned(width: 4), .unsigned(width: 8): true
    default: false
    }
  }

  /// Whether any element, less its feature's origin, has more digits than Float32 keeps. Complexity: O(elements) at most;
  /// the first such element ends it.
  func roundsToFloat32(less origins: [Double]?) -> Bool {
    guard mayBeFar else { return false }
    let offsets = layout.featureOffsets
    return bytes.withSpan { span in
      for sample in 0..<layout.shape[0] {
        for (feature, offset) in offsets.enumerated() {
          let place = (offset + sample * layout.sampleStride) * layout.width
          let value = double(in: span, at: place) - (origins?[feature] ?? 0)
          if Double(Float(value)) != value { return true }
        }
        if sample % Self.samplesAtOnce == Self.samplesAtOnce - 1 { used(samples: Self.samplesAtOnce) }
      }
      return false
    }
  }

  private func column(_ feature: Int) -> [Double] {
    let offset = layout.featureOffsets[feature]
    return bytes.withSpan { span in
      (0..<layout.shape[0]).map { sample in
        if sample % Self.samplesAtOnce == Self.samplesAtOnce - 1 { used(samples: Self.samplesAtOnce) }
        return double(in: span, at: (offset + sample * layout.sampleStride) * layout.width)
      }
    }
  }

  /// Between two times that is said how much was read.
  private static var samplesAtOnce: Int { 256 }

  private func forEachDouble(_ body: (_ sample: Int, _ feature: Int, _ value: Double) -> Void) {
    let offsets = layout.featureOffsets
    bytes.withSpan { span in
      for sample in 0..<layout.shape[0] {
        let start = sample * layout.sampleStride
        for feature in offsets.indices {
          body(sample, feature, double(in: span, at: (offsets[feature] + start) * layout.width))
        }
        if sample % Self.samplesAtOnce == Self.samplesAtOnce - 1 { used(samples: Self.samplesAtOnce) }
      }
    }
  }
}
