// Work that would not fit into memory, refused before it begins.

package import SoftmaxKernels

/// What was asked for takes more memory than this process can have: by its limits, its container's, or the machine's.
public struct MemoryShortage: Error, Hashable, CustomStringConvertible {
  /// How many bytes it takes, about.
  public let neededBytes: Int
  /// How many can be had.
  public let availableBytes: Int
  /// One sentence: what takes how much, how much there is, and what to try.
  public let description: String

  /// - Parameters:
  ///   - neededBytes: What `subject` takes.
  ///   - subject: `the features of 12 rows`.
  ///   - advice: What to do instead: `use fewer rows`.
  ///   - room: What there is.
  package init(_ neededBytes: Int, for subject: String, advice: String, room: MemoryRoom) {
    self.neededBytes = neededBytes
    availableBytes = room.bytes
    description =
      "\(subject) would take \(MemoryRoom.text(bytes: neededBytes)), but only \(room); \(advice), or "
      + room.remedy(for: neededBytes)
  }

  /// Refuses what cannot be had. Under 16 MiB nothing is refused.
  ///
  /// - Parameters:
  ///   - neededBytes: What `subject` takes.
  ///   - subject: `the features of 12 rows`.
  ///   - advice: What to do instead: `use fewer rows`.
  ///   - canMoveOut: Whether it is an array that may lie in a file where memory is limited.
  /// - Throws: `MemoryShortage`. Complexity: from 16 MiB on some small files of the system's are read.
  package static func check(
    _ neededBytes: Double, for subject: @autoclosure () -> String, advice: String,
    canMoveOut: Bool = false
  ) throws(MemoryShortage) {
    let bytes = Int(min(neededBytes, 1e18))
    guard let room = MemoryRoom.shortage(for: bytes, canMoveOut: canMoveOut) else { return }
    throw MemoryShortage(bytes, for: subject(), advice: advice, room: room)
  }
}
