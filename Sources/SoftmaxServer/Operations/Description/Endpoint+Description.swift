// What the description says of each endpoint: an endpoint more is a line in the list and a case of `operation`.

extension Endpoint {
  /// Every endpoint once, with placeholders for names and versions.
  package static let all: [Endpoint] =
    [.root, .openAPI, .metrics, .server, .live, .ready, .repositoryIndex, .allStatistics]
    + [nil, "{version}"].flatMap { (version: String?) -> [Endpoint] in
      let model = "{model}"
      return [
        .model(model, version: version), .modelReady(model, version: version),
        .modelConfiguration(model, version: version), .modelStatistics(model, version: version),
        .infer(model, version: version),
      ]
    } + [.predict(nil), .predict("{model}")]

  var operation: OpenAPIOperation {
    switch self {
    case .root: OpenAPIOperation("What there is", answer: "Models and addresses")
    case .openAPI: OpenAPIOperation("This document", answer: "OpenAPI 3.1")
    case .metrics:
      OpenAPIOperation(
        "Counts and times for Prometheus", answer: "The text form, version 0.0.4",
        content: [("text/plain", OpenAPISchema.text)])
    case .server:
      OpenAPIOperation(
        "The server's metadata", answer: "Name, version and extensions", schema: OpenAPISchema.server)
    case .live:
      OpenAPIOperation("Whether the server lives", answer: "It does", schema: OpenAPISchema.flag("live"))
    case .ready:
      OpenAPIOperation("Whether all models answer", answer: "They do", schema: OpenAPISchema.flag("ready"))
    case .repositoryIndex:
      OpenAPIOperation(
        "The models that there are",
        body: .init(isRequired: false, content: [("application/json", #"{"type": "object"}"#)]),
        answer: "Names, versions and states", content: [("application/json", OpenAPISchema.index)])
    case .allStatistics: OpenAPIOperation("How much all models were used", answer: "As Triton has it")
    case .model:
      OpenAPIOperation(
        "A model's metadata", answer: "Inputs, outputs, classes",
        schema: OpenAPISchema.reference("ModelMetadata"))
    case .modelReady:
      OpenAPIOperation("Whether a model answers", answer: "It does", schema: OpenAPISchema.modelReady)
    case .modelConfiguration: OpenAPIOperation("A model's configuration", answer: "As Triton has it")
    case .modelStatistics: OpenAPIOperation("How much a model was used", answer: "As Triton has it")
    case .infer:
      OpenAPIOperation(
        "Score samples",
        parameters: [
          OpenAPIParameter(
            "Inference-Header-Content-Length", "header",
            "The bytes of the JSON, where binary tensors stand behind it.",
            schema: #"{"type": "integer", "minimum": 0}"#)
        ],
        body: .init(content: Self.tensors("InferenceRequest")), answer: "The outputs",
        content: Self.tensors("InferenceAnswer"))
    case .predict(let model):
      OpenAPIOperation(
        "Predict rows, arrays or pictures",
        parameters: Self.plainOptions
          + (model == nil
            ? [
              OpenAPIParameter(
                "model", "query", "The model, where several are served", schema: OpenAPISchema.text)
            ]
            : []),
        body: .init(content: [
          ("text/csv", OpenAPISchema.text), ("text/tab-separated-values", OpenAPISchema.text),
          ("application/x-ndjson", OpenAPISchema.text), ("application/json", #"{"type": ["array", "object"]}"#),
          ("application/x-npy", OpenAPISchema.bytes), ("image/png", OpenAPISchema.bytes),
        ]),
        answer: "A line for each sample",
        content: [
          ("text/csv", OpenAPISchema.text), ("application/x-ndjson", OpenAPISchema.text),
          ("application/json", #"{"type": "array", "items": {"type": "object"}}"#),
        ], refusals: [.notFound, .notAcceptable])
    }
  }

  /// Tensors in JSON, or behind it.
  private static func tensors(_ name: String) -> [OpenAPIOperation.Content] {
    [("application/json", OpenAPISchema.reference(name)), ("application/octet-stream", OpenAPISchema.bytes)]
  }

  /// What may stand behind the question mark, wherever the model is named (`PlainOptions`).
  private static let plainOptions = [
    OpenAPIParameter(
      "top", "query", "How many of the most probable classes", schema: #"{"type": "integer", "minimum": 1}"#),
    OpenAPIParameter(
      "probabilities", "query", "The probabilities of all classes", schema: #"{"type": "boolean"}"#),
    OpenAPIParameter(
      "sets", "query", "Prediction sets, of a calibrated model", schema: #"{"type": "boolean"}"#),
    OpenAPIParameter(
      "min_probability", "query", "The least probability with which a class is predicted",
      schema: #"{"type": "number", "minimum": 0, "maximum": 1}"#),
    OpenAPIParameter(
      "keep", "query", "Columns that are passed through, with commas between them", schema: OpenAPISchema.text),
    OpenAPIParameter("version", "query", "The model's version", schema: OpenAPISchema.text),
  ]
}
