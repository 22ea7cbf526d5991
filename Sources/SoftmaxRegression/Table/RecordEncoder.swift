// Swift's encoding, for values whose properties are numbers, booleans and words.

/// Takes a value's properties as cells of a row.
struct RecordEncoder: Encoder {
  let row: EncodedRow

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(RecordContainer(row: row))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer(column: nil) }

  func singleValueContainer() -> any SingleValueEncodingContainer { RefusingContainer(column: nil) }
}

/// The properties of a value.
private struct RecordContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let row: EncodedRow

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws {
    try row.add(key.stringValue) { .missing }
  }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    try row.add(key.stringValue) { try CellEncoder.cell(of: value, column: key.stringValue) }
  }

  /// A property that may lack: where it does, its type says what its column holds.
  private func encodeOptional<Value: Encodable>(_ value: Value?, _ key: Key) throws {
    guard let value else { return try row.add(key.stringValue, kind: CellKind(Value.self)) { .missing } }
    try encode(value, forKey: key)
  }

  func encodeIfPresent<Value: Encodable>(_ value: Value?, forKey key: Key) throws {
    try encodeOptional(value, key)
  }

  // The protocol has a default for each of these types, which leaves missing values out.
  func encodeIfPresent(_ value: Bool?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: String?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Double?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Float?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Int?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Int8?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Int16?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Int32?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: Int64?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt8?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt16?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt32?, forKey key: Key) throws { try encodeOptional(value, key) }
  func encodeIfPresent(_ value: UInt64?, forKey key: Key) throws { try encodeOptional(value, key) }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(RefusingKeyedContainer(column: key.stringValue))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    RefusingContainer(column: key.stringValue)
  }

  func superEncoder() -> any Encoder { RecordEncoder(row: row) }

  func superEncoder(forKey key: Key) -> any Encoder { CellEncoder(column: key.stringValue) }
}

/// Takes a value as one cell.
private final class CellEncoder: Encoder, SingleValueEncodingContainer {
  private let column: String
  private var cell: TableValue?

  init(column: String) { self.column = column }

  /// - Throws: `TableError.unsupportedValue` for a value of several parts, `.inexactNumber`.
  static func cell<Value: Encodable>(of value: Value, column: String) throws -> TableValue {
    switch value {
    case let value as Bool: return .boolean(value)
    case let value as String: return .category(value)
    case let value as Double: return .number(value)
    case let value as Float: return .number(Double(value))
    case let value as any BinaryInteger:
      guard let number = Double(exactly: value) else {
        throw TableError.inexactNumber("\(value)", column: column)
      }
      return .number(number)
    default:
      let encoder = CellEncoder(column: column)
      try value.encode(to: encoder)
      guard let cell = encoder.cell else { throw TableError.unsupportedValue(column: column) }
      return cell
    }
  }

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(RefusingKeyedContainer(column: column))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer(column: column) }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { cell = .missing }

  func encode<Value: Encodable>(_ value: Value) throws { cell = try Self.cell(of: value, column: column) }
}

/// Refuses what a value of several parts has in it.
private struct RefusingKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let column: String?

  var codingPath: [any CodingKey] { [] }

  func encodeNil(forKey key: Key) throws { throw TableError.unsupportedValue(column: column) }

  func encode<Value: Encodable>(_ value: Value, forKey key: Key) throws {
    throw TableError.unsupportedValue(column: column)
  }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(RefusingKeyedContainer<NestedKey>(column: column))
  }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
    RefusingContainer(column: column)
  }

  func superEncoder() -> any Encoder { RefusingEncoder(column: column) }

  func superEncoder(forKey key: Key) -> any Encoder { RefusingEncoder(column: column) }
}

/// The same without keys.
private struct RefusingContainer: UnkeyedEncodingContainer, SingleValueEncodingContainer {
  let column: String?

  var codingPath: [any CodingKey] { [] }
  var count: Int { 0 }

  func encodeNil() throws { throw TableError.unsupportedValue(column: column) }

  func encode<Value: Encodable>(_ value: Value) throws { throw TableError.unsupportedValue(column: column) }

  func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> {
    KeyedEncodingContainer(RefusingKeyedContainer<NestedKey>(column: column))
  }

  func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { self }

  func superEncoder() -> any Encoder { RefusingEncoder(column: column) }
}

/// The same for a whole value.
private struct RefusingEncoder: Encoder {
  let column: String?

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(RefusingKeyedContainer(column: column))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { RefusingContainer(column: column) }

  func singleValueContainer() -> any SingleValueEncodingContainer { RefusingContainer(column: column) }
}
