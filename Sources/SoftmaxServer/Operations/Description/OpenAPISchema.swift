// The schemas of the description, as JSON.

/// What bodies and answers look like.
enum OpenAPISchema {
  static let text = #"{"type": "string"}"#
  static let bytes = #"{"type": "string", "format": "binary"}"#

  /// One of those that have a name.
  static func reference(_ name: String) -> String { "{\"$ref\": \"#/components/schemas/\(name)\"}" }

  /// `{"live": true}`, or ready.
  static func flag(_ name: String) -> String {
    #"{"type": "object", "required": ["\#(name)"], "properties": {"\#(name)": {"type": "boolean"}}}"#
  }

  static let server = #"""
    {
      "type": "object",
      "required": ["name", "version", "extensions"],
      "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "extensions": {"type": "array", "items": {"type": "string"}}
      }
    }
    """#

  static let index =
    #"{"type": "array", "items": {"type": "object", "required": ["name", "version", "state"]}}"#

  static let modelReady = #"""
    {
      "type": "object",
      "required": ["name", "ready"],
      "properties": {"name": {"type": "string"}, "ready": {"type": "boolean"}}
    }
    """#

  /// Those that others refer to.
  static let named: [(name: String, schema: String)] = [
    ("Error", #"{"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}}"#),
    ("ModelMetadata", modelMetadata), ("Tensor", tensor), ("InferenceRequest", inferenceRequest),
    ("InferenceAnswer", inferenceAnswer),
  ]

  private static func list(_ words: [String]) -> String {
    var json = JSONWriter()
    json.array(of: words)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static let modelMetadata = #"""
    {
      "type": "object",
      "required": ["name", "versions", "platform", "inputs", "outputs"],
      "properties": {
        "name": {"type": "string"},
        "versions": {"type": "array", "items": {"type": "string"}},
        "platform": {"type": "string"},
        "inputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
        "outputs": {"type": "array", "items": {"$ref": "#/components/schemas/Tensor"}},
        "parameters": {"type": "object"}
      }
    }
    """#

  private static let tensor = #"""
    {
      "type": "object",
      "required": ["name", "shape", "datatype"],
      "properties": {
        "name": {"type": "string"},
        "shape": {"type": "array", "items": {"type": "integer"}},
        "datatype": {"type": "string"},
        "parameters": {"type": "object"}
      }
    }
    """#

  private static let inferenceRequest = #"""
    {
      "type": "object",
      "required": ["inputs"],
      "properties": {
        "id": {"type": "string"},
        "parameters": {"type": "object"},
        "inputs": {
          "type": "array",
          "minItems": 1,
          "items": {
            "type": "object",
            "required": ["name", "shape", "datatype"],
            "properties": {
              "name": {"type": "string"},
              "shape": {"type": "array", "minItems": 1, "maxItems": 8, "items": {"type": "integer", "minimum": 1}},
              "datatype": {"enum": \#(list(TensorType.allCases.map(\.rawValue)))},
              "parameters": {"type": "object"},
              "data": {"type": "array"}
            }
          }
        },
        "outputs": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name"],
            "properties": {
              "name": {"enum": \#(list(OutputName.allCases.map(\.rawValue)))},
              "parameters": {"type": "object"}
            }
          }
        }
      }
    }
    """#

  private static let inferenceAnswer = #"""
    {
      "type": "object",
      "required": ["model_name", "outputs"],
      "properties": {
        "model_name": {"type": "string"},
        "model_version": {"type": "string"},
        "id": {"type": "string"},
        "outputs": {
          "type": "array",
          "items": {
            "type": "object",
            "required": ["name", "shape", "datatype"],
            "properties": {
              "name": {"type": "string"},
              "shape": {"type": "array", "items": {"type": "integer"}},
              "datatype": {"type": "string"},
              "parameters": {"type": "object"},
              "data": {"type": "array"}
            }
          }
        }
      }
    }
    """#
}
