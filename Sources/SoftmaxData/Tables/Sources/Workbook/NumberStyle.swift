// Which numbers of a workbook are dates and times.

import SoftmaxFiles

/// What a cell's number means, by its format.
enum NumberStyle: Equatable {
  /// A number.
  case number
  /// A day.
  case date
  /// A day and a time.
  case dateTime
  /// A time of the day.
  case time
  /// Hours that may be more than a day's.
  case elapsed

  private static let formats = XMLName("numFmts")
  private static let format = XMLName("numFmt")
  private static let styles = XMLName("cellXfs")
  private static let style = XMLName("xf")
  /// More than Excel has.
  private static let mostStyles = 1 << 17

  /// What the numbers of each style of cells are.
  ///
  /// - Throws: `FileError` where the styles are damaged.
  static func all(in start: XMLScanner) throws(FileError) -> [NumberStyle] {
    var scanner = start
    var codes: [Int: NumberStyle] = [:]
    var all: [NumberStyle] = []
    var isInStyles = false
    while true {
      switch try scanner.next() {
      case .finish: return all
      case .start where scanner.name == styles: isInStyles = true
      case .end where scanner.name == styles: isInStyles = false
      case .start where scanner.name == format:
        guard codes.count < mostStyles, let id = try scanner.attribute("numFmtId").flatMap({ Int($0) }) else {
          continue
        }
        codes[id] = NumberStyle(code: try scanner.attribute("formatCode") ?? "")
      case .start where scanner.name == style && isInStyles:
        guard all.count < mostStyles else {
          throw scanner.problem("there are more than \(mostStyles) styles of cells")
        }
        let id = try scanner.attribute("numFmtId").flatMap { Int($0) } ?? 0
        all.append(codes[id] ?? NumberStyle(builtIn: id))
      default: break
      }
    }
  }

  /// The style of a format that Excel knows by its number.
  init(builtIn id: Int) {
    switch id {
    case 14...17, 27...31, 36: self = .date
    case 22: self = .dateTime
    case 18...21, 32...35, 45, 47: self = .time
    case 46: self = .elapsed
    default: self = .number
    }
  }

  /// The style of a format as it is written: the letters of its first section outside quotes and brackets decide.
  init(code: String) {
    var (hasDay, hasTime, hasMonthOrMinute, isElapsed) = (false, false, false, false)
    let characters = Array(code.lowercased())
    if ["general", "standard"].contains(code.lowercased()) {
      self = .number
      return
    }
    var place = 0
    scan: while place < characters.count {
      switch characters[place] {
      case ";": break scan
      case "\"":
        place += 1
        while place < characters.count, characters[place] != "\"" { place += 1 }
      case "\\", "_", "*": place += 1
      case "[":
        let start = place + 1
        while place < characters.count, characters[place] != "]" { place += 1 }
        let inner = characters[start..<max(start, place)]
        // Colours and conditions are written so too.
        if let first = inner.first, "hms".contains(first), inner.allSatisfy({ $0 == first }) {
          isElapsed = true
        }
      case "d", "y": hasDay = true
      case "h", "s": hasTime = true
      case "m": hasMonthOrMinute = true
      case "#", "?":
        self = .number
        return
      default: break
      }
      place += 1
    }
    switch (hasDay, hasTime, isElapsed) {
    case (_, _, true): self = .elapsed
    case (true, true, _): self = .dateTime
    case (true, false, _): self = .date
    case (false, true, _): self = .time
    case (false, false, _): self = hasMonthOrMinute ? .date : .number
    }
  }
}
