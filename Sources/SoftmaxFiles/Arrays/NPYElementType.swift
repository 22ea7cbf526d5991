// NumPy's names of element types, such as `<f4`.

/// Reads a header's `descr`.
package enum NPYElementType {
  /// The type, and whether its most significant byte comes first.
  ///
  /// - Throws: For what is neither a number nor a text: what it is, and how to save plain numbers.
  package static func parse(
    _ value: NPYHeaderParser.Value, at position: Int
  ) throws(NPYHeaderParser.Problem) -> (ArrayElementType, isBigEndian: Bool) {
    func refused(_ text: String, _ remedy: String? = nil) -> NPYHeaderParser.Problem {
      NPYHeaderParser.Problem(position: position, text: text, remedy: remedy)
    }
    guard case .text(let text) = value else {
      guard value == .list else { throw refused("descr: expected a text such as '<f4'") }
      throw refused(
        "the elements have several fields (a structured array): expected plain numbers",
        "save the columns as one array: numpy.save(path, numpy.lib.recfunctions.structured_to_unstructured(a))")
    }
    let order = text.first
    let rest = text.dropFirst()
    guard let order, "<>=|".contains(order), let kind = rest.first,
      let size = rest.count == 1 ? 0 : Int(rest.dropFirst()), !rest.dropFirst().hasPrefix("+"), size >= 0
    else { throw refused("the element type '\(text.prefix(40))' is not known: expected one such as '<f4'") }
    let type: ArrayElementType
    switch (kind, size) {
    case ("b", 1): type = .bool
    case ("i", 1), ("i", 2), ("i", 4), ("i", 8): type = .signed(width: size)
    case ("u", 1), ("u", 2), ("u", 4), ("u", 8): type = .unsigned(width: size)
    case ("f", 2): type = .float16
    case ("f", 4): type = .float32
    case ("f", 8): type = .float64
    case ("U", _): type = .unicode(length: size)
    case ("S", _): type = .bytes(length: size)
    case ("O", _):
      throw refused(
        "the elements are Python objects, which are never unpickled here",
        "save plain numbers: numpy.save(path, numpy.asarray(a.tolist(), dtype='float32')), and texts with dtype=str"
      )
    case ("c", _):
      throw refused(
        "the elements are complex numbers: expected real ones",
        "save real and imaginary parts as features of their own")
    case ("V", _):
      throw refused("the elements are raw bytes (void): expected numbers", "save them with a dtype of numbers")
    case ("M", _), ("m", _):
      throw refused("the elements are times: expected numbers", "save them as numbers: a.astype('int64')")
    default:
      throw refused(
        "the element type '\(text.prefix(40))' is not read: expected booleans, whole numbers of 1 to 8 bytes, or "
          + "floating point of 2, 4 or 8", "convert it: a.astype('float32')")
    }
    guard order != "|" || type.width == 1 || kind == "S" else {
      throw refused("the element type '\(text)' has no byte order: expected '<' or '>' in the place of '|'")
    }
    return (type, order == ">")
  }
}
