// A layer and rows to put through it.

import CSoftmaxKernels

/// The operations of one shape, with memory of its own.
struct Layer {
  let rowCount: Int
  let featureCount: Int
  let classCount: Int
  let isBytes: Bool

  static let all = [
    Layer(rowCount: 60_000, featureCount: 784, classCount: 10, isBytes: true),
    Layer(rowCount: 60_000, featureCount: 784, classCount: 10, isBytes: false),
    Layer(rowCount: 60_000, featureCount: 784, classCount: 3, isBytes: true),
    Layer(rowCount: 200_000, featureCount: 64, classCount: 3, isBytes: false),
    Layer(rowCount: 8192, featureCount: 768, classCount: 20, isBytes: false),
    Layer(rowCount: 8192, featureCount: 768, classCount: 100, isBytes: false),
    Layer(rowCount: 4096, featureCount: 768, classCount: 1000, isBytes: false),
  ]

  private static let tileRowCount = 256

  private var name: String { "\(rowCount) x \(featureCount) x \(classCount), \(isBytes ? "UInt8" : "Float32")" }

  /// Forward, softmax and backward of all rows, tile by tile; and the two limits. The forward part and the whole pass
  /// read the features from memory once; the backward part finds them in a cache.
  func measure(on table: Tables, beside machine: Machine, rounds: Int) -> [Rate] {
    let f = table.functions
    let elementCount = rowCount * featureCount
    let bytes = Aligned<UInt8>(isBytes ? elementCount : 0) {
      UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 13)
    }
    let floats = Aligned<Float>(isBytes ? 0 : elementCount) {
      Float($0 &* 2_654_435_761 >> 13 & 1023) / 1024 - 0.5
    }
    let labels = Aligned<UInt32>(rowCount) { UInt32($0 % classCount) }
    let weights = (0..<classCount * featureCount).map { Float($0 % 89) * 0.001 - 0.04 }
    let bias = [Float](repeating: 0.1, count: classCount)
    let prepared = Aligned<Float>(smk_prepared_count(classCount, featureCount)) { _ in 0 }
    let workspace = Aligned<Float>(smk_workspace_count(classCount)) { _ in 0 }
    let tile = Aligned<Float>(smk_tile_count(Self.tileRowCount, classCount)) { _ in 0 }
    let gradient = Aligned<Float>(classCount * featureCount) { _ in 0 }
    var losses = [Float](repeating: 0, count: Self.tileRowCount)
    var predictions = [UInt32](repeating: 0, count: Self.tileRowCount)
    var sums = [Double](repeating: 0, count: classCount * featureCount)

    let products = 2 * Double(elementCount) * Double(classCount) / 1e9
    var forward = Rate("\(name): forward", unit: "GFLOP/s")
    var softmax = Rate("\(name): softmax", unit: "G exp/s")
    var backward = Rate("\(name): backward", unit: "GFLOP/s")
    var pass = Rate("\(name): whole pass", unit: "GFLOP/s")
    var peak = Rate("  multiply-adds in registers", unit: "GFLOP/s")
    var read = Rate("  read from memory", unit: "GB/s")
    let operationsPerByte = 2 * Double(classCount) / (isBytes ? 1 : 4)
    for _ in 0..<rounds {
      var seconds = (forward: 0.0, softmax: 0.0, backward: 0.0)
      // The peak before and after, so that a clock that changes meanwhile counts half each.
      let before = machine.peak()
      let total = Stopwatch.time {
        f.prepare(weights, classCount, featureCount, 0, featureCount, prepared.start)
        for first in stride(from: 0, to: rowCount, by: Self.tileRowCount) {
          let count = min(Self.tileRowCount, rowCount - first)
          let offset = first * featureCount
          seconds.forward += Stopwatch.time {
            if isBytes {
              f.logits_u8(
                bytes.start + offset, featureCount, nil, count, 1 / 255, prepared.start, bias, classCount,
                tile.start,
                workspace.start)
            } else {
              f.logits_f32(
                floats.start + offset, featureCount, nil, count, 1, prepared.start, bias, classCount,
                tile.start,
                workspace.start)
            }
          }
          seconds.softmax += Stopwatch.time {
            f.residuals(tile.start, classCount, labels.start + first, nil, count, &losses, &predictions)
          }
          seconds.backward += Stopwatch.time {
            gradient.fill(with: 0)
            if isBytes {
              f.gradient_u8(
                bytes.start + offset, featureCount, nil, count, tile.start, classCount, 0, featureCount,
                gradient.start, workspace.start)
            } else {
              f.gradient_f32(
                floats.start + offset, featureCount, nil, count, tile.start, classCount, 0, featureCount,
                gradient.start, workspace.start)
            }
          }
          f.accumulate(gradient.start, gradient.count, &sums)
        }
      }
      let arithmetic = (before + machine.peak()) / 2
      let bandwidth = machine.readBandwidth()
      func limit(passes: Double) -> Limit {
        Limit(peak: arithmetic, bandwidth: bandwidth, operationsPerByte: passes * operationsPerByte)
      }
      forward.add(products / seconds.forward, limit: limit(passes: 1))
      softmax.add(Double(rowCount * classCount) / seconds.softmax / 1e9, limit: nil)
      backward.add(products / seconds.backward, limit: Limit(peak: arithmetic))
      pass.add(2 * products / total, limit: limit(passes: 2))
      peak.add(arithmetic, limit: nil)
      read.add(bandwidth, limit: nil)
    }
    return [forward, softmax, backward, pass, peak, read]
  }
}
