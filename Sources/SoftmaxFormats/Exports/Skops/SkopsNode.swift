// The nodes of a skops schema, as they are written.

import SoftmaxFiles

/// A tree of Python objects in the schema of skops, protocol 2: what `skops.io.dump` writes, with numbers in the place of
/// addresses.
struct SkopsWriter {
  private(set) var arrays: [(name: String, array: ByteRope)] = []
  private var lastIdentifier = 0

  private mutating func identifier() -> Int {
    lastIdentifier += 1
    return lastIdentifier
  }

  /// The members that every node begins with.
  private func head(_ module: String, _ type: String, _ loader: String) -> String {
    "\"__class__\": \"\(type)\", \"__module__\": \"\(module)\", \"__loader__\": \"\(loader)\""
  }

  /// A number, text, truth value or None, given as JSON.
  mutating func json(_ text: String) -> String {
    "{\(head("builtins", "str", "JsonNode")), \"content\": \(JSONModelWriter.quoted(text)), "
      + "\"is_json\": true, \"__id__\": \(identifier())}"
  }

  /// A text.
  mutating func text(_ text: String) -> String { json(JSONModelWriter.quoted(text)) }

  /// An array of numbers or texts, which becomes an entry of the archive.
  mutating func array(_ content: ByteRope) -> String {
    let number = identifier()
    arrays.append(("\(number).npy", content))
    return "{\(head("numpy", "ndarray", "NdArrayNode")), \"type\": \"numpy\", \"file\": \"\(number).npy\", "
      + "\"__id__\": \(number)}"
  }

  /// An array of Python texts in one dimension, as pandas' columns are.
  mutating func objects(_ texts: [String]) -> String {
    let items = texts.map { text($0) }
    let shape = tuple([json("\(texts.count)")])
    return "{\(head("numpy", "ndarray", "NdArrayNode")), \"content\": [\(items.joined(separator: ", "))], "
      + "\"type\": \"json\", \"shape\": \(shape), \"__id__\": \(identifier())}"
  }

  mutating func list(_ items: [String]) -> String {
    "{\(head("builtins", "list", "ListNode")), \"content\": [\(items.joined(separator: ", "))], "
      + "\"__id__\": \(identifier())}"
  }

  mutating func tuple(_ items: [String]) -> String {
    "{\(head("builtins", "tuple", "TupleNode")), \"content\": [\(items.joined(separator: ", "))], "
      + "\"__id__\": \(identifier())}"
  }

  /// A dictionary with texts as keys.
  mutating func dictionary(_ members: [(String, String)]) -> String {
    let type = "{\(head("builtins", "str", "TypeNode")), \"__id__\": \(identifier())}"
    let types = list(members.map { _ in type })
    let content = members.map { "\(JSONModelWriter.quoted($0)): \($1)" }.joined(separator: ",\n")
    return "{\(head("builtins", "dict", "DictNode")), \"content\": {\(content)}, \"key_types\": \(types), "
      + "\"__id__\": \(identifier())}"
  }

  /// An object of scikit-learn with its attributes.
  mutating func object(_ module: String, _ type: String, _ attributes: [(String, String)]) -> String {
    let content = dictionary(attributes)
    return "{\(head(module, type, "ObjectNode")), \"content\": \(content), \"__id__\": \(identifier())}"
  }

  /// The archive of a tree.
  func archive(_ root: String, version: String) -> ByteRope {
    var archive = ZipBuilder()
    for (name, array) in arrays { archive.add(name, array) }
    // The root node has two members more.
    let schema = root.dropLast() + ", \"protocol\": 2, \"_skops_version\": \"\(version)\"}"
    archive.add("schema.json", ByteRope(String(schema)))
    return archive.finish()
  }
}
