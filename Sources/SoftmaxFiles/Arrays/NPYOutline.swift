// What the header of a .npy file says, for arrays without elements or dimensions too.

package import SoftmaxKernels

/// NumPy's format, versions 1.0, 2.0 and 3.0.
///
/// Layout: the byte 0x93 and `NUMPY`; the version in two bytes; the header's length, little-endian, in two bytes (1.0)
/// or four; the header, a Python dictionary of the element type, the order and the shape; then the elements. Reference:
/// NumPy's NEP 1 and the description of `numpy.lib.format`.
package struct NPYOutline {
  package let type: ArrayElementType
  /// Whether an element's most significant byte comes first.
  package let isBigEndian: Bool
  /// Whether the first dimension is the fastest.
  package let isColumnMajor: Bool
  /// No numbers for a single element, which has no dimensions.
  package let shape: [Int]
  /// The byte at which the shape is written.
  package let shapePosition: Int
  /// The byte at which the elements begin.
  package let dataStart: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// The longest header that is read; plain arrays need a hundred bytes.
  private static let lengthLimit = 65_535
  /// Enough bytes from a file's beginning to read any header.
  package static let longest = 12 + lengthLimit

  /// Whether the bytes begin as a .npy file does.
  package static func isNPY(_ bytes: SharedStorage<UInt8>) -> Bool {
    bytes.slice(0..<min(magic.count, bytes.count)).array == magic
  }

  /// Reads the header at the beginning of `bytes`.
  ///
  /// - Throws: `FileError` naming the byte.
  package init(of bytes: SharedStorage<UInt8>, place: ArrayPlace) throws(FileError) {
    guard Self.isNPY(bytes) else {
      throw place.error(
        at: 0, "not a .npy file: expected the byte 0x93 and NUMPY at its beginning",
        remedy: "check that this is the file you mean")
    }
    let start = bytes.slice(0..<min(12, bytes.count)).array
    func breaksOff(_ expected: Int) -> FileError {
      place.error(
        at: bytes.count, "the file breaks off in its header: expected \(expected) bytes, found \(bytes.count)",
        remedy: "get the file again")
    }
    guard start.count >= 8 else { throw breaksOff(8) }
    guard [1, 2, 3].contains(start[6]), start[7] == 0 else {
      throw place.error(
        at: 6, "version \(start[6]).\(start[7]) of the format: expected 1.0, 2.0 or 3.0",
        remedy: "save the array with numpy.save")
    }
    let textStart = start[6] == 1 ? 10 : 12
    guard start.count >= textStart else { throw breaksOff(textStart) }
    let length = start[8..<textStart].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.lengthLimit else {
      throw place.error(at: 8, "the header's length is \(length): expected at most \(Self.lengthLimit)")
    }
    dataStart = textStart + length
    guard bytes.count >= dataStart else { throw breaksOff(dataStart) }
    let text = bytes.slice(textStart..<dataStart).array
    do throws(NPYHeaderParser.Problem) {
      (type, isBigEndian, isColumnMajor, shape, shapePosition) = try Self.content(of: text, from: textStart)
    } catch {
      throw place.error(at: textStart + error.position, "in the header: " + error.text, remedy: error.remedy)
    }
  }

  private static func content(
    of text: [UInt8], from start: Int
  ) throws(NPYHeaderParser.Problem) -> (ArrayElementType, Bool, Bool, [Int], Int) {
    let members = try NPYHeaderParser.members(of: text)
    if let other = members.first(where: { !["descr", "fortran_order", "shape"].contains($0.key) }) {
      throw NPYHeaderParser.Problem(
        position: other.position,
        text: "unknown key '\(other.key.prefix(80))': expected descr, fortran_order and shape")
    }
    func member(_ key: String) throws(NPYHeaderParser.Problem) -> NPYHeaderParser.Member {
      guard let member = members.first(where: { $0.key == key }) else {
        throw NPYHeaderParser.Problem(position: 0, text: "the key '\(key)' is missing")
      }
      return member
    }
    // First, because a list ends the reading.
    let type = try member("descr")
    let (elementType, isBigEndian) = try NPYElementType.parse(type.value, at: type.position)
    let order = try member("fortran_order")
    guard case .boolean(let isColumnMajor) = order.value else {
      throw NPYHeaderParser.Problem(position: order.position, text: "fortran_order: expected True or False")
    }
    let dimensions = try member("shape")
    guard case .tuple(let shape) = dimensions.value else {
      throw NPYHeaderParser.Problem(
        position: dimensions.position, text: "shape: expected a tuple of whole numbers, such as (3, 4)")
    }
    return (elementType, isBigEndian, isColumnMajor, shape, start + dimensions.position)
  }
}
