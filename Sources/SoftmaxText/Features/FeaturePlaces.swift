// Where in a text its features stand.

/// The features of a text, each as often as it is there, with the bytes of the text that they are made of. The bytes are
/// those of the text as it was given, before lower case.
package struct FeaturePlaces: Sendable, Hashable {
  /// One n-gram of the text that has a column.
  package struct Place: Sendable, Hashable {
    /// Its column.
    package let column: Int32
    /// Whether it counts below 0, as half of the hashed features do.
    package let isNegative: Bool
    /// Its units.
    let units: Range<Int>
  }

  /// The n-grams that have a column, in the order in which they are found.
  package let places: [Place]
  private let origins: [Range<Int>]
  private let areCharacters: Bool

  /// The bytes that an n-gram is made of: a range for each word, one for a run of characters. Between two words stop words
  /// may stand. A space at the edge of a word that n-grams of characters have, and the text has not, is no byte.
  package func ranges(of place: Place) -> [Range<Int>] {
    let ranges = origins[place.units]
    guard areCharacters, let first = ranges.first, let last = ranges.last else { return Array(ranges) }
    return [first.lowerBound..<last.upperBound]
  }

  /// The pieces of the text that people see as one: its words or, of characters, what stands between white space of ASCII.
  package func pieces(of text: [UInt8]) -> [Range<Int>] {
    guard areCharacters else { return origins }
    return text.indices.split { text[$0] == 32 || (9...13).contains(text[$0]) }
      .map { $0[$0.startIndex]..<$0[$0.index(before: $0.endIndex)] + 1 }
  }

  /// Finds the features of a text. Complexity: O(bytes of all n-grams).
  ///
  /// - Parameters:
  ///   - text: The text in UTF-8.
  ///   - features: Which features there are.
  /// - Throws: `TextError.invalidUTF8`.
  package init(of text: Span<UInt8>, _ features: TextFeatures) throws(TextError) {
    var tokenizer = Tokenizer(features.analysis, notesOrigins: true)
    try tokenizer.read(text)
    let units = tokenizer.units
    let bytes = units.bytes.span
    var places: [Place] = []
    try units.forEachNGram(features.analysis.lengths) { (range, byteRange) throws(TextError) in
      let feature = bytes.extracting(byteRange)
      switch features.columns {
      case .vocabulary(let words, _):
        guard let column = words.place(of: feature) else { return }
        places.append(Place(column: Int32(truncatingIfNeeded: column), isNegative: false, units: range))
      case .hashed(let hashed):
        let place = hashed.place(of: feature)
        places.append(
          Place(
            column: Int32(truncatingIfNeeded: place.column), isNegative: place.isNegative, units: range))
      }
    }
    self.places = places
    origins = units.origins
    areCharacters = features.analysis.unit != .words
  }
}
