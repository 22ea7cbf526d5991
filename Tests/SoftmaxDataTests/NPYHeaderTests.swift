// Headers of .npy files: read however they are written, and refused by name where anything is wrong.

import SoftmaxData
import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import SoftmaxTestSupport
import Testing

@Suite struct NPYHeaderTests {
  private func features(_ bytes: [UInt8]) throws -> Features {
    try NPYFile(SharedStorage(bytes), path: "a.npy").array.features()
  }

  @Test func keysComeInAnyOrderWithEitherQuoteAndWithoutTheLastComma() throws {
    for header in [
      "{'shape': (1, 2), 'descr': '<f4', 'fortran_order': False}",
      "{\"fortran_order\":False,\"shape\":(1,2,),\"descr\":\"<f4\"}",
      "  { 'descr' : '<f4' ,\n 'fortran_order' : True , 'shape' : ( 1 , 2 ) , }",
    ] {
      let bytes = NPYWriter.file(header: header, data: [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40])
      #expect(try features(bytes).row(0) == [1, 2], "\(header)")
    }
  }

  private static func described(_ type: String) -> [UInt8] {
    NPYWriter.file(header: NPYWriter.header(type, shape: [1, 1]), data: [])
  }

  private static func shaped(_ shape: String, data: [UInt8] = []) -> [UInt8] {
    NPYWriter.file(header: "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape)}", data: data)
  }

  private static func text(_ header: String) -> [UInt8] { NPYWriter.file(header: header, data: []) }

