// What of a fit in progress can be written to bytes and read back.

/// A value of which bytes keep every bit, so that a fit that is read back goes on as if it had never been written.
///
/// Numbers are written as their bits, least significant byte first, never as text; lists after their count. What can be
/// made again from the rest, a factored matrix for one, is not written.
package protocol SavedState {
  /// Appends the value.
  func write(to state: inout StateWriter)

  /// Reads the value.
  ///
  /// - Throws: `StateError` for bytes that are no such value; nothing traps on them.
  init(reading state: inout StateReader) throws(StateError)
}

extension Bool: SavedState {
  package func write(to state: inout StateWriter) { state.append(UInt8(self ? 1 : 0)) }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    switch try state.next(UInt8.self) {
    case 0: self = false
    case 1: self = true
    case let other: throw StateError("a yes or no is \(other), expected 0 or 1", at: place)
    }
  }
}

extension UInt64: SavedState {
  package func write(to state: inout StateWriter) { state.append(self) }
  package init(reading state: inout StateReader) throws(StateError) { self = try state.next(UInt64.self) }
}

extension Int: SavedState {
  package func write(to state: inout StateWriter) { state.append(Int64(self)) }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    let value = try state.next(Int64.self)
    guard let number = Int(exactly: value) else {
      throw StateError("the number \(value) is beyond this machine's", at: place)
    }
    self = number
  }
}

extension Double: SavedState {
  package func write(to state: inout StateWriter) { state.append(bitPattern) }

  package init(reading state: inout StateReader) throws(StateError) {
    self.init(bitPattern: try state.next(UInt64.self))
  }
}

extension Float: SavedState {
  package func write(to state: inout StateWriter) { state.append(bitPattern) }

  package init(reading state: inout StateReader) throws(StateError) {
    self.init(bitPattern: try state.next(UInt32.self))
  }
}

extension Optional: SavedState where Wrapped: SavedState {
  package func write(to state: inout StateWriter) {
    (self != nil).write(to: &state)
    self?.write(to: &state)
  }

  package init(reading state: inout StateReader) throws(StateError) {
    self = try Bool(reading: &state) ? Wrapped(reading: &state) : nil
  }
}

extension Array: SavedState where Element: SavedState {
  package func write(to state: inout StateWriter) {
    count.write(to: &state)
    if let numbers = self as? [Double] { return state.append(count) { numbers[$0].bitPattern } }
    if let numbers = self as? [Float] { return state.append(count) { numbers[$0].bitPattern } }
    for element in self { element.write(to: &state) }
  }

  package init(reading state: inout StateReader) throws(StateError) {
    let place = state.position
    let count = try Int(reading: &state)
    // Each element takes at least a byte: what is taken is bounded by what is there.
    guard count >= 0, count <= state.remaining else {
      throw StateError("a list of \(count) is longer than what is left", at: place)
    }
    self = []
    for _ in 0..<count { append(try Element(reading: &state)) }
  }
}
