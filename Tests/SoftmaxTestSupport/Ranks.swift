// Several ranks as threads of one process.

import Foundation
import Synchronization
package import SoftmaxKernels

/// Ranks that exchange numbers through memory, as processes do through a network.
package enum Ranks {
  /// Runs `body` on `count` ranks at once, each on a thread of its own.
  ///
  /// - Returns: What each rank came to, in their order.
  /// - Throws: The error of the first rank that has one.
  package static func run<Value: Sendable>(
    _ count: Int, _ body: @escaping @Sendable (any Communicator) throws -> Value
  ) throws -> [Value] {
    let exchange = Exchange(size: count)
    let results = Mutex<[Result<Value, any Error>?]>(Array(repeating: nil, count: count))
    let shared = SharedResults(results)
    let finished = DispatchGroup()
    for rank in 0..<count {
      finished.enter()
      let thread = Thread {
        let result = Result { try body(Rank(rank: rank, exchange: exchange)) }
        shared.put(result, at: rank)
        finished.leave()
      }
      thread.stackSize = 8 << 20
      thread.start()
    }
    finished.wait()
    return try shared.values()
  }

  private final class SharedResults<Value: Sendable>: Sendable {
    private let results: Mutex<[Result<Value, any Error>?]>

    init(_ results: consuming Mutex<[Result<Value, any Error>?]>) {
      self.results = results
    }

    func put(_ result: Result<Value, any Error>, at rank: Int) {
      results.withLock { $0[rank] = result }
    }

    func values() throws -> [Value] {
      try results.withLock { results in
        try results.map { result in
          guard let result else { preconditionFailure("a rank without a result") }
          return try result.get()
        }
      }
    }
  }

  /// A meeting of all ranks, again and again.
  private final class Exchange: @unchecked Sendable {
    let size: Int
    private let condition = NSCondition()
    private var arrived: [[Double]?]
    private var count = 0
    private var meeting = 0
    private var last: [[Double]] = []

    init(size: Int) {
      self.size = size
      arrived = Array(repeating: nil, count: size)
    }

    /// Ranks that call different numbers of times would wait for ever.
    private static let patience = 120.0

    func gather(_ own: [Double], rank: Int) -> [[Double]] {
      condition.lock()
      defer { condition.unlock() }
      let mine = meeting
      arrived[rank] = own
      count += 1
      if count == size {
        last = arrived.compactMap(\.self)
        count = 0
        meeting += 1
        condition.broadcast()
        return last
      }
      let limit = Date(timeIntervalSinceNow: Self.patience)
      while meeting == mine {
        guard condition.wait(until: limit) else { fatalError("ranks that do not call alike") }
      }
      return last
    }
  }

  /// A rank whose exchanges nobody counts.
  private struct Uncounted: Communicator {
    let rank: Int
    let exchange: Exchange

    var size: Int { exchange.size }

    func gather(_ own: [Double]) -> [[Double]] { exchange.gather(own, rank: rank) }

    func broadcast(_ numbers: [Double], from root: Int) -> [Double] { gather(numbers)[root] }
  }

  private final class Rank: Communicator {
    private let uncounted: Uncounted
    private let count = Mutex(TrafficCount())

    init(rank: Int, exchange: Exchange) {
      uncounted = Uncounted(rank: rank, exchange: exchange)
    }

    var rank: Int { uncounted.rank }
    var size: Int { uncounted.size }
    var movesParts: Bool { true }
    var traffic: TrafficCount { count.withLock { $0 } }

    private func add(_ traffic: TrafficCount) { count.withLock { $0 = $0 + traffic } }

    func gather(_ own: [Double]) -> [[Double]] {
      let all = uncounted.gather(own)
      add(.gathering(all.map { $0.count * 8 }, rank: rank))
      return all
    }

    func gather(bytes own: [UInt8]) -> [[UInt8]] {
      let all = uncounted.gather(bytes: own)
      add(.gathering(all.map(\.count), rank: rank))
      return all
    }

    func broadcast(_ numbers: [Double], from root: Int) -> [Double] {
      let result = uncounted.broadcast(numbers, from: root)
      add(.gathering((0..<size).map { $0 == root ? result.count * 8 : 0 }, rank: rank))
      return result
    }

    func gather<Element: TreeScalar>(
      _ own: WorkBuffer<Element>, into all: WorkBuffer<Element>, at places: [Range<Int>]
    ) {
      uncounted.gather(own, into: all, at: places)
      add(.gathering(places.map { $0.count * MemoryLayout<Element>.stride }, rank: rank))
    }

    func exchange<Element: TreeScalar>(
      _ own: WorkBuffer<Element>, parts: [Range<Int>], into all: WorkBuffer<Element>, at places: [Range<Int>]
    ) {
      uncounted.exchange(own, parts: parts, into: all, at: places)
      let bytes = MemoryLayout<Element>.stride
      add(
        .exchanging(sent: parts.map { $0.count * bytes }, received: places.map { $0.count * bytes }, rank: rank)
      )
    }
  }
}