  @Test(
    arguments: [
      ([], 0, "not a .npy file: expected the byte 0x93 and NUMPY at its beginning"),
      (Array("PK hello".utf8), 0, "not a .npy file"),
      ([0x93] + Array("NUMPY".utf8) + [1], 7, "the file breaks off in its header: expected 8 bytes, found 7"),
      (
        [0x93] + Array("NUMPY".utf8) + [1, 0, 9], 9,
        "the file breaks off in its header: expected 10 bytes, found 9"
      ),
      (
        [0x93] + Array("NUMPY".utf8) + [1, 0, 9, 0, 0x7b], 11,
        "the file breaks off in its header: expected 19 bytes, found 11"
      ),
      (
        [0x93] + Array("NUMPY".utf8) + [2, 0, 9, 0, 0], 11,
        "the file breaks off in its header: expected 12 bytes, found 11"
      ),
      (
        [0x93] + Array("NUMPY".utf8) + [2, 0, 0, 0, 1, 0], 8,
        "the header's length is 65536: expected at most 65535"
      ),
      ([0x93] + Array("NUMPY".utf8) + [4, 0, 9, 0], 6, "version 4.0 of the format: expected 1.0, 2.0 or 3.0"),
      ([0x93] + Array("NUMPY".utf8) + [1, 1, 9, 0], 6, "version 1.1 of the format"),
      (text("[1]"), 10, "in the header: expected the dictionary's '{', found '['"),
      (text(""), 64, "in the header: expected the dictionary's '{', found the header's end"),
      (text("{'descr': '<f4'"), 64, "in the header: expected ',' or '}', found the header's end"),
      (text("{descr: 1}"), 11, "in the header: expected a key in quotes or '}', found 'd'"),
      (text("{'descr' '<f4'}"), 19, "in the header: expected ':', found '''"),
      (text("{'descr: <f4}"), 11, "in the header: the text that begins here has no end"),
      (text("{'de\\u0073cr': '<f4'}"), 11, "in the header: expected a text of plain characters"),
      (text("{'descr': 4}"), 20, "in the header: expected a text, True, False or a tuple, found '4'"),
      (text("{'descr': '<f4', 'descr': '<f4'}"), 27, "in the header: the key 'descr' stands twice"),
      (text("{'descr': '<f4'} x"), 27, "in the header: expected only spaces after the dictionary, found 'x'"),
      (
        text("{'descr': '<f4', 'x': True}"), 32,
        "in the header: unknown key 'x': expected descr, fortran_order and shape"
      ),
      (text("{'descr': '<f4', 'shape': (1, 1)}"), 10, "in the header: the key 'fortran_order' is missing"),
      (text("{}"), 10, "in the header: the key 'descr' is missing"),
      (text("{'descr': True}"), 20, "in the header: descr: expected a text such as '<f4'"),
      (
        text("{'descr': '<f4', 'fortran_order': (1,)}"), 44,
        "in the header: fortran_order: expected True or False"
      ),
      (shaped("True"), 60, "in the header: shape: expected a tuple of whole numbers, such as (3, 4)"),
      (shaped("(3)"), 62, "in the header: expected ',', found ')'"),
      (shaped("(3, -1)"), 64, "in the header: expected a whole number from 0 on, found '-'"),
      (shaped("(3L,)"), 62, "in the header: expected ',', found 'L'"),
      (
        shaped("(99999999999999999999, 1)"), 61,
        "in the header: the dimension 99999999999999999999 is beyond any memory"
      ),
      (
        shaped("()", data: [0, 0, 0, 0]), 60,
        "in the header: the array is a single number (it has no dimensions)"
      ),
      (shaped("(3, 0)"), 60, "in the header: dimension 2 of 3 x 0 is 0: expected at least one element"),
      (shaped("(0,)"), 60, "in the header: dimension 1 of 0 is 0"),
      (
        shaped("(4294967296, 4294967296)"), 60,
        "in the header: the shape 4294967296 x 4294967296 multiplies to more than any memory"
      ),
      (described("|O"), 20, "in the header: the elements are Python objects, which are never unpickled here"),
      (described("<c8"), 20, "in the header: the elements are complex numbers: expected real ones"),
      (described("|V3"), 20, "in the header: the elements are raw bytes (void): expected numbers"),
      (described("<M8"), 20, "in the header: the elements are times: expected numbers"),
      (
        described("<f16"), 20,
        "in the header: the element type '<f16' is not read: expected booleans, whole numbers of 1 to 8 bytes"
      ),
      (described("|f4"), 20, "in the header: the element type '|f4' has no byte order"),
      (described("f4"), 20, "in the header: the element type 'f4' is not known: expected one such as '<f4'"),
      (described("<f+4"), 20, "in the header: the element type '<f+4' is not known"),
      (described(""), 20, "in the header: the element type '' is not known"),
      (described("<U0"), 60, "in the header: the texts have no room for a character: expected labels"),
      (
        described("<U9223372036854775807"), 78,
        "in the header: the shape 1 x 1 multiplies to more than any memory"
      ),
      (
        Array(NPYWriter.floats([1, 2, 3, 4], shape: [2, 2]).dropLast()), 143,
        "the file breaks off: expected 16 bytes of data for 2 x 2 float32, found 15"
      ),
      (
        NPYWriter.floats([1, 2, 3, 4], shape: [2, 2]) + [0, 0], 144,
        "expected the end of the file after 2 x 2 float32, found 2 bytes more"
      ),
      (
        shaped("(1000000000, 100)"), 128,
        "the file breaks off: expected 400000000000 bytes of data for 1000000000 x 100 float32, found 0"
      ),
    ] as [([UInt8], Int, String)])
  func malformedFilesNameTheByte(_ bytes: [UInt8], _ byte: Int, _ part: String) {
    let error = #expect(throws: FileError.self, "\(part)") {
      try NPYFile(SharedStorage(bytes), path: "a.npy")
    }
    #expect(error?.kind == .badData)
    #expect(error?.position == .byte(byte), "\(part)")
    #expect(error?.problem.hasPrefix(part) == true, "\(part): \(error?.problem ?? "none")")
  }

  @Test func everyCutIsAnError() throws {
    let bytes = try NumPyFiles.float32
    for end in bytes.indices {
      #expect(throws: FileError.self) { try NPYFile(SharedStorage(Array(bytes[..<end])), path: "a.npy") }
    }
  }

  @Test func everyChangedByteIsAnErrorOrAnArrayOfTheFilesSize() throws {
    let bytes = try NumPyFiles.float64Version2Fortran
    var refusalCount = 0
    for index in bytes.indices {
      for flip in [UInt8(0xff), 0x01, 0x10] {
        var changed = bytes
        changed[index] ^= flip
        guard let found = try? features(changed) else {
          refusalCount += 1
          continue
        }
        #expect(found.sampleCount <= bytes.count)
      }
    }
    #expect(refusalCount > 100)
  }
}
