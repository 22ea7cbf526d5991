// The answer to an inference request, as JSON alone or with tensors behind it.

/// What a model says, in the form that was asked for.
package struct InferenceAnswer: Sendable {
  /// One output.
  package struct Output: Sendable {
    package enum Content: Sendable {
      case floats([Float])
      case words([String])
    }

    package let name: String
    package let shape: [Int]
    package let content: Content
    package let isBinary: Bool
  }

  package let modelName: String
  package let modelVersion: String
  package let id: String?
  package let outputs: [Output]

  /// The number of samples.
  package var sampleCount: Int { outputs.first?.shape.first ?? 0 }

  /// The bytes, and the length of the JSON where tensors stand behind it.
  package func encoded() -> (bytes: [UInt8], headerLength: Int?) {
    var tail: [UInt8] = []
    var json = JSONWriter(capacity: 512)
    json.object {
      $0.member("model_name") { $0.string(modelName) }
      $0.member("model_version") { $0.string(modelVersion) }
      if let id { $0.member("id") { $0.string(id) } }
      $0.member("outputs") {
        $0.array { json in
          for output in outputs { output.write(to: &json, tail: &tail) }
        }
      }
    }
    guard outputs.contains(where: \.isBinary) else { return (json.bytes, nil) }
    return (json.bytes + tail, json.bytes.count)
  }
}

extension InferenceAnswer.Output {
  fileprivate func write(to json: inout JSONWriter, tail: inout [UInt8]) {
    json.object {
      $0.member("name") { $0.string(name) }
      $0.member("shape") { $0.array { for size in shape { $0.integer(size) } } }
      $0.member("datatype") { $0.string(type.rawValue) }
      guard isBinary else {
        $0.member("data") { json in
          json.array {
            switch content {
            case .floats(let values): for value in values { $0.number(value) }
            case .words(let words): for word in words { $0.string(word) }
            }
          }
        }
        return
      }
      let start = tail.count
      switch content {
      case .floats(let values):
        tail.reserveCapacity(tail.count + 4 * values.count)
        for value in values { tail.append(littleEndian: value.bitPattern) }
      case .words(let words):
        for word in words {
          let text = Array(word.utf8)
          tail.append(littleEndian: UInt32(text.count))
          tail += text
        }
      }
      let size = tail.count - start
      $0.member("parameters") { $0.object { $0.member("binary_data_size") { $0.integer(size) } } }
    }
  }

  package var type: TensorType {
    switch content {
    case .floats: .fp32
    case .words: .bytes
    }
  }
}
