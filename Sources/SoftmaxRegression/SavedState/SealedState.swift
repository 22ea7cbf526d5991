// A state as one run of bytes that tells what it is and whether it is whole.

/// `softmax\0`, the layout's number, the solver's name, the state, and a checksum of all of it.
package enum SealedState {
  private static let signature: [UInt8] = Array("softmax\0".utf8)
  /// The layout of the bytes; another one is refused.
  private static let layout: UInt32 = 3

  /// The bytes of a state of the solver of this name. Complexity: O(their number).
  package static func bytes(of value: some SavedState, solver: String) -> [UInt8] {
    var state = StateWriter()
    for byte in signature { state.append(byte) }
    state.append(layout)
    state.append(solver)
    value.write(to: &state)
    state.append(checksum(of: state.bytes[...]))
    return state.bytes
  }

  /// The state that the bytes hold.
  ///
  /// - Throws: `StateError` for bytes that were cut off or changed, and for those of another solver. Complexity: O(bytes).
  package static func value<Value: SavedState>(
    _ type: Value.Type, in bytes: [UInt8], solver: String
  ) throws(StateError) -> Value {
    guard bytes.starts(with: signature) else {
      throw StateError("these bytes are no saved fit", at: 0)
    }
    guard bytes.count >= signature.count + 12 else {
      throw StateError("the state breaks off", at: bytes.count)
    }
    let end = bytes.count - 8
    var tail = StateReader(bytes[end...])
    guard try tail.next(UInt64.self) == checksum(of: bytes[..<end]) else {
      throw StateError("bytes were changed or are missing: the checksum at the end is another one", at: end)
    }
    var state = StateReader(bytes[signature.count..<end])
    let found = try state.next(UInt32.self)
    guard found == layout else {
      throw StateError("the layout is number \(found), expected \(layout)", at: signature.count)
    }
    let place = state.position
    let name = try state.nextText()
    guard name == solver else {
      throw StateError("the solver is '\(name.prefix(40))', expected '\(solver)'", at: place)
    }
    let value = try Value(reading: &state)
    try state.finish()
    return value
  }

  /// FNV-1a (Fowler, Noll and Vo) in 64 bits, by words of eight bytes, least significant byte first, and then by the bytes
  /// that are left. One changed byte always changes it: each step is a bijection of the sum before it, and takes different
  /// words to different sums.
  private static func checksum(of bytes: ArraySlice<UInt8>) -> UInt64 {
    let span = bytes.span
    let wordCount = span.count / 8
    var sum: UInt64 = 0xcbf2_9ce4_8422_2325
    for i in 0..<wordCount {
      var word: UInt64 = 0
      for j in 0..<8 { word |= UInt64(span[8 * i + j]) << UInt64(8 * j) }
      sum = (sum ^ word) &* 0x0000_0100_0000_01b3
    }
    for i in 8 * wordCount..<span.count { sum = (sum ^ UInt64(span[i])) &* 0x0000_0100_0000_01b3 }
    return sum
  }
}
