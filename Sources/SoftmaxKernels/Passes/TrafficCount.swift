// What ranks send each other.

/// Exchanges and the bytes of their numbers, without those by which ranks tell each other what they call.
package struct TrafficCount: Sendable, Hashable {
  /// Calls in which all ranks take part.
  package var exchanges: Int
  /// Bytes of this rank that others got, each rank's counted.
  package var sentBytes: Int
  /// Bytes that this rank got from others.
  package var receivedBytes: Int

  package init(exchanges: Int = 0, sentBytes: Int = 0, receivedBytes: Int = 0) {
    self.exchanges = exchanges
    self.sentBytes = sentBytes
    self.receivedBytes = receivedBytes
  }

  /// One exchange in which every rank gets everybody's bytes, `counts` of each rank.
  package static func gathering(_ counts: [Int], rank: Int) -> TrafficCount {
    TrafficCount(
      exchanges: 1, sentBytes: counts[rank] * (counts.count - 1),
      receivedBytes: counts.reduce(0, +) - counts[rank])
  }

  /// One exchange in which each rank gets bytes of its own.
  package static func exchanging(sent: [Int], received: [Int], rank: Int) -> TrafficCount {
    TrafficCount(
      exchanges: 1, sentBytes: sent.reduce(0, +) - sent[rank],
      receivedBytes: received.reduce(0, +) - received[rank])
  }

  package static func + (first: TrafficCount, second: TrafficCount) -> TrafficCount {
    TrafficCount(
      exchanges: first.exchanges + second.exchanges, sentBytes: first.sentBytes + second.sentBytes,
      receivedBytes: first.receivedBytes + second.receivedBytes)
  }

  package static func - (first: TrafficCount, second: TrafficCount) -> TrafficCount {
    TrafficCount(
      exchanges: first.exchanges - second.exchanges, sentBytes: first.sentBytes - second.sentBytes,
      receivedBytes: first.receivedBytes - second.receivedBytes)
  }
}
