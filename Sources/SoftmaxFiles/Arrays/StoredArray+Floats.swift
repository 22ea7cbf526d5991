// Elements of any type and order as Float32, row by row.

package import SoftmaxKernels

extension StoredArray {
  /// The elements where they lie if they are Float32 row by row; they are not looked at. Nil where they have to be
  /// converted.
  package var mappedFloats: SharedStorage<Float>? {
    guard layout.type == .float32, !layout.isBigEndian, !layout.isColumnMajor else { return nil }
    return bytes.float32
  }

  /// The elements as Float32 in the order of the rows, correctly rounded.
  ///
  /// - Throws: `FileError` naming the sample and feature of what is not a finite Float32.
  package func convertedFloats() throws(FileError) -> SharedStorage<Float> {
    let isBig = layout.isBigEndian
    switch layout.type {
    case .bool: return reordered { $0[$1] == 0 ? 0 : 1 }
    case .unsigned(width: 1): return reordered { Float($0[$1]) }
    case .signed(width: 1): return reordered { Float(Int8(bitPattern: $0[$1])) }
    case .unsigned(width: 2): return reordered { Float(Word<UInt16>.read($0, $1, isBig)) }
    case .signed(width: 2): return reordered { Float(Int16(bitPattern: Word.read($0, $1, isBig))) }
    case .unsigned(width: 4): return reordered { Float(Word<UInt32>.read($0, $1, isBig)) }
    case .signed(width: 4): return reordered { Float(Int32(bitPattern: Word.read($0, $1, isBig))) }
    case .unsigned: return reordered { Float(Word<UInt64>.read($0, $1, isBig)) }
    case .signed: return reordered { Float(Int64(bitPattern: Word.read($0, $1, isBig))) }
    case .float16: return try finite(reordered { Float(half: Word.read($0, $1, isBig)) })
    case .bfloat16: return try finite(reordered { Float(brain: Word.read($0, $1, isBig)) })
    case .float32: return try finite(reordered { Float(bitPattern: Word.read($0, $1, isBig)) })
    case .float64: return try finite(reordered { Float(Double(bitPattern: Word.read($0, $1, isBig))) })
    case .unicode, .bytes:
      throw place.error(
        at: nil, "the elements are texts: expected numbers",
        remedy: "texts can only be labels, in one dimension")
    }
  }

  /// The elements as Float32 in the order of the rows, each less its feature's origin in Float64.
  ///
  /// - Throws: As `convertedFloats`.
  package func convertedFloats(less origins: [Double]) throws(FileError) -> SharedStorage<Float> {
    let offsets = layout.featureOffsets
    let count = offsets.count
    let values = SharedStorage<Float>(count: layout.elementCount, unit: count) { target, block in
      bytes.withSpan { source in
        for sample in block.lowerBound / count..<block.upperBound / count {
          for (feature, offset) in offsets.enumerated() {
            let place = (offset + sample * layout.sampleStride) * layout.width
            target[sample * count + feature] = Float(double(in: source, at: place) - origins[feature])
          }
        }
      }
      used(samples: block.count / count)
    }
    return try finite(values)
  }

  /// The number that begins at a byte; what is no number is 0.
  package func double(in source: borrowing Span<UInt8>, at place: Int) -> Double {
    let isBig = layout.isBigEndian
    switch layout.type {
    case .bool: return source[place] == 0 ? 0 : 1
    case .unsigned(width: 1): return Double(source[place])
    case .signed(width: 1): return Double(Int8(bitPattern: source[place]))
    case .unsigned(width: 2): return Double(Word<UInt16>.read(source, place, isBig))
    case .signed(width: 2): return Double(Int16(bitPattern: Word.read(source, place, isBig)))
    case .unsigned(width: 4): return Double(Word<UInt32>.read(source, place, isBig))
    case .signed(width: 4): return Double(Int32(bitPattern: Word.read(source, place, isBig)))
    case .unsigned: return Double(Word<UInt64>.read(source, place, isBig))
    case .signed: return Double(Int64(bitPattern: Word.read(source, place, isBig)))
    case .float16: return Double(Float(half: Word.read(source, place, isBig)))
    case .bfloat16: return Double(Float(brain: Word.read(source, place, isBig)))
    case .float32: return Double(Float(bitPattern: Word.read(source, place, isBig)))
    case .float64: return Double(bitPattern: Word.read(source, place, isBig))
    case .unicode, .bytes: return 0
    }
  }

