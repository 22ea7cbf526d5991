// Results as JSON: one document, keys sorted, numbers exact.

import SoftmaxFiles
import SoftmaxWorkflow

enum JSONOutput {
  /// Prints a document on standard output.
  ///
  /// - Throws: `FileError` where what it is about changed while it was read.
  static func print(_ document: some Encodable) throws {
    try InputFile.checkUnchanged()
    StandardStream.output.writeData(try JSONText.text(document, pretty: true) + "\n")
  }
}
