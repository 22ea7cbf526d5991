// Protocol buffers are written as the format's description has them, and read never beyond their bytes.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@Suite struct ProtobufTests {
  private func bytes(_ fill: (inout ProtobufWriter) -> Void) -> [UInt8] {
    var writer = ProtobufWriter()
    fill(&writer)
    return writer.rope.array
  }

  private func fields(_ bytes: [UInt8]) throws(FileError) -> [ProtobufField] {
    var reader = ProtobufReader(SharedStorage(bytes), path: "m")
    var fields: [ProtobufField] = []
    while let field = try reader.next() { fields.append(field) }
    return fields
  }

  private func problem(_ bytes: [UInt8], _ use: (ProtobufField) throws(FileError) -> Void = { _ in }) -> String?
  {
    do throws(FileError) {
      for field in try fields(bytes) { try use(field) }
      return nil
    } catch {
      return error.problem
    }
  }

  /// The examples of protobuf.dev's description of the encoding.
  @Test func fieldsAreWrittenAsTheDescriptionHasThem() {
    #expect(bytes { $0.integer(1, 150) } == [0x08, 0x96, 0x01])
    #expect(bytes { $0.string(2, "testing") } == [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67])
    #expect(bytes { $0.message(3) { $0.integer(1, 150) } } == [0x1a, 0x03, 0x08, 0x96, 0x01])
    #expect(bytes { $0.integers(6, [3, 270, 86942]) } == [0x32, 0x06, 0x03, 0x8e, 0x02, 0x9e, 0xa7, 0x05])
    // Negative numbers have all 64 bits: ten bytes.
    #expect(
      bytes { $0.integer(1, -2) } == [0x08, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01])
    #expect(bytes { $0.float(1, 1) } == [0x0d, 0, 0, 0x80, 0x3f])
    #expect(bytes { $0.double(1, -2) } == [0x09, 0, 0, 0, 0, 0, 0, 0, 0xc0])
    #expect(bytes { $0.floats(2, [0.5, 1][...]) } == [0x12, 8, 0, 0, 0, 0x3f, 0, 0, 0x80, 0x3f])
    #expect(bytes { $0.doubles(2, [1][...]) } == [0x12, 8, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f])
    // The number of a field beyond 15 takes two bytes; lists of nothing are not written.
    #expect(bytes { $0.integer(16, 0) } == [0x80, 0x01, 0])
    #expect(
      bytes {
        $0.integers(1, [])
        $0.floats(1, [])
        $0.doubles(1, [])
      } == [])
    #expect(bytes { $0.string(1, "") } == [0x0a, 0])
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let numbers = [0, 1, -1, 127, 128, 16383, 16384, Int.max, Int.min]
    let written = bytes { writer in
      for number in numbers { writer.integer(1, number) }
      writer.integers(2, numbers)
      writer.floats(3, [1.5, -.infinity, .leastNonzeroMagnitude][...])
      writer.doubles(4, [1e300, -0.0][...])
      writer.message(5) { $0.message(6) { $0.string(7, "naïve 😀") } }
      writer.float(8, 2.5)
      writer.double(9, .pi)
    }
    let found = try fields(written)
    #expect(try found.filter { $0.number == 1 }.map { try $0.integer() } == numbers)
    func field(_ number: Int) throws -> ProtobufField { try #require(found.first { $0.number == number }) }
    var integers: [Int] = []
    try field(2).append(to: &integers)
    #expect(integers == numbers)
    var floats: [Float] = []
    try field(3).append(to: &floats)
    #expect(floats == [1.5, -.infinity, .leastNonzeroMagnitude])
    var doubles: [Double] = []
    try field(4).append(to: &doubles)
    #expect(doubles == [1e300, 0] && doubles[1].sign == .minus)
    var outer = try field(5).message()
    let first = try outer.next()
    var inner = try #require(first).message()
    let text = try inner.next()
    #expect(try text?.text() == "naïve 😀")
    let (rest, others) = (try inner.next(), try outer.next())
    #expect(rest == nil && others == nil)
    #expect(try field(8).float() == 2.5 && field(9).double() == .pi)
  }

  /// Numbers that could be packed may also stand one by one.
  @Test func unpackedNumbersAreReadToo() throws {
    var integers: [Int] = []
    for field in try fields([0x30, 3, 0x32, 2, 0x8e, 0x02, 0x30, 5]) { try field.append(to: &integers) }
    #expect(integers == [3, 270, 5])
    var floats: [Float] = []
    for field in try fields([0x0d, 0, 0, 0x80, 0x3f, 0x0a, 4, 0, 0, 0, 0x40]) { try field.append(to: &floats) }
    #expect(floats == [1, 2])
    var doubles: [Double] = []
    for field in try fields([0x09, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f]) { try field.append(to: &doubles) }
    #expect(doubles == [1])
  }

  @Test func fieldsOfAllNumbersArePassedOver() throws {
    // Field 1, then one of each wire type that nobody asks for, then field 1 again: who reads takes the last.
    let found = try fields([
      0x08, 1, 0xfa, 0xff, 0xff, 0xff, 0x0f, 1, 0xff, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1d, 1, 2, 3, 4, 0x08, 2,
    ])
    #expect(found.map(\.number) == [1, (1 << 29) - 1, 2, 3, 1])
    #expect(found.map(\.position) == [0, 2, 9, 18, 23])
    #expect(try found.last?.integer() == 2)
  }

  @Test(
    arguments: [
      ([0x00, 1], "a field has the number 0"),
      ([0x08], "field 1 breaks off"),
      ([0x08, 0x80], "field 1 breaks off"),
      ([0x80], "a field's number breaks off"),
      ([0x08] + [UInt8](repeating: 0xff, count: 10), "has more than 64 bits"),
      ([0x08] + [UInt8](repeating: 0xff, count: 9) + [0x02], "has more than 64 bits"),
      ([0x0b], "field 1 is of wire type 3"), ([0x0c], "field 1 is of wire type 4"),
      ([0x0e], "field 1 is of wire type 6"), ([0x0f], "field 1 is of wire type 7"),
      ([0x0d, 1, 2, 3], "field 1 breaks off"), ([0x09, 1, 2, 3, 4, 5, 6, 7], "field 1 breaks off"),
      ([0x0a, 2, 1], "field 1 has 2 bytes, but 1 are left"),
      (
        [0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
        "field 1 has 18446744073709551615 bytes"
      ),
      ([0x80, 0x80, 0x80, 0x80, 0x10, 1], "a field has the number 536870912"),
    ] as [([UInt8], String)])
  func whatIsNoFieldIsRefused(_ bytes: [UInt8], _ part: String) {
    #expect(problem(bytes)?.contains(part) == true)
  }

  @Test func placesAreThoseOfTheFile() throws {
    // A message at byte 3 whose second field, at byte 7, breaks off.
    do throws(FileError) {
      let outer = try fields([0x08, 1, 0x12, 4, 0x08, 1, 0x08, 0x80])
      var inner = try outer[1].message()
      _ = try inner.next()
      _ = try inner.next()
      Issue.record("a field that breaks off was read")
    } catch {
      #expect(error.position == .byte(7))
    }
  }

  @Test func fieldsOfAnotherTypeAreRefused() {
    let expected = "is not of the type that it has to be"
    #expect(
      problem([0x08, 1]) { field throws(FileError) in _ = try field.float() }?.contains(expected) == true)
    #expect(
      problem([0x08, 1]) { field throws(FileError) in _ = try field.double() }?.contains(expected) == true)
    #expect(problem([0x08, 1]) { field throws(FileError) in _ = try field.text() }?.contains(expected) == true)
    #expect(
      problem([0x08, 1]) { field throws(FileError) in _ = try field.bytes() }?.contains(expected) == true)
    #expect(
      problem([0x08, 1]) { field throws(FileError) in _ = try field.message() }?.contains(expected) == true)
    #expect(
      problem([0x0a, 0]) { field throws(FileError) in _ = try field.integer() }?.contains(expected) == true)
    #expect(
      problem([0x0a, 1, 0xff]) { field throws(FileError) in _ = try field.text() }?.contains("UTF-8") == true)
    #expect(
      problem([0x0a, 3, 0, 0, 0]) { field throws(FileError) in
        var floats: [Float] = []
        try field.append(to: &floats)
      }?.contains("which take 4 each") == true)
    #expect(
      problem([0x0a, 9] + [UInt8](repeating: 0, count: 9)) { field throws(FileError) in
        var doubles: [Double] = []
        try field.append(to: &doubles)
      }?.contains("which take 8 each") == true)
    #expect(
      problem([0x0a, 1, 0x80]) { field throws(FileError) in
        var integers: [Int] = []
        try field.append(to: &integers)
      }?.contains("breaks off") == true)
  }

  @Test func messagesLieOnlySoDeepInEachOther() {
    func nested(_ depth: Int) -> [UInt8] {
      (0..<depth).reduce([]) { inner, _ in bytes { $0.bytes(1, inner) } }
    }
    func depth(_ bytes: [UInt8]) throws(FileError) -> Int {
      var reader = ProtobufReader(SharedStorage(bytes), path: "m")
      var depth = 0
      while let field = try reader.next() {
        reader = try field.message()
        depth += 1
      }
      return depth
    }
    #expect(throws: Never.self) { try depth(nested(ProtobufReader.deepest)) }
    #expect(throws: FileError.self) { try depth(nested(ProtobufReader.deepest + 1)) }
  }

  @Test func filesThatAreCutAnywhereAreReadOrRefused() throws {
    let written = bytes { writer in
      writer.integer(1, 300)
      writer.message(2) { inner in
        inner.string(1, "text")
        inner.floats(2, [1, 2][...])
      }
      writer.double(3, 1)
    }
    let whole = try fields(written).count
    #expect(whole == 3)
    let positions = Set(try fields(written).map(\.position))
    for end in written.indices {
      let part = Array(written[..<end])
      // Between two fields the rest may lack; anywhere else it breaks off.
      #expect((problem(part) == nil) == positions.contains(end), "\(end)")
    }
  }
}
