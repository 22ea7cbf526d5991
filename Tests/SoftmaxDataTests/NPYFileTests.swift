// .npy files: every type and order gives the same numbers.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct NPYFileTests {
  private func features(_ bytes: [UInt8]) throws -> Features {
    try NPYFile(SharedStorage(bytes), path: "a.npy").array.features()
  }

  private func rows(_ bytes: [UInt8]) throws -> [[Float]] {
    let features = try features(bytes)
    return (0..<features.sampleCount).map(features.row)
  }

  // MARK: Files of NumPy

  @Test func filesOfNumPyAreReadInEveryVersionOfTheFormat() throws {
    #expect(try rows(NumPyFiles.float32) == [[-1.5, -0.5, 0.5], [1.5, 2.5, 3.5]])
    #expect(try rows(NumPyFiles.float64Version2Fortran) == [[-1.5, -0.5, 0.5], [1.5, 2.5, 3.5]])
    // Thirds as float16, as NumPy prints them with all digits.
    #expect(
      try rows(NumPyFiles.float16Version3) == [
        [0, 0.33325195, 0.66650391], [1, 1.3330078125, 1.6669921875],
      ])
    let images = try features(NumPyFiles.uint8Images)
    #expect(images.input == .image(shape: [3, 4]))
    #expect(images.row(1)[11] == 23 * Float(1.0 / 255))
    #expect(try LabelFile.read(SharedStorage(NumPyFiles.texts), path: "y.npy") == .texts(["b", "é", "Zoë 😀"]))
    #expect(try LabelFile.read(SharedStorage(NumPyFiles.bytes), path: "y.npy") == .texts(["b", "abc"]))
  }

  @Test func objectsAndStructuresOfNumPyAreRefused() {
    let objects = #expect(throws: FileError.self) { try features(NumPyFiles.objects) }
    #expect(objects?.position == .byte(20))
    #expect(
      objects?.problem == "in the header: the elements are Python objects, which are never unpickled here")
    #expect(objects?.remedy?.hasPrefix("save plain numbers: numpy.save(path, ") == true)
    let structured = #expect(throws: FileError.self) { try features(NumPyFiles.structured) }
    #expect(
      structured?.problem
        == "in the header: the elements have several fields (a structured array): expected plain numbers")
  }

  // MARK: Types and orders

  private static let types = ["u1", "i1", "u2", "i2", "u4", "i4", "u8", "i8", "f2", "f4", "f8"]

  /// A number's bytes in one of the types, the least significant first.
  private static func bytes(of number: Int, as type: String) -> [UInt8] {
    switch type {
    case "u1", "i1": NPYWriter.bytes(of: UInt8(number))
    case "u2", "i2": NPYWriter.bytes(of: UInt16(number))
    case "u4", "i4": NPYWriter.bytes(of: UInt32(number))
    case "u8", "i8": NPYWriter.bytes(of: UInt64(number))
    case "f2": NPYWriter.bytes(of: half(number))
    case "f4": NPYWriter.bytes(of: Float(number).bitPattern)
    default: NPYWriter.bytes(of: Double(number).bitPattern)
    }
  }

  /// A whole number from 0 to 2047 as float16.
  private static func half(_ number: Int) -> UInt16 {
    guard number > 0 else { return 0 }
    let bits = Float(number).bitPattern
    return UInt16((bits >> 23) - 112) << 10 | UInt16(bits >> 13 & 0x3ff)
  }

  /// The numbers 0..<24 as an array 2 x 3 x 4 in C's or Fortran's order of the file.
  private static func stored(isColumnMajor: Bool) -> [Int] {
    guard isColumnMajor else { return Array(0..<24) }
    return (0..<4).flatMap { k in (0..<3).flatMap { j in (0..<2).map { i in i * 12 + j * 4 + k } } }
  }

  @Test(arguments: types, [false, true])
  func allTypesAndOrdersGiveTheSameNumbers(_ type: String, _ isColumnMajor: Bool) throws {
    let expected = [(0..<12).map(Float.init), (12..<24).map(Float.init)]
    let orders = type.hasSuffix("1") ? ["<", ">", "=", "|"] : ["<", ">", "="]
    for order in orders {
      var data: [UInt8] = []
      for number in Self.stored(isColumnMajor: isColumnMajor) {
        let bytes = Self.bytes(of: number, as: type)
        data += order == ">" ? bytes.reversed() : bytes
      }
      for alignment in [64, 1] {
        let header = NPYWriter.header(order + type, shape: [2, 3, 4], fortranOrder: isColumnMajor)
        let bytes = NPYWriter.file(header: header, data: data, alignment: alignment)
        let features = try features(bytes)
        let scale = type == "u1" ? Float(1.0 / 255) : 1
        #expect((0..<2).map(features.row) == expected.map { $0.map { $0 * scale } }, "\(order)\(type)")
        #expect(features.input == (type == "u1" ? .image(shape: [3, 4]) : .vector(featureCount: 12)))
      }
    }
  }

  @Test func longColumnsAreReorderedWhole() throws {
    // More samples than one block of the reordering.
    let (samples, columns) = (1000, 3)
    let data = (0..<columns).flatMap { j in
      (0..<samples).flatMap { NPYWriter.bytes(of: Float($0 * columns + j).bitPattern) }
    }
    let rows = try rows(NPYWriter.file("<f4", shape: [samples, columns], data: data, fortranOrder: true))
    #expect(rows == (0..<samples).map { i in (0..<columns).map { Float(i * columns + $0) } })
  }

  @Test func negativeAndLargeNumbersAreRoundedToTheNearest() throws {
    func first(_ type: String, _ data: [UInt8]) throws -> Float {
      try rows(NPYWriter.file(type, shape: [1, 1], data: data))[0][0]
    }
    #expect(try first("|i1", [0x80]) == -128)
    #expect(try first("<i2", NPYWriter.bytes(of: Int16.min)) == -32_768)
    #expect(try first(">i4", NPYWriter.bytes(of: Int32.min, isBigEndian: true)) == -2_147_483_648)
    #expect(try first("<i8", NPYWriter.bytes(of: Int64.min)) == -0x1p63)
    #expect(try first("<u8", NPYWriter.bytes(of: UInt64.max)) == 0x1p64)
    // 2^24 + 1 lies halfway between two Float32, and goes to the even one.
    #expect(try first("<u4", NPYWriter.bytes(of: UInt32(16_777_217))) == 16_777_216)
    #expect(try first("<f8", NPYWriter.bytes(of: 0.1.bitPattern)) == 0.1)
    #expect(try first("<f8", NPYWriter.bytes(of: 1e-50.bitPattern)) == 0)
    #expect(try rows(NPYWriter.file("|b1", shape: [1, 3], data: [0, 1, 2])) == [[0, 1, 1]])
  }

  @Test func everyFloat16IsThatOfNumPy() throws {
    let all = (0...UInt16.max).filter { $0 >> 10 & 31 != 31 }
    let bytes = NPYWriter.file("<f2", shape: [1, all.count], data: all.flatMap { NPYWriter.bytes(of: $0) })
    let values = try rows(bytes)[0]
    // The hash of the same values as float32 by NumPy: Tests/Fixtures/numpy_arrays.py.
    var hash = SHA256()
    let singles = values.flatMap { NPYWriter.bytes(of: $0.bitPattern) }
    hash.update(singles.span)
    #expect(values.count == 63_488)
    #expect(hash.hexDigest() == "cb34a8c3b8855f6ca5a3c91b264f3bf21176b2e1d85203a881efb0cabe2d5c80")
    // Some of them, for the first look when that fails: zeros, subnormal numbers and the ends among them.
    let some: [(UInt16, UInt32)] = [
      (0x0000, 0x0000_0000), (0x8000, 0x8000_0000), (0x0001, 0x3380_0000), (0x8001, 0xb380_0000),
      (0x0155, 0x37aa_8000), (0x03ff, 0x387f_c000), (0x83ff, 0xb87f_c000), (0x0400, 0x3880_0000),
      (0x0401, 0x3880_2000), (0x3555, 0x3eaa_a000), (0xbc01, 0xbf80_2000), (0x7bff, 0x477f_e000),
    ]
    for (half, single) in some {
      let data = NPYWriter.bytes(of: half, isBigEndian: true)
      #expect(try rows(NPYWriter.file(">f2", shape: [1, 1], data: data))[0][0].bitPattern == single)
    }
  }

  // MARK: Values that are refused

  @Test(
    arguments: [
      ("<f8", NPYWriter.bytes(of: Double.nan.bitPattern), "is nan: expected a finite number"),
      ("<f8", NPYWriter.bytes(of: (1e39).bitPattern), "is 1e+39, beyond the range of Float32 (about 3.4e38)"),
      (
        ">f8", NPYWriter.bytes(of: (-Double.infinity).bitPattern, isBigEndian: true),
        "is -inf: expected a finite number"
      ),
      ("<f2", NPYWriter.bytes(of: UInt16(0x7c00)), "is inf: expected a finite number"),
      (">f4", NPYWriter.bytes(of: Float.nan.bitPattern, isBigEndian: true), "is nan: expected a finite number"),
    ] as [(String, [UInt8], String)])
  func convertedNumbersThatAreNotFiniteAreNamedWithTheirByte(_ type: String, _ bad: [UInt8], _ text: String) {
    let width = bad.count
    let zeros = { [UInt8](repeating: 0, count: $0 * width) }
    for isColumnMajor in [false, true] {
      // Sample 1, feature 2 of 4 x 3: element 5 row by row, element 9 column by column.
      let place = isColumnMajor ? 9 : 5
      let bytes = NPYWriter.file(
        type, shape: [4, 3], data: zeros(place) + bad + zeros(11 - place), fortranOrder: isColumnMajor)
      let error = #expect(throws: FileError.self) { try features(bytes) }
      #expect(error?.problem == "sample 1, feature 2 \(text)", "\(type)")
      #expect(error?.position == .byte(128 + place * width))
    }
  }

  @Test func oneDimensionIsForLabels() {
    let error = #expect(throws: FileError.self) { try features(NPYWriter.floats([1, 2, 3], shape: [3])) }
    #expect(
      error?.description
        == "a.npy: one dimension (3 float32) is the shape of labels: expected samples x features; "
        + "for one feature a sample, reshape it to 3 x 1: a.reshape(-1, 1)")
  }

  @Test func textsAreNoFeatures() {
    let bytes = NPYWriter.file("<U1", shape: [1, 1], data: [97, 0, 0, 0])
    let error = #expect(throws: FileError.self) { try features(bytes) }
    #expect(error?.problem == "the elements are texts: expected numbers")
  }
}
