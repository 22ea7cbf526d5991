// LIBLINEAR's text file of a model.

import SoftmaxFiles

/// Layout: lines `solver_type`, `nr_class`, `label`, `nr_feature`, `bias`, then `w`; then a line for each feature, and one
/// more where there is a bias, with a number for each row of weights: one of two classes, except with MCSVM_CS.
struct LiblinearFile {
  let solver: String
  let labels: [String]
  /// [rows x features], row-major.
  let weights: [Double]
  /// One for each row: what the last line of the file has, times the stated bias.
  let bias: [Double]

  /// - Throws: `FileError` naming the line.
  init(_ text: String, path: String) throws(FileError) {
    // A carriage return and a line feed would be one character.
    let plain = String(decoding: text.utf8.filter { $0 != UInt8(ascii: "\r") }, as: UTF8.self)
    var lines = plain.split(separator: "\n", omittingEmptySubsequences: false)
    while lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
    func bad(_ line: Int, _ problem: String) -> FileError {
      FileError(
        .badData, path: path, position: .line(line), problem: problem, remedy: "expected a model of LIBLINEAR")
    }
    var values: [String: [Substring]] = [:]
    var place = 0
    while place < lines.count, lines[place] != "w" {
      let words = lines[place].split(separator: " ")
      guard let key = words.first.map(String.init),
        ["solver_type", "nr_class", "label", "nr_feature", "bias", "rho"].contains(key)
      else {
        throw bad(place + 1, "expected one of solver_type, nr_class, label, nr_feature, bias and w")
      }
      guard values.updateValue(Array(words.dropFirst()), forKey: key) == nil else {
        throw bad(place + 1, "'\(key)' stands twice")
      }
      place += 1
    }
    let head = place
    guard place < lines.count else { throw bad(max(lines.count, 1), "the file breaks off before its weights") }
    func word(_ key: String) throws(FileError) -> String {
      guard let words = values[key], words.count == 1 else {
        throw bad(head + 1, "there is no '\(key)' before the weights")
      }
      return String(words[0])
    }
    solver = try word("solver_type")
    guard let classCount = Int(try word("nr_class")), classCount > 1,
      let featureCount = Int(try word("nr_feature")), featureCount > 0,
      let bias = Double(try word("bias")), bias.isFinite
    else { throw bad(head + 1, "'nr_class', 'nr_feature' or 'bias' is no number that it can be") }
    guard let labels = values["label"], labels.count == classCount else {
      throw bad(head + 1, "there are \(values["label"]?.count ?? 0) labels for \(classCount) classes")
    }
    self.labels = labels.map(String.init)
    let rowCount = classCount == 2 && solver != "MCSVM_CS" ? 1 : classCount
    let hasBias = bias >= 0
    let rows = Array(lines[(place + 1)...])
    let (expected, overflow) = featureCount.addingReportingOverflow(hasBias ? 1 : 0)
    guard !overflow, rows.count == expected else {
      throw bad(
        min(lines.count, place + 2), "expected \(expected) lines of weights, found \(rows.count)")
    }
    var columns: [[Double]] = []
    for (offset, line) in rows.enumerated() {
      let words = line.split(separator: " ")
      guard words.count == rowCount else {
        throw bad(place + 2 + offset, "expected \(rowCount) numbers, found \(words.count)")
      }
      var numbers: [Double] = []
      for word in words {
        guard let number = Double(word), number.isFinite else {
          throw bad(place + 2 + offset, "'\(word.prefix(40))' is no finite number")
        }
        numbers.append(number)
      }
      columns.append(numbers)
    }
    let last = hasBias ? columns.removeLast() : []
    weights = (0..<rowCount).flatMap { row in columns.map { $0[row] } }
    self.bias = hasBias ? last.map { $0 * bias } : [Double](repeating: 0, count: rowCount)
  }
}
