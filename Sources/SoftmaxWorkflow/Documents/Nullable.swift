// Members of documents that are always there.

/// A value that is written as null where there is none, instead of being left out.
package struct Nullable<Value: Encodable & Sendable>: Encodable, Sendable {
  package let value: Value?

  package init(_ value: Value?) {
    self.value = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension Nullable<Double> {
  /// A number; null for what no number holds.
  package init(finite value: Double) {
    self.init(value.isFinite ? value : nil)
  }
}
