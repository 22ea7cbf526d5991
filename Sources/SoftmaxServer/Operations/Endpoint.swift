// The addresses of the service.

import Foundation

/// What a request is for, by its method and path.
package enum Endpoint: Sendable, Hashable {
  case root, openAPI, metrics
  case server, live, ready
  case model(String, version: String?), modelReady(String, version: String?)
  case modelConfiguration(String, version: String?), modelStatistics(String, version: String?)
  case infer(String, version: String?)
  case repositoryIndex, allStatistics
  case predict(String?)

  /// The endpoint of a path; nil where there is none.
  package init?(path: some StringProtocol) {
    let pieces: [Substring] = String(path).split(separator: "/", omittingEmptySubsequences: false)
    let parts = pieces.dropFirst().map { piece in
      piece.utf8.contains(UInt8(ascii: "%")) ? piece.removingPercentEncoding ?? String(piece) : String(piece)
    }
    switch parts {
    case [""]: self = .root
    case ["openapi.json"]: self = .openAPI
    case ["metrics"]: self = .metrics
    case ["v2"], ["v2", ""]: self = .server
    case ["v2", "health", "live"]: self = .live
    case ["v2", "health", "ready"]: self = .ready
    case ["v2", "repository", "index"]: self = .repositoryIndex
    case ["v2", "models", "stats"]: self = .allStatistics
    case ["predict"]: self = .predict(nil)
    default:
      if parts.count == 2, parts[0] == "predict", !parts[1].isEmpty {
        self = .predict(parts[1])
        return
      }
      guard parts.count >= 3, parts[0] == "v2", parts[1] == "models", !parts[2].isEmpty else { return nil }
      let hasVersion = parts.count > 4 && parts[3] == "versions"
      let version = hasVersion ? parts[4] : nil
      switch Array(parts.dropFirst(hasVersion ? 5 : 3)) {
      case []: self = .model(parts[2], version: version)
      case ["ready"]: self = .modelReady(parts[2], version: version)
      case ["config"]: self = .modelConfiguration(parts[2], version: version)
      case ["stats"]: self = .modelStatistics(parts[2], version: version)
      case ["infer"]: self = .infer(parts[2], version: version)
      default: return nil
      }
    }
  }

  /// The method that it answers.
  package var method: String {
    switch self {
    case .infer, .predict, .repositoryIndex: "POST"
    default: "GET"
    }
  }

  /// Whether it is answered without a token: what watches over a service need not know it.
  package var isOpen: Bool { self == .live || self == .ready }

  /// The path with placeholders, for metrics and the description.
  package var pattern: String {
    func model(_ version: String?, _ end: String) -> String {
      "/v2/models/{model}" + (version == nil ? "" : "/versions/{version}") + end
    }
    switch self {
    case .root: return "/"
    case .openAPI: return "/openapi.json"
    case .metrics: return "/metrics"
    case .server: return "/v2"
    case .live: return "/v2/health/live"
    case .ready: return "/v2/health/ready"
    case .repositoryIndex: return "/v2/repository/index"
    case .allStatistics: return "/v2/models/stats"
    case .predict(nil): return "/predict"
    case .predict: return "/predict/{model}"
    case .model(_, let version): return model(version, "")
    case .modelReady(_, let version): return model(version, "/ready")
    case .modelConfiguration(_, let version): return model(version, "/config")
    case .modelStatistics(_, let version): return model(version, "/stats")
    case .infer(_, let version): return model(version, "/infer")
    }
  }
}
