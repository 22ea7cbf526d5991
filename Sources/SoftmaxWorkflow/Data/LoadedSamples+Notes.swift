// What reading samples has to tell.

import SoftmaxData
import SoftmaxRegression

extension LoadedSamples {
  /// Tells what of a file of sparse rows is not used and, where no model says it, how its columns were counted.
  func tellNotes(for model: InputDescription?, _ onNote: (WorkflowNote) -> Void) {
    guard let notes = sparseNotes else { return }
    if model?.indexBase == nil, let base = features.input.indexBase { onNote(.indexBase(base, data: name)) }
    if notes.queryRowCount > 0 { onNote(.queriesIgnored(count: notes.queryRowCount, data: name)) }
  }
}

extension TableReader {
  /// Tells what lies beside the texts of a folder and is no text.
  borrowing func tellPassedOver(data: String, _ onNote: (WorkflowNote) -> Void) {
    guard let passedOver else { return }
    onNote(.filesPassedOver(count: passedOver.count, first: passedOver.first, data: data))
  }
}
