// The objects in a skops file.

import SoftmaxFiles
import SoftmaxKernels

/// What a node of the schema stands for. Nothing is made of it but these values: no code of the file's choice runs.
indirect enum SkopsValue {
  /// A number, text, truth value or null.
  case json(StrictJSON)
  /// The name of an array in the archive.
  case array(String)
  /// An array of objects, a list or a tuple.
  case list([SkopsValue])
  case dictionary([String: SkopsValue])
  case object(type: String, attributes: [String: SkopsValue])
  /// Anything else, by what it is called.
  case other(String)

  /// The type of an object without its module: `LogisticRegression`.
  var typeName: String? {
    if case .object(let type, _) = self { type } else { nil }
  }

  var text: String? {
    if case .json(let json) = self { json.text } else { nil }
  }

  var isNull: Bool {
    if case .json(.null) = self { true } else { false }
  }

  var boolean: Bool? {
    if case .json(.bool(let value)) = self { value } else { nil }
  }

  var integer: Int? {
    if case .json(let json) = self { json.integer } else { nil }
  }

  var number: Double? {
    if case .json(.number(let digits)) = self { Double(digits) } else { nil }
  }

  var items: [SkopsValue]? {
    if case .list(let items) = self { items } else { nil }
  }

  subscript(name: String) -> SkopsValue? {
    switch self {
    case .object(_, let attributes): attributes[name]
    case .dictionary(let members): members[name]
    default: nil
    }
  }
}

/// A skops file: a zip archive of schema.json, protocol 1 or 2, and of arrays.
struct SkopsFile {
  let root: SkopsReadObject

  /// The most bytes of schema.json that are read.
  private static let schemaLimit = 64 << 20

  /// - Throws: `FileError` for what is no such file, or damaged.
  init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    let archive = try ZipArchive(bytes, path: path, outputLimit: NamedArrays.outputLimit)
    for entry in archive.entries { try archive.check(entry) }
    guard let entry = archive.entries.first(where: { $0.name == "schema.json" }), entry.size <= Self.schemaLimit
    else {
      throw FileError(
        .badData, path: path,
        problem: "there is no schema.json in it, or one of more than \(Self.schemaLimit) bytes",
        remedy: "write it with skops.io.dump")
    }
    let schema = try StrictJSON.parse(archive.contents(of: entry).array, path: path + ": schema.json")
    guard [1, 2].contains(schema["protocol"]?.integer) else {
      throw FileError(
        .badData, path: path, problem: "schema.json has another protocol than 1 and 2",
        remedy: "write it with skops 0.16 or earlier")
    }
    var parser = SkopsParser(path: path)
    let value = try parser.value(of: schema)
    let hasArrays = archive.entries.contains { $0.name.hasSuffix(".npy") }
    let arrays = hasArrays ? try NPZFile(bytes, path: path, outputLimit: NamedArrays.outputLimit).entries : []
    root = SkopsReadObject(value: value, arrays: NamedArrays(arrays, path: path))
  }
}

/// A value with the arrays that it may name.
struct SkopsReadObject {
  let value: SkopsValue
  let arrays: NamedArrays
}

/// Makes values of nodes.
private struct SkopsParser {
  let path: String
  /// The nodes that were read, by their identifiers: later mentions may have those alone.
  private var known: [Int: SkopsValue] = [:]

  init(path: String) { self.path = path }

  private func bad(_ problem: String) -> FileError {
    FileError(.badData, path: path + ": schema.json", problem: problem)
  }

  mutating func value(of node: StrictJSON) throws(FileError) -> SkopsValue {
    guard let loader = node["__loader__"]?.text else { throw bad("a node has no '__loader__'") }
    let identifier = node["__id__"]?.integer
    if loader == "CachedNode", let identifier, let value = known[identifier] { return value }
    let value = try newValue(of: node, loader)
    if let identifier { known[identifier] = value }
    return value
  }

  private mutating func newValue(of node: StrictJSON, _ loader: String) throws(FileError) -> SkopsValue {
    let type = "\(node["__module__"]?.text ?? "").\(node["__class__"]?.text ?? "")"
    let content = node["content"]
    switch loader {
    case "JsonNode":
      guard let text = content?.text else { throw bad("a JsonNode has no text") }
      // Python writes NaN and Infinity, which are no JSON.
      guard let json = try? StrictJSON.parse(Array(text.utf8), path: path) else { return .other(text) }
      return .json(json)
    case "NdArrayNode":
      if node["type"]?.text == "numpy" {
        guard let file = node["file"]?.text, file.hasSuffix(".npy") else { throw bad("an array has no file") }
        return .array(String(file.dropLast(4)))
      }
      return .list(try items(content))
    case "ListNode", "TupleNode": return .list(try items(content))
    case "DictNode": return .dictionary(try members(content))
    case "ObjectNode":
      guard let content else { return .object(type: type, attributes: [:]) }
      guard case .dictionary(let attributes) = try value(of: content) else {
        throw bad("the object \(type.prefix(80)) has no attributes")
      }
      return .object(type: type, attributes: attributes)
    default: return .other("\(loader) of \(type)")
    }
  }

  private mutating func items(_ content: StrictJSON?) throws(FileError) -> [SkopsValue] {
    guard case .array(let elements) = content else { throw bad("a list has no content") }
    var items: [SkopsValue] = []
    for element in elements { items.append(try value(of: element)) }
    return items
  }

  private mutating func members(_ content: StrictJSON?) throws(FileError) -> [String: SkopsValue] {
    guard case .object(let list) = content else { throw bad("a dictionary has no content") }
    var members: [String: SkopsValue] = [:]
    for member in list { members[member.name] = try value(of: member.value) }
    return members
  }
}
