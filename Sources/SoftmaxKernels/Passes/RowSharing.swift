// How the rows of a data set are divided into parts, and between processes.

/// The parts that a data set's rows come in, a file each, say, and the processes that hold them.
///
/// What is said of all rows here is asked of every process: all of them call it, in the same order.
package struct RowSharing: Sendable {
  package let parts: RowParts
  package let communicator: any Communicator

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

  /// Whether all rows are here.
  package var isAlone: Bool { communicator.size == 1 }

  /// Whether all rows are one part, and here.
  package var isOnePart: Bool { isAlone && parts.counts.count == 1 }

  /// All rows, those of other processes included.
  package var rowCount: Int { parts.rowCount }

  /// What sums over all rows.
  package func pass(_ engine: Engine) -> RowPass {
    RowPass(parts: parts, communicator: communicator, engine: engine)
  }

  /// How some of the rows at hand are divided, which stand part by part. Rows in another order are one part of this process.
  ///
  /// Complexity: O(rows).
  package func selecting(_ rows: some Collection<Int>) -> RowSharing {
    guard !isOnePart else { return RowSharing(rowCount: rows.count) }
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
    return RowSharing(ownCounts: isInOrder ? counts : [rows.count], among: communicator)
  }

  /// These rows, and then `other`'s, where both are here.
  package func appending(_ other: RowSharing) -> RowSharing {
    let counts =
      parts.counts[parts.shares[parts.rank]] + other.parts.counts[other.parts.shares[other.parts.rank]]
    return RowSharing(ownCounts: Array(counts), among: communicator)
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
  package func holdsEverywhere(_ own: Bool) -> Bool {
    isAlone ? own : communicator.gather([own ? 1 : 0]).joined().allSatisfy { $0 == 1 }
  }

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
  /// Everybody's words, in the order of the ranks.
  package func gather(words own: [String]) -> [[String]] {
    // A length before each word; a number for each byte, so that any communicator moves them.
    let numbers = own.flatMap { word in [Double(word.utf8.count)] + word.utf8.map(Double.init) }
    return gather(numbers).map { numbers in
      var words: [String] = []
      var place = 0
      while place < numbers.count {
        let end = place + 1 + Int(numbers[place])
        words.append(String(decoding: numbers[place + 1..<end].map { UInt8($0) }, as: UTF8.self))
        place = end
      }
      return words
    }
  }
}
