// From a layer's logits to what a model tells, tile by tile.

/// What becomes of a row of logits before it is probabilities: each class's logit times a number plus a number, and classes
/// whose probabilities are added up.
///
/// Everything is done in Float32, class by class in order and outside of the kernels but for exponentials and logarithms,
/// which are the same bits in all of them.
package struct OutputMap: Sendable, Hashable {
  /// What each of the layer's logits is multiplied by.
  package let scales: [Float]
  /// What is then added to it.
  package let shifts: [Float]
  /// For each output the layer's classes that it holds, ascending; outputs are in the order of their first classes.
  package let groups: [[Int]]
  /// Whether an output holds several classes.
  package let isMerging: Bool
  private let isScaling: Bool

  /// The layer's classes are each in one group.
  package init(scales: [Float], shifts: [Float], groups: [[Int]]) {
    precondition(scales.count == shifts.count, "a scale and a shift for each class")
    precondition(groups.flatMap(\.self).sorted() == Array(scales.indices), "each class in one group")
    self.scales = scales
    self.shifts = shifts
    self.groups = groups
    isMerging = groups.contains { $0.count > 1 }
    isScaling = scales.contains { $0 != 1 } || shifts.contains { $0 != 0 }
  }

  /// The number of outputs.
  package var outputCount: Int { groups.count }

  /// Multiplies and adds, in place.
  func scale(_ tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int) {
    guard isScaling else { return }
    for k in scales.indices {
      let (scale, shift) = (scales[k], shifts[k])
      for r in 0..<rowCount {
        let place = shape.tileIndex(row: r, classIndex: k)
        tile[place] = tile[place] * scale + shift
      }
    }
  }

  /// The outputs' logits: of a single class its own, of several the logarithm of the sum of their exponentials, so that the
  /// softmax of the outputs' logits is the sum of the classes' probabilities.
  func mergeLogits(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int, into outputs: WorkBuffer<Float>,
    _ outputShape: LayerShape, by kernels: KernelTable
  ) {
    var arguments: [Float] = []
    var largest: [Float] = []
    for (output, group) in groups.enumerated() {
      for r in 0..<rowCount {
        var top = tile[shape.tileIndex(row: r, classIndex: group[0])]
        guard group.count > 1 else {
          outputs[outputShape.tileIndex(row: r, classIndex: output)] = top
          continue
        }
        for k in group { top = max(top, tile[shape.tileIndex(row: r, classIndex: k)]) }
        for k in group { arguments.append(tile[shape.tileIndex(row: r, classIndex: k)] - top) }
        largest.append(top)
      }
    }
    let exponentials = kernels.exponentials(of: arguments)
    var sums: [Float] = []
    sums.reserveCapacity(largest.count)
    var next = 0
    for group in groups where group.count > 1 {
      for _ in 0..<rowCount {
        sums.append(exponentials[next..<next + group.count].reduce(0, +))
        next += group.count
      }
    }
    let logarithms = kernels.logarithms(of: sums)
    var sum = 0
    for (output, group) in groups.enumerated() where group.count > 1 {
      for r in 0..<rowCount {
        outputs[outputShape.tileIndex(row: r, classIndex: output)] = largest[sum] + logarithms[sum]
        sum += 1
      }
    }
  }

  /// The outputs' probabilities: the sums of their classes' probabilities, in the classes' order.
  func mergeProbabilities(
    _ tile: WorkBuffer<Float>, _ shape: LayerShape, rowCount: Int, into outputs: WorkBuffer<Float>,
    _ outputShape: LayerShape
  ) {
    for (output, group) in groups.enumerated() {
      for r in 0..<rowCount {
        var sum: Float = 0
        for k in group { sum += tile[shape.tileIndex(row: r, classIndex: k)] }
        // Rounding makes no probability larger than 1.
        outputs[outputShape.tileIndex(row: r, classIndex: output)] = min(sum, 1)
      }
    }
  }
}

/// The tiles that one member of a team merges into.
final class MergedTiles {
  let shape: LayerShape
  let logits: WorkBuffer<Float>
  let probabilities: WorkBuffer<Float>

  init(_ map: OutputMap, of layer: LayerShape) {
    shape = LayerShape(classCount: map.outputCount, featureCount: layer.featureCount)
    let count = shape.tileCount(rowCount: layer.tileRowCount)
    logits = WorkBuffer(count: count, repeating: 0)
    probabilities = WorkBuffer(count: count, repeating: 0)
  }

  /// The most probable output of each row, of equals the first, and its probability, written from `position` on.
  func topClasses(
    rowCount: Int, classes: WorkBuffer<UInt32>, probabilities found: WorkBuffer<Float>, at position: Int
  ) {
    for r in 0..<rowCount {
      var (best, probability) = (0, probabilities[shape.tileIndex(row: r, classIndex: 0)])
      for k in 1..<max(shape.classCount, 1) {
        let other = probabilities[shape.tileIndex(row: r, classIndex: k)]
        if other > probability { (best, probability) = (k, other) }
      }
      classes[position + r] = UInt32(best)
      found[position + r] = probability
    }
  }
}
