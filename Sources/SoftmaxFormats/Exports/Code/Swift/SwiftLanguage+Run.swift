// Compiling and running Swift.

extension SwiftLanguage {
  func run(_ program: LogitProgram) -> CodeRun {
    let reading: String
    if let table = program.table {
      let names = CodeIdentifiers.names(for: table.columns.map(\.name))
      reading =
        "  var row = \(typeName).Row()\n"
        + zip(table.columns, names).enumerated().map { place, member in
          let read =
            switch member.0.kind {
            case .number: "Double(cells[\(place)])"
            case .boolean, .reversedBoolean: "Double(cells[\(place)]).map { $0 != 0 }"
            case .category, .text: "text(cells[\(place)])"
            }
          return "  row.\(member.1) = \(read)\n"
        }.joined()
    } else {
      let convert = program.inputKind == .bytes ? "UInt8(Double($0) ?? 0)" : "Double($0) ?? .nan"
      reading = "  let row = cells.map { \(convert) }\n"
    }
    let harness = """
      func text(_ cell: Substring) -> String? {
        guard cell.first == "h" else { return nil }
        var bytes: [UInt8] = []
        var digits = cell.utf8.dropFirst()
        func digit(_ byte: UInt8) -> UInt8 { byte < 58 ? byte - 48 : byte - 87 }
        while let high = digits.popFirst(), let low = digits.popFirst() {
          bytes.append(digit(high) * 16 + digit(low))
        }
        return String(decoding: bytes, as: UTF8.self)
      }

      _ = readLine()
      while let line = readLine() {
        let cells = line.split(separator: " ")
      \(reading)  let numbers = \(typeName).logits(row) + \(typeName).probabilities(row)
        print(numbers.map { "\\($0)" }.joined(separator: " "), \(typeName).classIndex(row) ?? -1)
      }

      """
    return CodeRun(
      source: "model.swift", harness: [("main.swift", harness)],
      compile: ["-Onone", "-module-name", "Proof", "-o", "proof", "model.swift", "main.swift"])
  }
}
