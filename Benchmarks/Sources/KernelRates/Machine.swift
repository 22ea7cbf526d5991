// What the machine can do at best: multiply-adds in registers, bytes read from memory.

import CSoftmaxKernels

// The kernels call the C library's mathematics.
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two limits, each measured anew at every turn, because neighbours and clocks change them.
final class Machine {
  private let table: Tables
  private static let vectorCount = 1 << 20
  private let memory = Aligned<SIMD16<UInt32>>(vectorCount) {
    SIMD16(repeating: UInt32(truncatingIfNeeded: $0))
  }
  private var sink: Float = 0
  private var integerSink: UInt32 = 0

  init(_ table: Tables) {
    self.table = table
  }

  /// Multiply-adds count as two operations; in GFLOP/s.
  func peak() -> Double {
    let rounds = 100_000
    let seconds = Stopwatch.time { sink += table.functions.multiply_adds(rounds) }
    return 2 * 24 * Double(SMK_LANES) * Double(rounds) / seconds / 1e9
  }

  /// Bytes read in order from memory, in GB/s.
  func readBandwidth() -> Double {
    let seconds = Stopwatch.time {
      var sums = (SIMD16<UInt32>.zero, SIMD16<UInt32>.zero)
      for index in stride(from: 0, to: Self.vectorCount, by: 2) {
        sums.0 &+= memory.start[index]
        sums.1 &+= memory.start[index + 1]
      }
      integerSink &+= (sums.0 &+ sums.1).wrappedSum()
    }
    return Double(Self.vectorCount * MemoryLayout<SIMD16<UInt32>>.stride) / seconds / 1e9
  }
}
