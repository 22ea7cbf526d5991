// Elements that are texts.

import SoftmaxKernels

extension StoredArray {
  /// One element of an array of texts, without the zeros that fill it up; nil for what is no Unicode.
  package func text(at index: Int) -> String? {
    let start = storedIndex(of: index) * layout.width
    let element = bytes.slice(start..<start + layout.width)
    guard case .unicode(let length) = layout.type else {
      let content = element.array
      let end = content.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
      return String(validating: content[..<end], as: UTF8.self)
    }
    let words = element.withSpan { span in
      (0..<length).map { Word<UInt32>.read(span, 4 * $0, layout.isBigEndian) }
    }
    let end = words.lastIndex { $0 != 0 }.map { $0 + 1 } ?? 0
    return String(validating: words[..<end], as: UTF32.self)
  }
}
