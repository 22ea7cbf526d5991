// Bytes in pieces are the bytes of the pieces.

import SoftmaxKernels
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

  /// A text between two arrays of numbers, longer than a chunk each.
  private func rope(_ text: String, last: Float = 3) -> ByteRope {
    var rope = ByteRope()
    rope.append((0..<20_000).map(Float.init)[...])
    rope.append(Array(text.utf8))
    rope.append(([Float](repeating: 2, count: 20_000) + [last])[...])
    return rope
  }

  private func change(to new: ByteRope, from old: ByteRope, limit: Int) -> String? {
    new.change(from: SharedStorage(old.array), limit: limit).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func oneChangedTextIsFound() {
    #expect(change(to: rope("<a longer text>"), from: rope("<small>"), limit: 20) == "a longer text")
    #expect(change(to: rope("<abc>"), from: rope("<axc>"), limit: 1) == "b")
    #expect(change(to: rope("<abc>"), from: rope("<abc>"), limit: 0) == "")
    #expect(change(to: rope("<aab>"), from: rope("<ab>"), limit: 1) == "a")
    // At the ends.
    #expect(change(to: ByteRope("xyz"), from: ByteRope("xy"), limit: 4) == "z")
    #expect(change(to: ByteRope("xyz"), from: ByteRope("yz"), limit: 4) == "x")
    #expect(change(to: ByteRope("xyz"), from: ByteRope(), limit: 3) == "xyz")
    #expect(change(to: ByteRope(), from: ByteRope(), limit: 0) == "")
  }

  @Test func moreThanMayChangeIsNoChange() {
    #expect(change(to: rope("<a longer text>"), from: rope("<small>"), limit: 12) == nil)
    #expect(change(to: rope("<abc>"), from: rope("<xbx>"), limit: 2) == nil)
    // Fewer bytes than before.
    #expect(change(to: rope("<ab>"), from: rope("<abc>"), limit: 20) == nil)
    // The last number too: far behind the text.
    #expect(change(to: rope("<b>", last: 4), from: rope("<a>"), limit: 20) == nil)
    #expect(rope("<b>", last: 4).change(from: SharedStorage(rope("<b>").array), limit: 20) == [0x80])
  }

  @Test func bytesThatLieSomewhereAreCompared() {
    let (rope, other) = (rope("<a>"), rope("<b>"))
    #expect(rope.matches(SharedStorage(rope.array)))
    #expect(!rope.matches(SharedStorage(other.array)))
    #expect(!rope.matches(SharedStorage(rope.array + [0])))
    #expect(!rope.matches(SharedStorage(Array(rope.array.dropLast()))))
  }
}
