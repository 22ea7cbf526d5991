// The container: written canonically, read strictly.

import SoftmaxFiles
import SoftmaxKernels
import Testing

@Suite struct SafetensorsTests {
  /// A file of any header and data.
  private static func file(_ header: String, data: [UInt8] = [UInt8](repeating: 0, count: 8)) -> [UInt8] {
    LittleEndian.bytes(of: UInt64(header.utf8.count)) + Array(header.utf8) + data
  }

  private func read(_ bytes: [UInt8]) throws(FileError) -> SafetensorsFile {
    try SafetensorsFile(SharedStorage(bytes), path: "m")
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let file = SafetensorsFile(
      tensors: [
        SafetensorsTensor(
          name: "weight", shape: [2, 3], values: [1, -2, 3.5, 0, .leastNonzeroMagnitude, -0.0]),
        SafetensorsTensor(name: "odd \"name\"", shape: [], values: [7]),
        SafetensorsTensor(name: "none", shape: [0, 4], values: []),
      ],
      metadata: ["a": "{\"x\":\"\\\\ \n\u{1} é\"}", "b": ""])
    let bytes = file.encoded()
    let back = try read(bytes)
    #expect(back.tensors.map(\.name) == ["weight", "odd \"name\"", "none"])
    #expect(back["weight"]?.shape == [2, 3])
    #expect(back["weight"]?.floats?.map(\.bitPattern) == file["weight"]?.floats?.map(\.bitPattern))
    #expect(back["none"]?.floats == [])
    #expect(back.metadata == file.metadata)
    #expect(back.encoded() == bytes)
    // The data begins on an 8-byte boundary.
    #expect((bytes.count - 7 * 4) % 8 == 0)
  }

  @Test func theHeaderIsWhereTheFormatHasIt() {
    let bytes = SafetensorsFile(
      tensors: [SafetensorsTensor(name: "b", shape: [1], values: [1])], metadata: [:]
    ).encoded()
    let header = #"{"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
    let padded = header + String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    #expect(bytes == Self.file(padded, data: [0, 0, 0x80, 0x3f]))
  }

  private static let good = #""a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}"#

  @Test(arguments: [
    ("headerIsNoObject", file("[1]")),
    ("headerDoesNotBeginWithABrace", file(" {}", data: [])),
    ("headerBreaksOff", file("{" + good)),
    ("duplicateTensor", file("{\(good),\(good)}")),
    ("duplicateByEscape", file("{\(good),\(good.replacing("\"a\"", with: "\"\\u0061\""))}")),
    ("unknownDtype", file(#"{"a":{"dtype":"F8","shape":[8],"data_offsets":[0,8]}}"#)),
    ("missingShape", file(#"{"a":{"dtype":"F32","data_offsets":[0,8],"x":1}}"#)),
    ("extraMember", file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"x":1}}"#)),
    ("shapeNotWhole", file(#"{"a":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}"#)),
    ("shapeNegative", file(#"{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}"#)),
    (
      "shapeOverflows",
      file(#"{"a":{"dtype":"F32","shape":[4294967296,4294967296,4294967296],"data_offsets":[0,8]}}"#)
    ),
    ("offsetsReversed", file(#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#)),
    ("offsetsBeyondTheData", file(#"{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]}}"#)),
    ("sizeDoesNotFitShape", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#)),
    (
      "overlap",
      file(
        #"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#
      )
    ),
    ("gap", file(#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#)),
    ("trailingData", file("{\(good)}")),
    ("metadataNotText", file(#"{"__metadata__":{"a":1}}"#, data: [])),
    ("metadataNoObject", file(#"{"__metadata__":"a"}"#, data: [])),
    ("invalidUTF8", LittleEndian.bytes(of: UInt64(5)) + [0x7b, 0x22, 0xff, 0x22, 0x7d]),
    ("empty", []),
    ("sevenBytes", [1, 0, 0, 0, 0, 0, 0]),
    ("headerLongerThanTheFile", LittleEndian.bytes(of: UInt64(100)) + [0x7b]),
    ("headerLengthBeyondInt", LittleEndian.bytes(of: UInt64.max) + [0x7b]),
    ("headerOfNoLength", LittleEndian.bytes(of: UInt64(0))),
    ("deepJSON", file("{\"a\":" + String(repeating: "[", count: 100_000))),
  ])
  func malformedFilesAreErrors(_ name: String, _ bytes: [UInt8]) {
    let error = #expect(throws: FileError.self, "\(name)") { try read(bytes) }
    #expect(error?.kind == .badData)
    #expect(error?.description.contains("\n") == false)
  }

  @Test func manyOverlappingClaimsCostNoMemory() {
    // Each tensor claims the same bytes: found without copying any.
    let entry = #"{"dtype":"U8","shape":[8],"data_offsets":[0,8]}"#
    let header = "{" + (0..<5000).map { "\"t\($0)\":\(entry)" }.joined(separator: ",") + "}"
    #expect(throws: FileError.self) { try read(Self.file(header)) }
  }
}