  /// Bytes in the order of the rows, where they lie if they have it.
  package func rowBytes() -> SharedStorage<UInt8> {
    layout.isColumnMajor ? reordered { $0[$1] } : bytes
  }

  /// All elements in the order of the rows; `element` reads the one that begins at a byte.
  private func reordered<Element>(
    _ element: (borrowing Span<UInt8>, Int) -> Element
  ) -> SharedStorage<Element> {
    let (width, count) = (layout.width, layout.featureCount)
    let offsets = layout.isColumnMajor ? layout.featureOffsets : []
    return SharedStorage(count: layout.elementCount, unit: count) { target, block in
      bytes.withSpan { source in
        guard layout.isColumnMajor else {
          for i in block { target[i] = element(source, i * width) }
          return
        }
        // Some samples at a time, so that what is read together and what is written together stay in the cache.
        let end = block.upperBound / count
        for first in stride(from: block.lowerBound / count, to: end, by: 64) {
          let samples = first..<min(first + 64, end)
          for (feature, offset) in offsets.enumerated() {
            for sample in samples {
              target[sample * count + feature] = element(source, (offset + sample) * width)
            }
          }
        }
      }
      used(samples: block.count / count)
    }
  }

  /// So many samples that follow each other were read: column by column they lie apart.
  package func used(samples: Int) {
    if layout.isColumnMajor {
      bytes.usedScattered(layout.featureCount)
    } else {
      bytes.used(samples * layout.featureCount * layout.width)
    }
  }

  private func finite(_ values: SharedStorage<Float>) throws(FileError) -> SharedStorage<Float> {
    guard let found = Rows(values, featureCount: layout.featureCount).firstNotFinite else { return values }
    let index = found.sample * layout.featureCount + found.feature
    let what = "sample \(found.sample), feature \(found.feature)"
    if layout.type == .float64, case let double = double(at: index), double.isFinite {
      throw error(
        atElement: index, "\(what) is \(double), beyond the range of Float32 (about 3.4e38)",
        remedy: "scale the values")
    }
    throw error(atElement: index, "\(what) is \(found.value): expected a finite number")
  }

  /// One element of an array of float64.
  private func double(at index: Int) -> Double {
    let start = storedIndex(of: index) * layout.width
    return bytes.withSpan { Double(bitPattern: Word.read($0, start, layout.isBigEndian)) }
  }

  /// The elements of a floating-point array, in the order of the rows; nil for another type.
  package var doubles: [Double]? {
    let isBig = layout.isBigEndian
    let found: SharedStorage<Double>
    switch layout.type {
    case .float16: found = reordered { Double(Float(half: Word.read($0, $1, isBig))) }
    case .bfloat16: found = reordered { Double(Float(brain: Word.read($0, $1, isBig))) }
    case .float32: found = reordered { Double(Float(bitPattern: Word.read($0, $1, isBig))) }
    case .float64: found = reordered { Double(bitPattern: Word.read($0, $1, isBig)) }
    default: return nil
    }
    return found.array
  }

  /// The bits of the elements of an array of whole numbers or booleans, widened with their sign.
  package var integerBits: [Int64]? {
    let isBig = layout.isBigEndian
    let found: SharedStorage<Int64>
    switch layout.type {
    case .bool: found = reordered { $0[$1] == 0 ? 0 : 1 }
    case .unsigned(width: 1): found = reordered { Int64($0[$1]) }
    case .signed(width: 1): found = reordered { Int64(Int8(bitPattern: $0[$1])) }
    case .unsigned(width: 2): found = reordered { Int64(Word<UInt16>.read($0, $1, isBig)) }
    case .signed(width: 2): found = reordered { Int64(Int16(bitPattern: Word.read($0, $1, isBig))) }
    case .unsigned(width: 4): found = reordered { Int64(Word<UInt32>.read($0, $1, isBig)) }
    case .signed(width: 4): found = reordered { Int64(Int32(bitPattern: Word.read($0, $1, isBig))) }
    case .unsigned, .signed: found = reordered { Int64(bitPattern: Word.read($0, $1, isBig)) }
    default: return nil
    }
    return found.array
  }
}
