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

  /// The most weights that are read.
  private static let mostWeights = 1 << 28
  private static let keys: Set<String> = ["solver_type", "nr_class", "label", "nr_feature", "bias"]

  /// - Throws: `FileError` naming the line.
  init(_ text: String, path: String) throws(FileError) {
    var lines = LiblinearLines(text, path: path)
    var head = LiblinearHead()
    while true {
      guard let words = lines.next() else {
        throw lines.bad("the file breaks off before its weights")
      }
      if words == ["w"] { break }
      guard let key = words.first else { throw lines.bad("the line is empty, before the weights") }
      guard key != "rho" else { throw lines.bad("'rho' is of a one-class SVM, which tells no classes") }
      guard Self.keys.contains(key) else {
        throw lines.bad(
          "found '\(key.printable(limit: 40))', expected one of solver_type, nr_class, label, nr_feature, bias and w"
        )
      }
      guard head.values.updateValue((Array(words.dropFirst()), lines.number), forKey: key) == nil else {
        throw lines.bad("'\(key)' stands twice")
      }
    }
    solver = try head.word("solver_type", lines)
    let classCount = try head.integer("nr_class", 2...Self.mostWeights, lines)
    guard let stated = head.values["label"] else { throw lines.bad("there is no 'label' before the weights") }
    guard stated.words.count == classCount else {
      throw lines.bad("there are \(stated.words.count) labels for \(classCount) classes", line: stated.line)
    }
    labels = stated.words
    let rowCount = classCount == 2 && solver != "MCSVM_CS" ? 1 : classCount
    let featureCount = try head.integer("nr_feature", 1...Self.mostWeights / rowCount, lines)
    let factor = try head.number("bias", lines)
    let hasBias = factor >= 0
    let expected = featureCount + (hasBias ? 1 : 0)
    // As many as the file has, whatever it states.
    var columns: [Double] = []
    var found = 0
    while let words = lines.next(most: rowCount + 1) {
      // What is empty at the end of a file is no line of weights.
      if words.isEmpty, lines.isAtEnd { break }
      found += 1
      guard found <= expected else {
        throw lines.bad(
          "there is a line behind the \(expected) lines of weights that 'nr_feature' and 'bias' state")
      }
      guard words.count == rowCount else {
        let shown = words.count > rowCount ? "more" : "\(words.count)"
        throw lines.bad("expected \(rowCount) numbers, found \(shown)")
      }
      for word in words {
        guard let number = Double(word), number.isFinite else {
          throw lines.bad("'\(word.printable(limit: 40))' is no finite number")
        }
        columns.append(number)
      }
    }
    guard found == expected else { throw lines.bad("expected \(expected) lines of weights, found \(found)") }
    let last = columns[(featureCount * rowCount)...]
    bias = hasBias ? last.map { $0 * factor } : [Double](repeating: 0, count: rowCount)
    weights = (0..<rowCount).flatMap { row in (0..<featureCount).map { columns[$0 * rowCount + row] } }
  }
}

/// What stands before the weights.
private struct LiblinearHead {
  var values: [String: (words: [String], line: Int)] = [:]

  private func value(_ key: String, _ lines: LiblinearLines) throws(FileError) -> (word: String, line: Int) {
    guard let value = values[key] else { throw lines.bad("there is no '\(key)' before the weights") }
    guard value.words.count == 1 else {
      throw lines.bad("'\(key)' has \(value.words.count) values, expected one", line: value.line)
    }
    return (value.words[0], value.line)
  }

  func word(_ key: String, _ lines: LiblinearLines) throws(FileError) -> String { try value(key, lines).word }

  func integer(_ key: String, _ range: ClosedRange<Int>, _ lines: LiblinearLines) throws(FileError) -> Int {
    let (word, line) = try value(key, lines)
    guard let number = Int(word), range.contains(number) else {
      throw lines.bad(
        "'\(key)' is '\(word.printable(limit: 40))', expected a whole number from \(range.lowerBound) to \(range.upperBound)",
        line: line)
    }
    return number
  }

  func number(_ key: String, _ lines: LiblinearLines) throws(FileError) -> Double {
    let (word, line) = try value(key, lines)
    guard let number = Double(word), number.isFinite else {
      throw lines.bad("'\(key)' is '\(word.printable(limit: 40))', expected a number", line: line)
    }
    return number
  }
}
