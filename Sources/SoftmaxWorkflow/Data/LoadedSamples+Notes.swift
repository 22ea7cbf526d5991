// What reading samples has to tell.

import SoftmaxData
import SoftmaxRegression

extension LoadedSamples {
  /// Tells what of a file of sparse rows is not used; `isLearnedFrom`: and what nobody said of it.
  func tellNotes(isLearnedFrom: Bool = false, _ onNote: (WorkflowNote) -> Void) {
    guard let notes = sparseNotes else { return }
    if isLearnedFrom, let base = features.input.indexBase { onNote(.indexBase(base, data: name)) }
    if notes.queryRowCount > 0 { onNote(.queriesIgnored(count: notes.queryRowCount, data: name)) }
  }
}
