// One sum of all ranks' nodes, the same on each of them.

extension RowPass {
  /// Slices cost another exchange, and a message to each rank: worth it from so many bytes on that each rank need not
  /// receive.
  private static let savedBytesOfSlices = 128 << 10

  /// Units are combined together up to so many bytes of all nodes.
  private static let unitBytes = 32 << 20

  /// The root's numbers, from those of the nodes that cover the chunks at hand, and those of other ranks.
  ///
  /// The result may lie in one of `own`, whose numbers are gone then; it has `count` of them, or more where those have.
  func combined<Element: TreeScalar>(
    _ own: [WorkBuffer<Element>], _ chunks: RowChunks, _ tree: ChunkTree, _ combination: TreeCombination,
    _ count: Int
  ) -> WorkBuffer<Element> {
    guard communicator.size > 1 else { return own[0] }
    let plan = room.plan(tree, shares: chunks.shares)
    let result = own.first ?? WorkBuffer<Element>(uninitializedCount: count)
    if isSliced(plan, count, MemoryLayout<Element>.stride) {
      combineSlices(own, plan, combination, count, into: result)
    } else {
      combineAll(own, plan, combination, count, into: result)
    }
    return result
  }

  /// Everybody gets all nodes, and combines them.
  private func combineAll<Element: TreeScalar>(
    _ own: [WorkBuffer<Element>], _ plan: TreePlan, _ combination: TreeCombination, _ count: Int,
    into result: WorkBuffer<Element>
  ) {
    room.with(.received, count: plan.nodeCount * count) { (all: WorkBuffer<Element>) in
      if own.count == 1 {
        communicator.gather(own[0], into: all, at: plan.places(count))
      } else {
        room.with(.sent, count: own.count * count) { (sent: WorkBuffer<Element>) in
          for (index, node) in own.enumerated() { sent.copy(0..<count, of: node, to: index * count) }
          communicator.gather(sent, into: all, at: plan.places(count))
        }
      }
      plan.combine(combination, all, count: count)
      result.copy(0..<count, of: all, to: 0)
    }
  }

  /// Everybody gets one slice of all nodes and combines it; then all get the combined slices.
  private func combineSlices<Element: TreeScalar>(
    _ own: [WorkBuffer<Element>], _ plan: TreePlan, _ combination: TreeCombination, _ count: Int,
    into result: WorkBuffer<Element>
  ) {
    let slices = slices(of: count)
    let length = slices[communicator.rank].count
    room.with(.received, count: plan.nodeCount * length) { (all: WorkBuffer<Element>) in
      room.with(.sent, count: own.count * count) { (sent: WorkBuffer<Element>) in
        var parts: [Range<Int>] = []
        var next = 0
        for slice in slices {
          let first = next
          for node in own {
            sent.copy(slice, of: node, to: next)
            next += slice.count
          }
          parts.append(first..<next)
        }
        communicator.exchange(sent, parts: parts, into: all, at: plan.places(length))
      }
      plan.combine(combination, all, count: length)
      communicator.gather(all, into: result, at: slices)
    }
  }

  /// The numbers that each rank combines: neighbours, whole lines of a cache but for the last one.
  private func slices(of count: Int) -> [Range<Int>] {
    let (unit, size) = (16, communicator.size)
    let units = (count + unit - 1) / unit
    return (0..<size).map { rank in
      min(count, units * rank / size * unit)..<min(count, units * (rank + 1) / size * unit)
    }
  }

  /// Whether slices are worth their second exchange. Every rank comes to the same answer, which changes no bit.
  private func isSliced(_ plan: TreePlan, _ count: Int, _ elementBytes: Int) -> Bool {
    guard communicator.movesParts else { return false }
    let (nodes, size) = (plan.nodeCount, communicator.size)
    // What a rank receives on average, in nodes: those of others, against 1 / size of that and others' slices of the result.
    let others = 1 - 1 / Double(size)
    let saved = others * (others * Double(nodes) - 1)
    let threshold = sliceThreshold ?? Self.savedBytesOfSlices * size
    return saved * Double(count) * Double(elementBytes) > Double(threshold)
  }

  /// Several units' roots, in as few exchanges as go into some memory; in one order on every rank.
  func combineUnits<Element: TreeScalar>(
    _ own: [[WorkBuffer<Element>]], _ chunks: RowChunks, _ tree: ChunkTree, _ combination: TreeCombination,
    _ counts: [Int], finish: (Int, WorkBuffer<Element>) -> Void
  ) {
    let plan = room.plan(tree, shares: chunks.shares)
    let limit = max(1, Self.unitBytes / MemoryLayout<Element>.stride / plan.nodeCount)
    var first = 0
    while first < counts.count {
      var end = first + 1
      var together = counts[first]
      while end < counts.count, together + counts[end] <= limit {
        together += counts[end]
        end += 1
      }
      let units = first..<end
      first = end
      if units.count == 1 {
        finish(units.lowerBound, combined(own[units.lowerBound], chunks, tree, combination, together))
        continue
      }
      let nodes = own[units.lowerBound].indices.map { node in
        let joined = WorkBuffer<Element>(uninitializedCount: together)
        var place = 0
        for unit in units {
          joined.copy(0..<counts[unit], of: own[unit][node], to: place)
          place += counts[unit]
        }
        return joined
      }
      let all = combined(nodes, chunks, tree, combination, together)
      var place = 0
      for unit in units {
        let result = WorkBuffer<Element>(uninitializedCount: counts[unit])
        result.copy(place..<place + counts[unit], of: all, to: 0)
        place += counts[unit]
        finish(unit, result)
      }
    }
  }

  /// How many numbers of all ranks this rank holds to combine a reduction to `count` numbers, and how many it adds.
  package func combining(_ count: Int, chunkLength: Int, elementBytes: Int) -> (held: Int, added: Int) {
    let chunks = parts.chunks(ofRows: chunkLength)
    guard communicator.size > 1, chunks.count > 0 else { return (0, 0) }
    let plan = room.plan(ChunkTree(leafCount: chunks.count), shares: chunks.shares)
    guard isSliced(plan, count, elementBytes) else {
      return (plan.nodeCount * count, (plan.nodeCount - 1) * count)
    }
    let length = slices(of: count)[communicator.rank].count
    // The own nodes, slice by slice, lie beside the slices of all.
    return (plan.nodeCount * length + plan.counts[communicator.rank] * count, (plan.nodeCount - 1) * length)
  }

  /// What a reduction to `count` numbers of `elementBytes` each sends and receives on this rank.
  package func traffic(ofReducing count: Int, chunkLength: Int, elementBytes: Int) -> TrafficCount {
    let chunks = parts.chunks(ofRows: chunkLength)
    guard communicator.size > 1, chunks.count > 0 else { return TrafficCount() }
    let plan = room.plan(ChunkTree(leafCount: chunks.count), shares: chunks.shares)
    let rank = communicator.rank
    guard isSliced(plan, count, elementBytes) else {
      return .gathering(plan.counts.map { $0 * count * elementBytes }, rank: rank)
    }
    let slices = slices(of: count)
    return .exchanging(
      sent: slices.map { $0.count * plan.counts[rank] * elementBytes },
      received: plan.counts.map { $0 * slices[rank].count * elementBytes }, rank: rank)
      + .gathering(slices.map { $0.count * elementBytes }, rank: rank)
  }
}
