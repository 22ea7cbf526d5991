// .npz files: arrays by name, compressed or not.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct NPZFileTests {
  private func read(_ bytes: [UInt8]) throws(FileError) -> NPZFile {
    try NPZFile(SharedStorage(bytes), path: "a.npz")
  }

  private func deflated(_ name: String, _ content: [UInt8]) -> ZipWriter.Entry {
    ZipWriter.Entry(name, content, stored: Array(Zlib.compress(content).dropFirst(2).dropLast(4)))
  }

  @Test func archivesOfNumPyAreRead() throws {
    let stored = try read(NumPyFiles.archive)
    #expect(stored.entries.map(\.name) == ["x", "y"])
    #expect(try stored.array(named: "x").features().row(1) == [3, 4, 5])
    #expect(try StoredLabels(stored.array(named: "y")) == .integers([1, 0]))
    let compressed = try read(NumPyFiles.compressed)
    #expect(compressed.entries.map(\.name) == ["x_train", "y_train", "x_test", "y_test"])
    #expect(try compressed.array(named: "x_train").features().row(1) == [3, 4, 5])
    #expect(try compressed.array(named: "x_test").features().row(0) == [0, 1, 2])
    let unnamed = try read(NumPyFiles.unnamed)
    #expect(try unnamed.array(named: "arr_0").features().row(1) == [3, 4, 5])
    #expect(try StoredLabels(unnamed.array(named: "arr_1")) == .texts(["a", "b"]))
  }

  @Test func compressedAndStoredArraysAreTheSame() throws {
    let array = NPYWriter.floats((0..<600).map { Float($0) }, shape: [30, 20])
    let file = try read(ZipWriter.file([ZipWriter.Entry("a.npy", array), deflated("b.npy", array)]))
    let (stored, unpacked) = (try file.array(named: "a"), try file.array(named: "b"))
    #expect(stored.bytes.array == unpacked.bytes.array)
    #expect(stored.layout == unpacked.layout)
    #expect(try unpacked.features().row(29) == (580..<600).map { Float($0) })
  }

  @Test func otherEntriesAreLeftAlone() throws {
    let array = NPYWriter.floats([1, 2], shape: [1, 2])
    let file = try read(ZipWriter.file([ZipWriter.Entry("readme.txt", [1]), ZipWriter.Entry("a.npy", array)]))
    #expect(file.entries.map(\.name) == ["a"])
  }

  @Test func anArrayThatCannotBeReadSpoilsNoOther() throws {
    let file = try read(
      ZipWriter.file([
        ZipWriter.Entry("names.npy", NumPyFiles.objects),
        ZipWriter.Entry("x.npy", NPYWriter.floats([1, 2], shape: [1, 2])), deflated("z.npy", [1, 2, 3]),
      ]))
    #expect(try file.array(named: "x").features().row(0) == [1, 2])
    let objects = #expect(throws: FileError.self) { try file.array(named: "names") }
    #expect(
      objects?.problem
        == "in the array 'names': in the header: the elements are Python objects, which are never unpickled here"
    )
    // 30 bytes of the archive's header, 9 of the name, 20 into the array.
    #expect(objects?.position == .byte(30 + 9 + 20))
    let noArray = #expect(throws: FileError.self) { try file.array(named: "z") }
    #expect(noArray?.position == nil)
    #expect(
      noArray?.problem
        == "in the array 'z': not a .npy file: expected the byte 0x93 and NUMPY at its beginning "
        + "(byte 0 of what was compressed)")
    let missing = #expect(throws: FileError.self) { try file.array(named: "w") }
    #expect(
      missing?.problem
        == "there is no array 'w': found names (cannot be read), x (1 x 2 float32), z (cannot be read)")
  }

  @Test func archivesWithoutArraysAreRefused() {
    let error = #expect(throws: FileError.self) { try read(ZipWriter.file([ZipWriter.Entry("a.txt", [1])])) }
    #expect(error?.problem == "this zip archive has no arrays: expected entries that end in .npy")
  }

  @Test func damagedContentIsNoticed() throws {
    var entry = deflated("x.npy", NPYWriter.floats([1, 2], shape: [1, 2]))
    entry.checksum ^= 1
    let file = try read(ZipWriter.file([entry]))
    let error = #expect(throws: FileError.self) { try file.array(named: "x") }
    #expect(error?.problem.contains("the checksum (CRC-32) is") == true)
  }

  /// The checksum is wrong, so that unpacking it would say something else.
  @Test func anEntryOfAnotherSizeThanItsArrayIsNotUnpacked() throws {
    let array = NPYWriter.floats([1, 2], shape: [1, 2])
    let bomb = array + [UInt8](repeating: 0, count: 1 << 20)
    var entry = deflated("x.npy", bomb)
    entry.checksum ^= 1
    let file = try read(ZipWriter.file([entry]))
    let error = #expect(throws: FileError.self) { try file.array(named: "x") }
    #expect(error?.problem.contains("found 1048576 bytes more") == true, "\(String(describing: error))")
  }

  @Test func arraysMustEndWithTheirEntry() throws {
    let array = NPYWriter.floats([1, 2], shape: [1, 2])
    let file = try read(
      ZipWriter.file([
        ZipWriter.Entry("x.npy", array + [0]), ZipWriter.Entry("y.npy", Array(array.dropLast())),
      ]))
    let long = #expect(throws: FileError.self) { try file.array(named: "x") }
    #expect(
      long?.problem == "in the array 'x': expected the end of the file after 1 x 2 float32, found 1 bytes more")
    #expect(long?.position == .byte(35 + 136))
    let short = #expect(throws: FileError.self) { try file.array(named: "y") }
    #expect(
      short?.problem
        == "in the array 'y': the file breaks off: expected 8 bytes of data for 1 x 2 float32, found 7")
  }
}
