// References to text that lists the entries of sparse rows.

package import SoftmaxFiles
package import SoftmaxRegression

extension DataReference {
  /// Opens a text that is read from its beginning to its end.
  func openText(_ path: String) throws(FileError) -> ChunkedInput {
    if let opened = input?.take() { return opened }
    return try ChunkedInput(path)
  }

  /// Rows of LIBSVM's text, which are read as they are asked for; nil where the data is another, or the model does not say
  /// where its columns are counted from: then all of the text has to be read first.
  package func libsvmRows(for model: InputDescription) throws(FileError) -> LIBSVMRows? {
    guard case .file(let path) = source, format == .libsvm, split == nil || split == .all,
      model.indexBase != nil
    else { return nil }
    return try LIBSVMRows(openText(path), options: .init(for: model))
  }
}
