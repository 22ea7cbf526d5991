// Scoring by code: compiled and run where a tool is there, else interpreted.

import Foundation
import SoftmaxFiles
import SoftmaxRegression

/// Computes by emitted code, which is known to be what this program writes.
struct CodeScorer: ExportScorer {
  let program: LogitProgram
  let language: any CodeLanguage
  /// The path of the compiler or interpreter; nil: there is none.
  let tool: String?
  let tools: ExternalTools
  let source: [UInt8]
  let companion: [UInt8]
  let path: String

  var method: String {
    guard let tool else { return "interpreted" }
    let isCompiled = language.run(program).compile != nil
    return (isCompiled ? "compiled by " : "run by ") + (tool as NSString).lastPathComponent
  }

  var names: ExportNames {
    ExportNames(classes: program.classNames, columns: program.table?.columns.map(\.name))
  }

  func scores(of samples: RawSamples) throws -> ExportScores {
    if let problem = program.problem(of: samples) {
      throw FileError(
        .badData, path: path, problem: "it is of another model: \(problem)", remedy: "export the model again")
    }
    guard let tool else { return program.scores(of: samples) }
    return try ToolFolder.use(path: path) { folder in
      let run = language.run(program)
      try folder.write(source, run.source)
      if !run.companion.isEmpty { try folder.write(companion, run.companion) }
      for (name, text) in run.harness { try folder.write(Array(text.utf8), name) }
      try folder.write(Array(samples.text.utf8), "samples.txt")
      if let arguments = run.compile { _ = try folder.run(tools, tool, arguments) }
      let outcome = try folder.run(
        tools, run.compile == nil ? tool : folder.path + "/proof", run.interpret, input: "samples.txt",
        mostBytes: ToolFolder.mostBytes(
          samples: samples.count, numbers: program.rowCount + program.classNames.count + 1))
      return try scores(in: outcome, count: samples.count)
    }
  }

  /// The scores in what the program printed: a line a sample, with the logits, the probabilities, and the class's index.
  private func scores(in output: [UInt8], count: Int) throws -> ExportScores {
    let (rows, classes) = (program.rowCount, program.classNames.count)
    let words = String(decoding: output, as: UTF8.self).split { $0 == " " || $0.isNewline }
    var numbers: [Double] = []
    numbers.reserveCapacity(words.count)
    for word in words {
      let isNone = word.lowercased().hasSuffix("nan")
      guard let number = isNone ? .nan : Double(word) else { break }
      numbers.append(number)
    }
    guard numbers.count == words.count, numbers.count == count * (rows + classes + 1) else {
      throw FileError(
        .badData, path: path,
        problem: "its code did not print \(rows + classes + 1) numbers for each of \(count) samples")
    }
    var (logits, probabilities): ([Double], [Double]) = ([], [])
    var labels: [Int] = []
    for first in stride(from: 0, to: numbers.count, by: rows + classes + 1) {
      logits += numbers[first..<first + rows]
      probabilities += numbers[first + rows..<first + rows + classes]
      labels.append(Int(exactly: numbers[first + rows + classes]) ?? -1)
    }
    return ExportScores(logits: logits, probabilities: probabilities, labels: labels)
  }
}

extension RawSamples {
  /// The samples for a program that reads words: their number, then each cell: a number, `-` where it is missing, or `h` and
  /// the bytes of a text in hexadecimal digits.
  fileprivate var text: String {
    var lines = "\(count)\n"
    switch values {
    case .dense(let values, let width):
      for sample in 0..<count {
        lines += values[sample * width..<(sample + 1) * width].map { "\($0)" }.joined(separator: " ") + "\n"
      }
    case .table(let columns):
      for sample in 0..<count {
        lines += columns.map { $0.text(of: sample) }.joined(separator: " ") + "\n"
      }
    }
    return lines
  }
}

extension RawSamples.Column {
  fileprivate func text(of sample: Int) -> String {
    switch self {
    case .numbers(let numbers): numbers[sample].isNaN ? "-" : "\(numbers[sample])"
    case .words(let words):
      words[sample].map {
        "h"
          + $0.utf8.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
      } ?? "-"
    }
  }
}
