// What the service counts. The names are those of MLServer, where it has them.

import SoftmaxFiles

/// The service's metrics.
package struct ServiceMetrics: Sendable {
  package let registry = MetricRegistry()

  package init() {
    registry.declare(
      "model_infer_request_success_total", .counter, help: "Inference requests that were answered.")
    registry.declare(
      "model_infer_request_failure_total", .counter, help: "Inference requests that were refused or failed.")
    registry.declare(
      "model_infer_request_duration_seconds", .histogram,
      help: "Seconds from the whole request to its answer, without the network.")
    registry.declare("model_infer_samples_total", .counter, help: "Samples that were scored.")
    registry.declare("rest_server_requests_total", .counter, help: "Requests by method, path and status.")
    registry.declare(
      "rest_server_requests_duration_seconds", .histogram, help: "Seconds from a request's head to its answer.")
    registry.declare("rest_server_requests_in_progress", .gauge, help: "Requests that are being answered.")
    registry.declare("rest_server_connections", .gauge, help: "Connections that are open.")
    registry.declare(
      "softmax_model_reloads_total", .counter, help: "Model files that were read anew, by outcome.")
    registry.declare("process_resident_memory_bytes", .gauge, help: "Resident memory size in bytes.")
    registry.declare("process_cpu_seconds_total", .counter, help: "User and system CPU time spent in seconds.")
    registry.set("rest_server_requests_in_progress", to: 0)
  }

  /// An inference request is over.
  package func inference(_ entry: ModelShelf.Entry?, samples: Int?, seconds: Double) {
    let labels = entry?.labels ?? [("model_name", "unknown"), ("model_version", "")]
    guard let samples else { return registry.add(to: "model_infer_request_failure_total", labels) }
    registry.add(to: "model_infer_request_success_total", labels)
    registry.add(Double(samples), to: "model_infer_samples_total", labels)
    registry.observe(seconds, in: "model_infer_request_duration_seconds", labels)
  }

  /// A request is over. The path is that of an endpoint, so that the number of series is bounded.
  package func request(method: String, path: String, status: Int, seconds: Double) {
    let labels: MetricRegistry.Labels = [("method", method), ("path", path), ("status_code", String(status))]
    registry.add(to: "rest_server_requests_total", labels)
    registry.observe(
      seconds, in: "rest_server_requests_duration_seconds", [("method", method), ("path", path)])
  }
}
