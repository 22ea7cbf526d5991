// The texts that a workbook keeps once for all its cells.

import SoftmaxFiles

/// Texts by number, each as a cell of delimited text.
struct SharedTexts {
  /// All texts.
  private(set) var bytes: [UInt8] = []
  /// Where each text ends.
  private var ends: [UInt32] = []

  private static let text = XMLName("t")
  private static let item = XMLName("si")
  private static let phonetic = XMLName("rPh")
  /// The most bytes of all texts: 1 GiB.
  private static let mostBytes = 1 << 30

  /// No texts.
  init() {}

  /// Reads all texts: those of rich text joined, their reading aids left out.
  ///
  /// - Throws: `FileError` where they are damaged, or more than the limit or than memory holds.
  init(_ entry: ZipEntry, of archive: ZipArchive) throws(FileError) {
    var scanner = try XMLScanner(entry, of: archive)
    var text: [UInt8] = []
    var isInText = false
    while true {
      switch try scanner.next() {
      case .start:
        if scanner.name == Self.text { isInText = true }
        if scanner.name == Self.phonetic { try scanner.skipElement() }
      case .text: if isInText { try scanner.appendContent(to: &text) }
      case .end:
        if scanner.name == Self.text { isInText = false }
        guard scanner.name == Self.item else { continue }
        add(text)
        text.removeAll(keepingCapacity: true)
        guard bytes.count <= Self.mostBytes, ends.count < Self.mostBytes / 4 else {
          throw scanner.problem(
            "the texts have more than \(Self.mostBytes) bytes, the limit", remedy: "save the sheet as .csv")
        }
        if ends.count & 0xffff == 0 {
          try FileError.checkMemory(for: bytes.count, "the workbook's texts", path: archive.path)
        }
      case .finish: return
      }
    }
  }

  private mutating func add(_ text: [UInt8]) {
    CellOutput.append(EscapedText.decoded(text), to: &bytes, keepsSpaces: false)
    ends.append(UInt32(clamping: bytes.count))
  }

  /// How many there are.
  var count: Int { ends.count }

  /// Where a text lies in `bytes`.
  subscript(_ index: Int) -> Range<Int> { (index == 0 ? 0 : Int(ends[index - 1]))..<Int(ends[index]) }
}

/// Characters that XML does not have, as Office writes them: `_x000D_`.
enum EscapedText {
  /// The text with its characters.
  static func decoded(_ text: [UInt8]) -> [UInt8] {
    guard text.count >= 7, text.contains(UInt8(ascii: "_")) else { return text }
    var result: [UInt8] = []
    var place = 0
    while place < text.count {
      if let scalar = escape(text, place) {
        result += Array(String(Character(scalar)).utf8)
        place += 7
      } else {
        result.append(text[place])
        place += 1
      }
    }
    return result
  }

  private static func escape(_ text: [UInt8], _ place: Int) -> Unicode.Scalar? {
    guard place <= text.count - 7, text[place] == UInt8(ascii: "_"), text[place + 1] == UInt8(ascii: "x"),
      text[place + 6] == UInt8(ascii: "_")
    else { return nil }
    var code: UInt32 = 0
    for byte in text[place + 2..<place + 6] {
      guard byte < 0x80, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
      code = code << 4 | UInt32(digit)
    }
    return code == 0 ? nil : Unicode.Scalar(code)
  }
}
