// A tensor of numbers as an array, which is read as one of a file.

import SoftmaxFiles
import SoftmaxKernels

extension StoredArray {
  /// The elements of an input of numbers, called `name` in messages.
  ///
  /// - Throws: `FileError` for texts.
  init(_ input: InferenceRequest.Input, name: String) throws(FileError) {
    let place = ArrayPlace(path: name, name: nil, start: .somewhere)
    guard case .numbers(let bytes) = input.content, let type = input.type.arrayType else {
      throw place.error(at: nil, "expected numbers, found texts (BYTES)")
    }
    do throws(ArrayLayout.Problem) {
      self.init(
        place: place, layout: try ArrayLayout(type: type, shape: input.shape), bytes: SharedStorage(bytes))
    } catch {
      throw place.error(at: nil, error.text)
    }
  }
}
