// softmax predict on several processes.

import SoftmaxFiles

extension PredictCommand {
  /// Each process predicts the rows of its own files, and writes a file of its own.
  mutating func share(rank: Int, size: Int) throws {
    guard let output else {
      throw CommandFailure(
        .usage,
        "several processes write a file each: name it with -o, predictions.csv, say, for predictions-0.csv and so on"
      )
    }
    if hasPictures || count != nil || sort != nil {
      throw CommandFailure(
        .usage,
        "several processes predict all rows of their files in order: leave out --count, --sort, --show and --gallery"
      )
    }
    mainArguments.output = Self.name(of: output, rank: rank, size: size)
  }

  /// `predictions-03.csv` of `predictions.csv`.
  static func name(of output: String, rank: Int, size: Int) -> String {
    let digits = String(size - 1).count
    let number = String(repeating: "0", count: digits - String(rank).count) + String(rank)
    let file = output.lastIndex(of: "/").map { output.index(after: $0) } ?? output.startIndex
    // A name that begins with a point has no ending by it.
    let ending = output[file...].dropFirst().lastIndex(of: ".") ?? output.endIndex
    return output[..<ending] + "-\(number)" + output[ending...]
  }
}
