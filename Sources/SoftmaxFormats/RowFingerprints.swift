// Which rows a model was fitted to, told by some of them.

import Foundation
import SoftmaxKernels
public import SoftmaxRegression

/// Fingerprints of some rows that a model was fitted to, by which it is seen when it is scored on them.
///
/// Each row's features have a hash of 48 bits, and the least hashes are kept, at most 512 of them: a sample of the different
/// rows that does not depend on their order (Bar-Yossef et al. 2002). Data whose hashes are below the largest that is kept
/// can be looked up, and are an even sample of that data too. Labels do not count, and neither does what a row weighs.
public struct RowFingerprints: Codable, Sendable, Hashable {
  /// The hashes, ascending, six bytes each with the highest first, in base 64.
  public let hashes: String
  /// How many of the rows have one of them: more than there are hashes where rows are alike.
  public let rowCount: Int

  /// The most hashes that are kept.
  static let limit = 512
  private static let byteCount = 6

  /// What of some data was among the rows.
  public struct Overlap: Sendable, Hashable {
    /// How many rows could be looked up.
    public let lookedUpCount: Int
    /// How many of them the model was fitted to.
    public let knownCount: Int
    /// How many rows there are.
    public let rowCount: Int

    package init(lookedUpCount: Int, knownCount: Int, rowCount: Int) {
      (self.lookedUpCount, self.knownCount, self.rowCount) = (lookedUpCount, knownCount, rowCount)
    }
  }

  /// Those of a fit's rows; nil where more than a tenth of them are like another, so that rows of new data are so too.
  ///
  /// Complexity: O(rows x features).
  init?(of features: Features) {
    var least = LeastHashes(limit: Self.limit)
    RowHash.forEach(of: features) { least.add($0) }
    least.addThose(of: features.sharing.communicator)
    guard !least.counts.isEmpty else { return nil }
    let rowCount = least.counts.values.reduce(0, +)
    guard rowCount * 9 <= least.counts.count * 10 else { return nil }
    self.rowCount = rowCount
    let bytes = least.counts.keys.sorted().flatMap { hash in
      (0..<Self.byteCount).map { UInt8(truncatingIfNeeded: hash >> UInt64(8 * (Self.byteCount - 1 - $0))) }
    }
    hashes = Data(bytes).base64EncodedString()
  }

  /// The hashes as numbers; nil where they are none.
  private var values: [UInt64]? {
    guard let data = Data(base64Encoded: hashes), !data.isEmpty, data.count.isMultiple(of: Self.byteCount),
      data.count <= Self.limit * Self.byteCount
    else { return nil }
    let values = stride(from: 0, to: data.count, by: Self.byteCount).map { first in
      data[first..<first + Self.byteCount].reduce(0) { $0 << 8 | UInt64($1) }
    }
    return zip(values, values.dropFirst()).allSatisfy { $0 < $1 } ? values : nil
  }

  /// What is wrong with them; nil where nothing is.
  var problem: String? {
    guard let count = values?.count else {
      return
        "'training.rowFingerprints.hashes' are no ascending hashes of \(Self.byteCount) bytes, at most \(Self.limit)"
    }
    // Rows of weight 0 have hashes too, so that there may be more than samples that count.
    guard rowCount >= count, rowCount / 10 <= count / 9 else {
      return "'training.rowFingerprints.rowCount' is \(rowCount), expected \(count) or up to a ninth more"
    }
    return nil
  }

  /// How much of other data the model was fitted to.
  ///
  /// - Parameter features: The data, in the model's features.
  /// - Returns: What was found; nil where it is no more than rows that are alike by chance. Complexity: O(rows x features).
  public func overlap(with features: Features) -> Overlap? {
    guard let values, let largest = values.last else { return nil }
    // Where there are fewer different rows than are kept, all are here.
    let isWhole = values.count < Self.limit
    let known = Set(values)
    var (lookedUp, found) = (0, 0)
    RowHash.forEach(of: features) { hash in
      guard isWhole || hash <= largest else { return }
      lookedUp += 1
      if known.contains(hash) { found += 1 }
    }
    // Rows of new data are alike as often as those of training.
    let alike = Double(rowCount - values.count) / Double(rowCount)
    guard found > 1, Double(found) > 3 * alike * Double(lookedUp) + 1 else { return nil }
    return Overlap(lookedUpCount: lookedUp, knownCount: found, rowCount: features.sampleCount)
  }
}

/// The least of some hashes, each with how often it came.
private struct LeastHashes {
  let limit: Int
  private(set) var counts: [UInt64: Int] = [:]
  // The largest that is kept, once there are as many as are.
  private var largest = UInt64.max

  init(limit: Int) { self.limit = limit }

  mutating func add(_ hash: UInt64) {
    guard hash <= largest else { return }
    counts[hash, default: 0] += 1
    guard counts.count >= limit else { return }
    if counts.count > limit { counts[counts.keys.max() ?? hash] = nil }
    largest = counts.keys.max() ?? .max
  }

  /// Adds those that other processes have found.
  mutating func addThose(of communicator: any Communicator) {
    guard communicator.size > 1 else { return }
    // 48 bits, which Float64 has.
    let all = communicator.gather(counts.flatMap { [Double($0.key), Double($0.value)] })
    self = LeastHashes(limit: limit)
    for numbers in all {
      for place in stride(from: 0, to: numbers.count, by: 2) {
        counts[UInt64(numbers[place]), default: 0] += Int(numbers[place + 1])
      }
    }
    for hash in counts.keys.sorted().dropFirst(limit) { counts[hash] = nil }
  }
}
