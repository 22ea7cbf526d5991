// The short documents of the service.

import SoftmaxRegression

/// Documents in JSON that say what there is.
package enum ServiceDocuments {
  /// What is at the root: models and addresses.
  package static func root(_ shelf: ModelShelf) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("name") { $0.string("swift-softmax") }
      $0.member("version") { $0.string(SoftmaxRuntime.version) }
      $0.member("models") { json in
        json.array {
          for entry in shelf.all {
            $0.object {
              $0.member("name") { $0.string(entry.address.name) }
              $0.member("version") { $0.string(String(entry.address.version)) }
              $0.member("metadata") {
                $0.string("/v2/models/\(entry.address.name)/versions/\(entry.address.version)")
              }
              $0.member("infer") {
                $0.string("/v2/models/\(entry.address.name)/versions/\(entry.address.version)/infer")
              }
              $0.member("predict") { $0.string("/predict/\(entry.address.name)") }
            }
          }
        }
      }
      $0.member("description") { $0.string("/openapi.json") }
      $0.member("metrics") { $0.string("/metrics") }
      $0.member("health") { $0.string("/v2/health/ready") }
    }
    return json.bytes
  }

  /// The server's metadata.
  package static var server: [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("name") { $0.string("swift-softmax") }
      $0.member("version") { $0.string(SoftmaxRuntime.version) }
      $0.member("extensions") {
        $0.array(of: [
          "binary_tensor_data", "classification", "model_configuration", "model_repository", "statistics",
        ])
      }
    }
    return json.bytes
  }

  /// `{"live":true}`, or ready.
  package static func flag(_ name: String) -> [UInt8] { Array("{\"\(name)\":true}".utf8) }

  package static func ready(_ entry: ModelShelf.Entry) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("name") { $0.string(entry.address.name) }
      $0.member("ready") { $0.boolean(true) }
    }
    return json.bytes
  }

  /// Reads what a request for the index may say, which is whether it asks for ready models alone; all are.
  ///
  /// - Throws: `RequestProblem` for what is neither nothing nor an object of JSON.
  package static func checkIndexRequest(_ body: [UInt8]) throws(RequestProblem) {
    var scanner = JSONScanner(body, count: body.count)
    guard scanner.peek() != nil else { return }
    try scanner.object { (scanner, name) throws(RequestProblem) in
      if name == "ready" { _ = try scanner.boolean() } else { try scanner.skip() }
    }
    try scanner.expectEnd()
  }

  /// The models that there are, as Triton's extension has them.
  package static func index(_ shelf: ModelShelf) -> [UInt8] {
    var json = JSONWriter()
    json.array {
      for entry in shelf.all {
        $0.object {
          $0.member("name") { $0.string(entry.address.name) }
          $0.member("version") { $0.string(String(entry.address.version)) }
          $0.member("state") { $0.string("READY") }
          $0.member("reason") { $0.string("") }
        }
      }
    }
    return json.bytes
  }

  /// A model's configuration, as Triton's extension has it.
  package static func configuration(_ entry: ModelShelf.Entry, rowLimit: Int) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("name") { $0.string(entry.address.name) }
      $0.member("platform") { $0.string("softmax_regression") }
      $0.member("backend") { $0.string("softmax") }
      $0.member("max_batch_size") { $0.integer(rowLimit) }
      $0.member("input") { json in
        json.array {
          for (name, type, dimensions) in entry.model.inputs.list {
            Self.tensor(name, type, Array(dimensions.dropFirst()), &$0)
          }
        }
      }
      $0.member("output") { json in
        json.array {
          for output in entry.model.outputNames {
            Self.tensor(
              output.rawValue, output.type, [output.width(of: entry.model.model) ?? 1], &$0)
          }
        }
      }
    }
    return json.bytes
  }

  private static func tensor(_ name: String, _ type: TensorType, _ dimensions: [Int], _ json: inout JSONWriter)
  {
    json.object {
      $0.member("name") { $0.string(name) }
      $0.member("data_type") { $0.string(type == .bytes ? "TYPE_STRING" : "TYPE_\(type.rawValue)") }
      $0.member("dims") { $0.array { for size in dimensions { $0.integer(size) } } }
    }
  }

  /// How much models were used, as Triton's extension has it.
  package static func statistics(_ entries: [ModelShelf.Entry]) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("model_stats") { json in
        json.array {
          for entry in entries {
            let counts = entry.batches.counts
            $0.object {
              $0.member("name") { $0.string(entry.address.name) }
              $0.member("version") { $0.string(String(entry.address.version)) }
              $0.member("inference_count") { $0.integer(counts.samples) }
              $0.member("execution_count") { $0.integer(counts.batches) }
              $0.member("inference_stats") { durations(counts, to: &$0) }
            }
          }
        }
      }
    }
    return json.bytes
  }

  /// How many requests there were, and how long they took where that is measured.
  private static func durations(_ counts: RequestBatcher.Counts, to json: inout JSONWriter) {
    let (requests, time) = (counts.requests, counts.nanoseconds)
    json.object { json in
      for (name, count, time) in [
        ("success", requests, time), ("fail", counts.failures, 0), ("queue", requests, 0),
        ("compute_input", requests, 0),
        ("compute_infer", requests, time), ("compute_output", requests, 0),
      ] {
        json.member(name) { json in
          json.object {
            $0.member("count") { $0.integer(count) }
            $0.member("ns") { $0.integer(time) }
          }
        }
      }
    }
  }
}
