// What the description says of one endpoint: parameters, body, answer, refusals.

/// An operation of OpenAPI. What follows from the path and from there being a body is not said again: the path's parameters,
/// and the refusals that these bring.
struct OpenAPIOperation {
  /// A kind of content, and its schema as JSON.
  typealias Content = (mediaType: String, schema: String)

  /// What stands in a request.
  struct Body {
    var isRequired = true
    let content: [Content]
  }

  let summary: String
  /// Those that are not in the path.
  var parameters: [OpenAPIParameter] = []
  var body: Body?
  /// What an answer is, in words.
  let answer: String
  let content: [Content]
  /// Refusals that only this endpoint has.
  var refusals: Set<OpenAPIRefusal> = []

  /// An answer in JSON.
  init(_ summary: String, answer: String, schema: String = #"{"type": "object"}"#) {
    self.init(summary, answer: answer, content: [("application/json", schema)])
  }

  init(
    _ summary: String, parameters: [OpenAPIParameter] = [], body: Body? = nil, answer: String,
    content: [Content],
    refusals: Set<OpenAPIRefusal> = []
  ) {
    (self.summary, self.parameters, self.body) = (summary, parameters, body)
    (self.answer, self.content, self.refusals) = (answer, content, refusals)
  }

  func write(to json: inout JSONWriter, at endpoint: Endpoint) {
    let inPath = OpenAPIParameter.ofPaths.map(\.name).filter { endpoint.pattern.contains("{\($0)}") }
    var refusals = self.refusals.union(OpenAPIRefusal.always)
    if !inPath.isEmpty { refusals.insert(.notFound) }
    if body != nil { refusals.formUnion([.tooLarge, .unsupportedType]) }
    json.object {
      $0.member("summary") { $0.string(summary) }
      if !inPath.isEmpty || !parameters.isEmpty {
        $0.member("parameters") { json in
          json.array {
            for name in inPath { $0.raw("{\"$ref\": \"#/components/parameters/\(name)\"}".utf8) }
            for parameter in parameters { parameter.write(to: &$0) }
          }
        }
      }
      if let body {
        $0.member("requestBody") { json in
          json.object {
            $0.member("required") { $0.boolean(body.isRequired) }
            $0.member("content") { Self.write(body.content, to: &$0) }
          }
        }
      }
      $0.member("responses") { json in
        json.object {
          $0.member("200") { json in
            json.object {
              $0.member("description") { $0.string(answer) }
              $0.member("content") { Self.write(content, to: &$0) }
            }
          }
          for refusal in OpenAPIRefusal.allCases where refusals.contains(refusal) {
            $0.member(String(refusal.rawValue)) {
              $0.raw("{\"$ref\": \"#/components/responses/\(refusal.name)\"}".utf8)
            }
          }
        }
      }
    }
  }

  private static func write(_ content: [Content], to json: inout JSONWriter) {
    json.object {
      for (mediaType, schema) in content {
        $0.member(mediaType) { json in json.object { $0.member("schema") { $0.raw(schema.utf8) } } }
      }
    }
  }
}

/// A parameter of a request.
struct OpenAPIParameter {
  let name: String
  /// Where it stands: path, query or header.
  let place: String
  let description: String?
  /// As JSON.
  let schema: String
  let isRequired: Bool

  init(_ name: String, _ place: String, _ description: String? = nil, schema: String, isRequired: Bool = false)
  {
    (self.name, self.place, self.description) = (name, place, description)
    (self.schema, self.isRequired) = (schema, isRequired)
  }

  /// The placeholders of paths, in their order, and what may stand for them.
  static let ofPaths: [(name: String, schema: String)] = [
    ("model", #"{"type": "string", "pattern": "^[A-Za-z0-9_.-]+$"}"#),
    ("version", #"{"type": "string", "pattern": "^[0-9]+$"}"#),
  ]

  func write(to json: inout JSONWriter) {
    json.object {
      $0.member("name") { $0.string(name) }
      $0.member("in") { $0.string(place) }
      $0.member("required") { $0.boolean(isRequired) }
      if let description { $0.member("description") { $0.string(description) } }
      $0.member("schema") { $0.raw(schema.utf8) }
    }
  }
}

/// A refusal, by its status.
enum OpenAPIRefusal: Int, CaseIterable {
  case badRequest = 400
  case unauthorized = 401
  case forbidden = 403
  case notFound = 404
  case methodNotAllowed = 405
  case notAcceptable = 406
  case timeout = 408
  case tooLarge = 413
  case unsupportedType = 415

  /// What every request may meet.
  static let always: Set<OpenAPIRefusal> = [
    .badRequest, .unauthorized, .forbidden, .methodNotAllowed, .timeout,
  ]

  /// Its name among the components.
  var name: String {
    let name = "\(self)"
    return name.prefix(1).uppercased() + name.dropFirst()
  }

  private var description: String {
    switch self {
    case .badRequest: "The request is wrong; the error says what and where"
    case .unauthorized: "No token, or another one"
    case .forbidden: "Another host or origin"
    case .notFound: "No such model or version"
    case .methodNotAllowed: "Another method; Allow says which"
    case .notAcceptable: "No form that is accepted"
    case .timeout: "The request did not come in time"
    case .tooLarge: "More than the limits allow"
    case .unsupportedType: "A type or encoding that is not read"
    }
  }

  func write(to json: inout JSONWriter) {
    json.object {
      $0.member("description") { $0.string(description) }
      $0.member("content") {
        $0.raw(##"{"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}"##.utf8)
      }
    }
  }
}
