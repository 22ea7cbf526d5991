// The service's description in OpenAPI 3.1, made from its endpoints.

import SoftmaxRegression

/// What programs read to know the service.
package enum OpenAPIDocument {
  /// The document.
  package static let bytes: [UInt8] = {
    var json = JSONWriter(capacity: 1 << 15)
    json.object {
      $0.member("openapi") { $0.string("3.1.0") }
      $0.member("info") { info(to: &$0) }
      $0.member("paths") { json in
        json.object {
          for endpoint in Endpoint.all {
            $0.member(endpoint.pattern) { json in
              json.object {
                $0.member(endpoint.method.lowercased()) { endpoint.operation.write(to: &$0, at: endpoint) }
              }
            }
          }
        }
      }
      $0.member("components") { components(to: &$0) }
      $0.member("security") { $0.raw(#"[{}, {"token": []}]"#.utf8) }
    }
    return json.bytes
  }()

  private static func info(to json: inout JSONWriter) {
    json.object {
      $0.member("title") { $0.string("softmax serve") }
      $0.member("version") { $0.string(SoftmaxRuntime.version) }
      $0.member("summary") {
        $0.string(
          "Softmax regressions over HTTP: the Open Inference Protocol, version 2, and plain predictions.")
      }
      $0.member("license") { $0.raw(#"{"name": "see the project"}"#.utf8) }
    }
  }

  private static func components(to json: inout JSONWriter) {
    json.object {
      $0.member("parameters") { json in
        json.object {
          for (name, schema) in OpenAPIParameter.ofPaths {
            $0.member(name) { OpenAPIParameter(name, "path", schema: schema, isRequired: true).write(to: &$0) }
          }
        }
      }
      $0.member("responses") { json in
        json.object {
          for refusal in OpenAPIRefusal.allCases { $0.member(refusal.name) { refusal.write(to: &$0) } }
        }
      }
      $0.member("schemas") { json in
        json.object {
          for (name, schema) in OpenAPISchema.named { $0.member(name) { $0.raw(schema.utf8) } }
        }
      }
      $0.member("securitySchemes") { $0.raw(#"{"token": {"type": "http", "scheme": "bearer"}}"#.utf8) }
    }
  }
}
