// What the machine can do at best: multiply-adds in registers, bytes copied in memory.

import CSoftmaxKernels

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The two limits, each measured anew at every turn, because neighbours and clocks change them.
final class Machine {
  private let table: Tables
  private static let copyCount = 64 << 20
  private let source = UnsafeMutableRawPointer.allocate(byteCount: copyCount, alignment: 64)
  private let target = UnsafeMutableRawPointer.allocate(byteCount: copyCount, alignment: 64)
  private var sink: Float = 0

  init(_ table: Tables) {
    self.table = table
    memset(source, 1, Self.copyCount)
    memset(target, 2, Self.copyCount)
  }

  deinit {
    source.deallocate()
    target.deallocate()
  }

  /// Multiply-adds count as two operations; in GFLOP/s.
  func peak() -> Double {
    let rounds = table.name == "scalar" ? 20_000 : 100_000
    let seconds = Stopwatch.time { sink += table.functions.multiply_adds(rounds) }
    return 2 * 24 * Double(SMK_LANES) * Double(rounds) / seconds / 1e9
  }

  /// Bytes read and bytes written, in GB/s.
  func copyBandwidth() -> Double {
    let seconds = Stopwatch.time { memcpy(target, source, Self.copyCount) }
    return 2 * Double(Self.copyCount) / seconds / 1e9
  }
}
