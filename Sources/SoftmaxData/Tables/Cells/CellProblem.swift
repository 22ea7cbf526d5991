// What is wrong with a cell, before it is known in which file and line.

import SoftmaxFiles

/// A problem of one cell, and what to try.
struct CellProblem: Error {
  let column: Int
  /// Where in the bytes the cell begins.
  let position: Int
  let problem: String
  let advice: Advice?
}
