// Bytes in pieces are the bytes of the pieces.

import Testing

@testable import SoftmaxFiles

@Suite struct ByteRopeTests {
  @Test func piecesStandInTheirOrder() {
    var rope = ByteRope([1, 2])
    rope.append([3])
    rope.append([1.5, -0.0, .infinity][...] as ArraySlice<Float>)
    rope.append([1.5] as ArraySlice<Double>)
    rope.append(ByteRope("é"))
    #expect(
      rope.array == [
        1, 2, 3, 0, 0, 0xc0, 0x3f, 0, 0, 0, 0x80, 0, 0, 0x80, 0x7f, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f, 0xc3, 0xa9,
      ])
    #expect(rope.count == rope.array.count && rope.pieces.count == 4)
  }

  @Test func aPartOfAnArrayIsThatPartAlone() {
    let values: [Float] = [1, 2, 3, 4]
    var rope = ByteRope()
    rope.append(values[1..<3])
    #expect(rope.array == [0, 0, 0, 0x40, 0, 0, 0x40, 0x40])
  }

  @Test func chunksAreNeverLong() {
    var rope = ByteRope([UInt8](repeating: 7, count: 100_000))
    rope.append([Float](repeating: 1, count: 20_000)[...])
    rope.append([Double](repeating: 1, count: 9_000)[...])
    var (total, longest) = (0, 0)
    rope.forEachChunk { (total, longest) = (total + $0.count, max(longest, $0.count)) }
    #expect(total == rope.count && total == 252_000)
    #expect(longest == 65_536)
    #expect(ByteRope().array.isEmpty)
  }
}
