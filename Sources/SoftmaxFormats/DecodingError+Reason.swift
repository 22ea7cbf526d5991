// What Foundation's decoder found wrong, in words for people.

import SoftmaxFiles

extension DecodingError {
  /// Which member it is, and what is wrong with it: `'scores.3.strength' is missing`.
  var reason: String {
    func place(_ context: Context, _ key: (any CodingKey)? = nil) -> String {
      let keys = context.codingPath + (key.map { [$0] } ?? [])
      guard !keys.isEmpty else { return "a number or text in it" }
      let path = keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
      return "'\(path.printable(limit: 200))'"
    }
    switch self {
    case .keyNotFound(let key, let context): return "\(place(context, key)) is missing"
    case .valueNotFound(_, let context): return "\(place(context)) is null"
    case .typeMismatch(_, let context): return "\(place(context)) has the wrong type"
    case .dataCorrupted(let context): return "\(place(context)) has no valid value"
    @unknown default: return "it cannot be decoded"
    }
  }
}
