// The description has every endpoint, and nothing else.

import Foundation
import SoftmaxServer
import Testing

@Suite struct OpenAPIDocumentTests {
  private struct Document: Decodable {
    struct Operation: Decodable {
      struct Parameter: Decodable {
        let name: String?
        let place: String?
        let reference: String?

        enum CodingKeys: String, CodingKey {
          case name
          case place = "in"
          case reference = "$ref"
        }
      }

      struct Reference: Decodable {}

      let parameters: [Parameter]?
      let responses: [String: Reference]
    }

    let paths: [String: [String: Operation]]
  }

  private let document: Document

  init() throws { document = try JSONDecoder().decode(Document.self, from: Data(OpenAPIDocument.bytes)) }

  /// A number for each kind of endpoint: without a default, so that a new one is not forgotten in the list.
  private static func kind(_ endpoint: Endpoint) -> Int {
    switch endpoint {
    case .root: 0
    case .openAPI: 1
    case .metrics: 2
    case .server: 3
    case .live: 4
    case .ready: 5
    case .repositoryIndex: 6
    case .allStatistics: 7
    case .predict(nil): 8
    case .predict: 9
    case .model(_, let version): version == nil ? 10 : 11
    case .modelReady(_, let version): version == nil ? 12 : 13
    case .modelConfiguration(_, let version): version == nil ? 14 : 15
    case .modelStatistics(_, let version): version == nil ? 16 : 17
    case .infer(_, let version): version == nil ? 18 : 19
    }
  }

  @Test func everyKindOfEndpointIsListedOnce() {
    #expect(Endpoint.all.map(Self.kind).sorted() == Array(0..<20))
  }

  @Test func everyEndpointIsDescribedAndNothingElse() {
    #expect(Set(document.paths.keys) == Set(Endpoint.all.map(\.pattern)))
    for endpoint in Endpoint.all {
      #expect(
        document.paths[endpoint.pattern]?.keys.map(\.self) == [endpoint.method.lowercased()],
        "\(endpoint.pattern)")
    }
  }

  @Test func everyPathThatIsDescribedLeadsToItsEndpoint() {
    for (path, operations) in document.paths {
      let filled = path.replacing("{model}", with: "m").replacing("{version}", with: "1")
      let endpoint = Endpoint(path: filled)
      #expect(endpoint?.pattern == path)
      #expect(endpoint.map { [$0.method.lowercased()] } == Array(operations.keys))
    }
  }

  @Test func versionedPathsDifferByTheirVersionAlone() throws {
    let components = "#/components/parameters/"
    var pairs = 0
    for (path, operations) in document.paths where path.contains("{version}") {
      pairs += 1
      let other = try #require(document.paths[path.replacing("/versions/{version}", with: "")])
      for (method, operation) in operations {
        let plain = try #require(other[method])
        #expect(operation.responses.keys.sorted() == plain.responses.keys.sorted())
        let references = operation.parameters?.compactMap(\.reference)
        #expect(references == [components + "model", components + "version"])
        #expect(plain.parameters?.compactMap(\.reference) == [components + "model"])
        #expect(operation.parameters?.compactMap(\.name) == plain.parameters?.compactMap(\.name))
      }
    }
    #expect(pairs == 5)
  }

  @Test func everyOptionThatIsDescribedIsTaken() throws {
    let predict = try #require(document.paths["/predict"]?["post"]?.parameters)
    let values = ["top": "2", "min_probability": "0.5", "keep": "a", "model": "m", "version": "1"]
    let query = predict.compactMap { parameter in
      parameter.name.map { (name: $0, value: values[$0] ?? "true") }
    }
    var expected = PlainOptions()
    (expected.top, expected.probabilities, expected.sets, expected.leastProbability) = (2, true, true, 0.5)
    (expected.keep, expected.model, expected.version) = (["a"], "m", "1")
    #expect(try PlainOptions(query) == expected)
  }
}
