// Columns of a request as the text of a table: what its cells mean is then decided in one place, as for files.

import SoftmaxFiles
import SoftmaxRegression

/// Writes columns of tensors as delimited text, which is read as `softmax predict` reads a file.
struct TableText {
  private let request: InferenceRequest
  private let notation: NumberNotation
  /// The number of rows.
  let rowCount: Int

  /// - Parameters:
  ///   - request: Its inputs are the columns, each of shape [n] or [n, 1].
  ///   - notation: How the model's tables write numbers.
  /// - Throws: `RequestProblem` for inputs of other shapes or lengths, and names that come twice.
  init(_ request: InferenceRequest, notation: NumberNotation) throws(RequestProblem) {
    (self.request, self.notation) = (request, notation)
    rowCount = request.inputs[0].shape[0]
    var names: Set<String> = []
    for input in request.inputs {
      guard input.count == input.shape[0] else {
        throw .bad(
          "input '\(input.name.shown)': shape \(input.shape) has \(input.count / input.shape[0]) elements for each row: a column of a table "
            + "has one, so its shape is [rows] or [rows, 1]")
      }
      guard input.count == rowCount else {
        throw .bad(
          "input '\(input.name.shown)' has \(input.count) rows, but '\(request.inputs[0].name.shown)' has \(rowCount)"
        )
      }
      guard names.insert(input.name).inserted else { throw .bad("the input '\(input.name.shown)' comes twice") }
    }
  }

  /// A header line and a line for each row.
  func bytes() throws(RequestProblem) -> [UInt8] {
    var cells: [[String]] = []
    for input in request.inputs { cells.append(try self.cells(of: input)) }
    var text: [UInt8] = []
    Self.append(request.inputs.map(\.name), to: &text)
    for row in 0..<rowCount { Self.append(cells.map { $0[row] }, to: &text) }
    return text
  }

  private static func append(_ cells: [String], to text: inout [UInt8]) {
    for (place, cell) in cells.enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      // A line of nothing would be no row.
      let isBare = cells.count == 1 && cell.isEmpty
      guard
        isBare || cell.utf8.contains(where: { specials.contains($0) }) || cell.utf8.first == 0x20
          || cell.utf8.last == 0x20
      else {
        text.append(contentsOf: cell.utf8)
        continue
      }
      text.append(UInt8(ascii: "\""))
      for byte in cell.utf8 {
        if byte == UInt8(ascii: "\"") { text.append(byte) }
        text.append(byte)
      }
      text.append(UInt8(ascii: "\""))
    }
    text.append(UInt8(ascii: "\n"))
  }

  private static let specials = Set("\",;|\t\r\n".utf8)

  private func cells(of input: InferenceRequest.Input) throws(RequestProblem) -> [String] {
    switch input.content {
    // The empty cell is missing in every table.
    case .words(let words): return words.map { $0 ?? "" }
    case .numbers(let bytes):
      if input.type == .bool { return bytes.map { $0 == 0 ? "false" : "true" } }
      let array: StoredArray
      do throws(FileError) {
        array = try StoredArray(input, name: "input '\(input.name.shown)'")
      } catch {
        throw RequestProblem(error)
      }
      return array.bytes.withSpan { span in
        (0..<input.count).map { text(of: array.double(in: span, at: $0 * array.layout.width)) }
      }
    }
  }

  /// A number as the model's tables write it; nothing for one that is missing.
  private func text(of value: Double) -> String {
    if value.isNaN { return "" }
    let text = Int(exactly: value).map(String.init) ?? value.description
    return notation.decimalMark == "." ? text : text.replacing(".", with: String(notation.decimalMark))
  }
}
