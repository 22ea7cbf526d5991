// The one way in which anything is summed over rows.

/// Reduces rows to some numbers: chunks of rows one by one, and their numbers in the order of a `ChunkTree`.
///
/// A chunk's length is the caller's, and depends on the shape of the problem alone; so do the tree and with it the bits.
/// Who computes a chunk, a member of the team or another process, changes nothing.
package struct RowPass: Sendable {
  package let engine: Engine
  package let parts: RowParts
  package let communicator: any Communicator

  /// Memory for the numbers of chunks that members work on at once: beyond it fewer of them do.
  private static let byteLimit = 128 << 20

  /// A pass over rows that are all here.
  package init(rowCount: Int, engine: Engine) {
    self.init(parts: RowParts(rowCount: rowCount), communicator: LocalCommunicator(), engine: engine)
  }

  package init(parts: RowParts, communicator: any Communicator, engine: Engine) {
    precondition(
      parts.rank == communicator.rank && parts.shares.count == communicator.size, "a share for each rank")
    self.parts = parts
    self.communicator = communicator
    self.engine = engine
  }

  /// The number of all rows, those of other processes included.
  package var rowCount: Int { parts.rowCount }

  /// Each chunk by one member of the team.
  ///
  /// - Parameters:
  ///   - combination: What becomes of the numbers of two chunks.
  ///   - count: How many numbers.
  ///   - chunkLength: Rows of a chunk at most.
  ///   - work: About how many multiply-adds all rows at hand take.
  ///   - room: Makes what a member works in.
  ///   - add: Adds a chunk's rows to the buffer.
  /// - Returns: The numbers of all rows: what changes nothing where there are none.
  package func reduce<Element: TreeScalar, Room>(
    _ combination: TreeCombination = .sum, count: Int, chunkLength: Int, work: Int,
    room: @escaping @Sendable () -> Room,
    add: @escaping @Sendable (RowChunk, Room, WorkBuffer<Element>) -> Void
  ) -> WorkBuffer<Element> {
    let chunks = parts.chunks(ofRows: chunkLength)
    guard chunks.count > 0 else { return Self.nothing(combination, count) }
    let tree = ChunkTree(leafCount: chunks.count)
    let nodes = TreeNodes<Element>(tree, own: chunks.own, count: count, combination)
    let next = SharedCounter()
    let memberLimit = max(1, Self.byteLimit / max(1, count * MemoryLayout<Element>.size))
    engine.counting(chunks.own.count, work: Double(work)) { step in
      engine.team(forStepOf: work).run { [engine] member in
        guard member.index < memberLimit else { return }
        // Most members of a large team find nothing to do in a small pass, and then need no room.
        var taken = next.take()
        guard taken < chunks.own.count else { return }
        let room = room()
        while taken < chunks.own.count {
          let chunk = chunks.chunk(chunks.own.lowerBound + taken)
          let buffer = nodes.buffer()
          if !engine.isStopped { add(chunk, room, buffer) }
          nodes.put(buffer, at: chunk.index)
          step?.advance()
          taken = next.take()
        }
      }
    }
    return combined(nodes.finished(), chunks, tree, combination, count)
  }

  /// The whole team on one chunk after the other: for sums that are too large for one of them a member.
  ///
  /// `add` is run by every member, which meets the others as often as they do; none writes what another reads between
  /// two meetings.
  package func reduceTogether<Element: TreeScalar, Room>(
    _ combination: TreeCombination = .sum, count: Int, chunkLength: Int, stepWork: Int,
    room: @escaping @Sendable (WorkerTeam.Member) -> Room,
    add: @escaping @Sendable (RowChunk, WorkerTeam.Member, Room, WorkBuffer<Element>) -> Void
  ) -> WorkBuffer<Element> {
    let chunks = parts.chunks(ofRows: chunkLength)
    guard chunks.count > 0 else { return Self.nothing(combination, count) }
    let tree = ChunkTree(leafCount: chunks.count)
    // Of which as many are touched as the chunks at hand need.
    let buffers = (0..<min(TreeStack.depth(tree), chunks.own.count)).map { _ in
      WorkBuffer<Element>(uninitializedCount: count)
    }
    engine.counting(chunks.own.count, work: Double(count) * Double(rowCount)) { step in
      engine.team(forStepOf: stepWork).run { member in
        let room = room(member)
        let share = member.share(of: count, unit: 16)
        var stack = TreeStack(tree, own: chunks.own)
        for index in chunks.own {
          let buffer = buffers[stack.count]
          Element.reset(combination, buffer, at: share)
          member.meet()
          add(chunks.chunk(index), member, room, buffer)
          member.meet()
          stack.push(leaf: index) { depth in
            Element.combine(combination, buffers[depth + 1], into: buffers[depth], at: share)
          }
          if member.index == 0 { step?.advance() }
        }
      }
    }
    let ends = tree.nodes(covering: chunks.own).count
    return combined(Array(buffers[..<ends]), chunks, tree, combination, count)
  }

  /// Several sums or bounds over all rows, each a unit of work that one member does, chunk after chunk.
  ///
  /// - Parameters:
  ///   - units: All units, 0 ..< `counts.count`, in the order in which they are taken: the most work first.
  ///   - combination: What becomes of two chunks' numbers.
  ///   - counts: How many numbers each unit has.
  ///   - chunkLength: Rows of a chunk at most.
  ///   - work: About how many multiply-adds all units at hand take.
  ///   - room: Makes what a member works in.
  ///   - add: Adds a chunk's rows to the numbers of a unit, which are the buffer's first.
  ///   - finish: Takes a unit's numbers, the buffer's first, before it returns: they are overwritten then. Different
  ///     units come at once.
  package func reduceUnits<Element: TreeScalar, Room>(
    _ units: [Int], _ combination: TreeCombination = .sum, counts: [Int], chunkLength: Int, work: Int,
    room: @escaping @Sendable () -> Room,
    add: @escaping @Sendable (Int, RowChunk, Room, WorkBuffer<Element>) -> Void,
    finish: @escaping @Sendable (Int, WorkBuffer<Element>) -> Void
  ) {
    let chunks = parts.chunks(ofRows: chunkLength)
    guard chunks.count > 0 else {
      for unit in units { finish(unit, Self.nothing(combination, counts[unit])) }
      return
    }
    let tree = ChunkTree(leafCount: chunks.count)
    let endCount = tree.nodes(covering: chunks.own).count
    let isAlone = communicator.size == 1
    let ends = Slots<[WorkBuffer<Element>]>(count: counts.count)
    let next = SharedCounter()
    engine.counting(units.count, work: Double(work)) { step in
      engine.team(forStepOf: work).run { [engine] _ in
        var taken = next.take()
        guard taken < units.count else { return }
        let room = room()
        var buffers: [WorkBuffer<Element>] = []
        while taken < units.count {
          let unit = units[taken]
          let count = counts[unit]
          var stack = TreeStack(tree, own: chunks.own)
          for index in chunks.own {
            if stack.count == buffers.count || buffers[stack.count].count < count {
              let buffer = WorkBuffer<Element>(uninitializedCount: count)
              if stack.count == buffers.count { buffers.append(buffer) } else { buffers[stack.count] = buffer }
            }
            let buffer = buffers[stack.count]
            Element.reset(combination, buffer, at: 0..<count)
            if !engine.isStopped { add(unit, chunks.chunk(index), room, buffer) }
            stack.push(leaf: index) { depth in
              Element.combine(combination, buffers[depth + 1], into: buffers[depth], at: 0..<count)
            }
          }
          if isAlone {
            finish(unit, buffers[0])
          } else {
            ends.put(Array(buffers.prefix(endCount)), at: unit)
            buffers = []
          }
          step?.advance()
          taken = next.take()
        }
      }
    }
    guard !isAlone else { return }
    // In one order on every rank.
    for (unit, nodes) in zip(counts.indices, ends.values) {
      finish(unit, combined(nodes, chunks, tree, combination, counts[unit]))
    }
  }

  /// Calls `body` for each chunk at hand, by one member: for what is computed row by row and kept here.
  package func forEachChunk<Room>(
    ofRows length: Int, work: Int, room: @escaping @Sendable () -> Room,
    body: @escaping @Sendable (RowChunk, Room) -> Void
  ) {
    let chunks = parts.chunks(ofRows: length)
    let next = SharedCounter()
    engine.counting(chunks.own.count, work: Double(work)) { step in
      engine.team(forStepOf: work).run { [engine] _ in
        var taken = next.take()
        guard taken < chunks.own.count else { return }
        let room = room()
        while taken < chunks.own.count {
          if !engine.isStopped { body(chunks.chunk(chunks.own.lowerBound + taken), room) }
          step?.advance()
          taken = next.take()
        }
      }
    }
  }

  // MARK: All ranks

  /// The root's numbers, from those of the nodes that cover the chunks at hand, and those of other ranks.
  func combined<Element: TreeScalar>(
    _ own: [WorkBuffer<Element>], _ chunks: RowChunks, _ tree: ChunkTree, _ combination: TreeCombination,
    _ count: Int
  ) -> WorkBuffer<Element> {
    guard communicator.size > 1 else { return own[0] }
    var sent: [Double] = []
    sent.reserveCapacity(own.count * count)
    for node in own { Element.append(node, count: count, to: &sent) }
    let gathered = communicator.gather(sent)
    var known: [ChunkTree.Node: WorkBuffer<Element>] = [:]
    for (rank, share) in chunks.shares.enumerated() {
      for (i, node) in tree.nodes(covering: share).enumerated() {
        if rank == communicator.rank {
          known[node] = own[i]
        } else if gathered[rank].count >= (i + 1) * count {
          known[node] = Element.elements(gathered[rank], at: i * count..<(i + 1) * count)
        } else {
          precondition(engine.watch?.isStopRequested ?? false, "ranks that call alike, or work that is stopped")
          known[node] = Self.nothing(combination, count)
        }
      }
    }
    func numbers(of node: ChunkTree.Node) -> WorkBuffer<Element> {
      if let found = known[node] { return found }
      let (left, right) = node.halves
      let result = numbers(of: left)
      if !tree.leaves(of: right).isEmpty {
        Element.combine(combination, numbers(of: right), into: result, at: 0..<count)
      }
      return result
    }
    return numbers(of: tree.root)
  }

  private static func nothing<Element: TreeScalar>(
    _ combination: TreeCombination, _ count: Int
  ) -> WorkBuffer<Element> {
    let result = WorkBuffer<Element>(uninitializedCount: count)
    Element.reset(combination, result, at: 0..<count)
    return result
  }
}
