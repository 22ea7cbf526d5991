// How the rows of a data set are divided into parts, and between processes.

/// The parts that a data set's rows come in, a file each, say, and the processes that hold them.
///
/// What is said of all rows here is asked of every process: all of them call it, in the same order.
package struct RowSharing: Sendable {
  package let parts: RowParts
  /// The processes that hold the rows between them.
  package let communicator: any Communicator
  /// The processes that share the work on rows that each of them holds.
  private var workers: any Communicator = LocalCommunicator()
  /// Rows that one of these works on together.
  private var unit = 1

  /// One part that is all here.
  package init(rowCount: Int) {
    parts = RowParts(rowCount: rowCount)
    communicator = LocalCommunicator()
  }

  /// Parts at hand of these many rows each, where each process has parts of its own: those of the first process come first.
  package init(ownCounts: [Int], among communicator: any Communicator) {
    let gathered = communicator.gather(ownCounts.map(Double.init))
    var end = 0
    let shares = gathered.map { counts in
      defer { end += counts.count }
      return end..<end + counts.count
    }
    parts = RowParts(counts: gathered.joined().map { Int($0) }, shares: shares, rank: communicator.rank)
    self.communicator = communicator
  }

  /// The same rows, all of them here and in each of these processes, which share the work: `unit` rows of a part are one
  /// worker's.
  package func worked(by workers: any Communicator, unit: Int) -> RowSharing {
    precondition(isAlone, "rows that are all here")
    var sharing = self
    (sharing.workers, sharing.unit) = (workers, unit)
    return sharing
  }

  /// Whether processes share the work on rows that all of them hold.
  package var isWorkShared: Bool { workers.size > 1 }

  /// Whether all rows are here.
  package var isAlone: Bool { communicator.size == 1 }

  /// Whether all rows are one part, and here.
  package var isOnePart: Bool { isAlone && parts.counts.count == 1 }

  /// All rows, those of other processes included.
  package var rowCount: Int { parts.rowCount }

  /// What sums over all rows.
  package func pass(_ engine: Engine) -> RowPass {
    guard isWorkShared else { return RowPass(parts: parts, communicator: communicator, engine: engine) }
    let workers = RowParts.Workers(rank: workers.rank, count: workers.size, unit: unit)
    return RowPass(parts: parts.worked(by: workers), communicator: self.workers, engine: engine)
  }

  /// How some of the rows at hand are divided, which stand part by part. Rows in another order are one part of this process.
  ///
  /// Complexity: O(rows).
  package func selecting(_ rows: some Collection<Int>) -> RowSharing {
    guard !isOnePart else { return RowSharing(rowCount: rows.count).worked(as: self) }
    let own = parts.ownParts.map(\.rows)
    var counts = [Int](repeating: 0, count: own.count)
    var part = 0
    var isInOrder = true
    for row in rows {
      while part < own.count, row >= own[part].upperBound { part += 1 }
      guard part < own.count, row >= own[part].lowerBound else {
        isInOrder = false
        break
      }
      counts[part] += 1
    }
    return RowSharing(ownCounts: isInOrder ? counts : [rows.count], among: communicator).worked(as: self)
  }

  private func worked(as other: RowSharing) -> RowSharing {
    other.isWorkShared ? worked(by: other.workers, unit: other.unit) : self
  }

  /// These rows, and then `other`'s, where both are here.
  package func appending(_ other: RowSharing) -> RowSharing {
    let counts =
      parts.counts[parts.shares[parts.rank]] + other.parts.counts[other.parts.shares[other.parts.rank]]
    return RowSharing(ownCounts: Array(counts), among: communicator).worked(as: self)
  }

  // MARK: All processes

  /// Sums over all rows: one part after the other, and their sums in the order of the parts. Those of one part are what
  /// adding row after row gives.
  ///
  /// - Parameters:
  ///   - count: How many sums.
  ///   - add: Adds some of the rows at hand.
  /// - Returns: The sums.
  package func sums(_ count: Int, add: (Range<Int>, inout [Double]) -> Void) -> [Double] {
    var own: [Double] = []
    for part in parts.ownParts {
      var sums = [Double](repeating: 0, count: count)
      add(part.rows, &sums)
      own += sums
    }
    let all = communicator.gather(own).joined()
    var totals = [Double](repeating: 0, count: count)
    for (place, sum) in all.enumerated() { totals[place % count] += sum }
    return totals
  }

  /// The sum of all processes' counts.
  package func total(_ own: Int) -> Int {
    isAlone ? own : communicator.gather([Double(own)]).joined().reduce(0) { $0 + Int($1) }
  }

  /// The greatest of all processes' numbers.
  package func greatest(_ own: Double) -> Double {
    isAlone ? own : communicator.gather([own]).joined().reduce(-.infinity, max)
  }

  /// Whether it holds for all processes.
  package func holdsEverywhere(_ own: Bool) -> Bool { communicator.holdsEverywhere(own) }

  /// Whether all numbers of all processes are equal.
  package func areEqual(_ own: some Collection<Double>) -> Bool {
    guard !isAlone else { return own.allSatisfy { $0 == own.first } }
    let (least, most) = (own.min() ?? .infinity, own.max() ?? -.infinity)
    let all = communicator.gather([least, most])
    return all.compactMap(\.first).min() == all.compactMap(\.last).max()
  }

  /// A number for each row of all processes, in order.
  package func gathered(_ own: [Double]) -> [Double] {
    isAlone ? own : Array(communicator.gather(own).joined())
  }

  /// The same for Float32.
  package func gathered(_ own: [Float]) -> [Float] {
    isAlone ? own : communicator.gather(own.map(Double.init)).flatMap { $0.map { Float($0) } }
  }

  /// The same for whole numbers.
  package func gathered(_ own: [UInt32]) -> [UInt32] {
    isAlone ? own : communicator.gather(own.map(Double.init)).flatMap { $0.map { UInt32($0) } }
  }

  /// Some words of each process, in the order of the processes.
  package func gathered(words own: [String]) -> [[String]] {
    isAlone ? [own] : communicator.gather(words: own)
  }
}

extension Communicator {
  /// Whether it holds for all processes.
  package func holdsEverywhere(_ own: Bool) -> Bool {
    size == 1 ? own : gather([own ? 1 : 0]).joined().allSatisfy { $0 == 1 }
  }

  /// Everybody's words, in the order of the ranks.
  package func gather(words own: [String]) -> [[String]] {
    // A length before each word, in seven bits a byte.
    var bytes: [UInt8] = []
    for word in own {
      var count = word.utf8.count
      while count > 127 {
        bytes.append(UInt8(count & 127 | 128))
        count >>= 7
      }
      bytes.append(UInt8(count))
      bytes += word.utf8
    }
    return gather(bytes: bytes).map { bytes in
      var words: [String] = []
      var place = 0
      while place < bytes.count {
        var (count, shift) = (0, 0)
        while bytes[place] > 127 {
          count |= Int(bytes[place] & 127) << shift
          (place, shift) = (place + 1, shift + 7)
        }
        let first = place + 1
        place = first + (count | Int(bytes[place]) << shift)
        words.append(String(decoding: bytes[first..<place], as: UTF8.self))
      }
      return words
    }
  }
}
