// A dense feature matrix in its natural width, as the kernels read it.

/// `sampleCount x featureCount` numbers, row-major; the value of a stored element is `scale * element`.
package struct FeatureMatrix: Sendable {
  package enum Elements: Sendable {
    case uint8(SharedStorage<UInt8>)
    case float32(SharedStorage<Float>)
  }

  package let elements: Elements
  package let sampleCount: Int
  package let featureCount: Int
  /// What a stored element is multiplied by: 1/255 for an image's bytes, 1 for plain numbers.
  package let scale: Float

  /// The bytes of a row.
  package var rowByteCount: Int {
    switch elements {
    case .uint8: featureCount
    case .float32: featureCount * MemoryLayout<Float>.size
    }
  }

  package init(elements: Elements, featureCount: Int, scale: Float = 1) {
    let count =
      switch elements {
      case .uint8(let storage): storage.count
      case .float32(let storage): storage.count
      }
    precondition(featureCount > 0 && count % featureCount == 0, "not a whole number of rows")
    self.elements = elements
    self.featureCount = featureCount
    self.sampleCount = count / featureCount
    self.scale = scale
  }

  /// The rows at `range`, without a copy.
  package func rows(_ range: Range<Int>) -> FeatureMatrix {
    let elementRange = range.lowerBound * featureCount..<range.upperBound * featureCount
    let slice: Elements =
      switch elements {
      case .uint8(let storage): .uint8(storage.slice(elementRange))
      case .float32(let storage): .float32(storage.slice(elementRange))
      }
    return FeatureMatrix(elements: slice, featureCount: featureCount, scale: scale)
  }

  /// A copy of the rows at `indices`, in that order.
  package func gathering(_ indices: [UInt32]) -> FeatureMatrix {
    func gather<Element>(_ storage: SharedStorage<Element>, _ zero: Element) -> SharedStorage<
      Element
    > {
      SharedStorage(count: indices.count * featureCount, initial: zero) { target in
        storage.withSpan { source in
          for (row, index) in indices.enumerated() {
            for i in 0..<featureCount {
              target[row * featureCount + i] = source[Int(index) * featureCount + i]
            }
          }
        }
      }
    }
    let gathered: Elements =
      switch elements {
      case .uint8(let storage): .uint8(gather(storage, 0))
      case .float32(let storage): .float32(gather(storage, 0))
      }
    return FeatureMatrix(elements: gathered, featureCount: featureCount, scale: scale)
  }

  /// These rows and then `other`'s, copied: bytes where both are bytes of one scale, else Float32.
  package func appending(_ other: FeatureMatrix) -> FeatureMatrix {
    precondition(other.featureCount == featureCount, "rows of one length")
    if case .uint8(let first) = elements, case .uint8(let second) = other.elements,
      scale == other.scale
    {
      return FeatureMatrix(
        elements: .uint8(SharedStorage(first.array + second.array)), featureCount: featureCount,
        scale: scale)
    }
    return FeatureMatrix(
      elements: .float32(SharedStorage(values + other.values)), featureCount: featureCount)
  }

  /// All values, scaled.
  private var values: [Float] {
    switch elements {
    case .uint8(let storage): storage.array.map { Float($0) * scale }
    case .float32(let storage): storage.array.map { $0 * scale }
    }
  }

  /// One row's values, scaled. For people and tests, not for loops.
  package func row(_ index: Int) -> [Float] {
    precondition(index >= 0 && index < sampleCount, "row out of bounds")
    let range = index * featureCount..<(index + 1) * featureCount
    switch elements {
    case .uint8(let storage): return storage.slice(range).array.map { Float($0) * scale }
    case .float32(let storage): return storage.slice(range).array.map { $0 * scale }
    }
  }
}
