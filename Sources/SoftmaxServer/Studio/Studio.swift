// The studio behind its page: what each address of the API answers. HTTP is elsewhere.

import Foundation
package import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
package import SoftmaxRegression
import SoftmaxWorkflow

/// A request to the API.
package struct StudioRequest: Sendable {
  package let method: String
  /// The parts of the path behind /api, decoded.
  package let path: [String]
  package let query: [String: String]
  package let body: [UInt8]

  package init(_ method: String, _ path: String, query: [String: String] = [:], body: [UInt8] = []) {
    self.method = method
    self.path = path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
    (self.query, self.body) = (query, body)
  }
}

/// An answer of the API.
package struct StudioAnswer: Sendable {
  package var status = 200
  package var type = "application/json"
  package var headers: [(name: String, value: String)] = []
  package let bytes: [UInt8]

  static func json(_ bytes: [UInt8], status: Int = 200) -> StudioAnswer {
    StudioAnswer(status: status, bytes: bytes)
  }

  static func attachment(_ file: StudioFile) -> StudioAnswer {
    var answer = StudioAnswer(type: "application/octet-stream", bytes: file.bytes)
    answer.headers = [("Content-Disposition", "attachment; filename=\"\(file.name)\"")]
    if let proof = file.proof { answer.headers.append(("X-Softmax-Proof", proof)) }
    return answer
  }
}

/// All that a studio has: runs and uploads.
package final class Studio: Sendable {
  package let runs: StudioRuns
  let uploads = StudioUploads()
  private let startData: String?
  private let fetching: FetchOptions
  private let wording: RunWording

  /// - Parameters:
  ///   - startData: The data of the command line.
  ///   - fetching: How sets of the catalogue are fetched.
  ///   - execution: What fits run on.
  ///   - wording: What is typed to make a run again.
  package init(
    startData: String? = nil, fetching: FetchOptions = FetchOptions(), execution: Execution = .automatic,
    wording: RunWording = .none
  ) {
    (self.startData, self.fetching, self.wording) = (startData, fetching, wording)
    runs = StudioRuns(fetching: fetching, execution: execution, wording: wording)
  }

  /// Ends what goes on, and removes what was sent.
  package func close() {
    runs.stopAll()
    uploads.removeAll()
  }

  /// Answers a request; what is wrong with it is an answer too.
  package func answer(_ request: StudioRequest) -> StudioAnswer {
    do {
      return try find(request)
    } catch {
      let problem = StudioProblem(error)
      return .json(problem.body, status: problem.status)
    }
  }

  private static let unknown = StudioProblem(404, "there is no such address")

  private func find(_ request: StudioRequest) throws -> StudioAnswer {
    let (method, path) = (request.method == "HEAD" ? "GET" : request.method, request.path)
    switch (method, path.first, path.count) {
    case ("GET", "state", 1): return .json(stateDocument)
    case ("GET", "catalogue", 1): return .json(CatalogueDocument.bytes)
    case ("GET", "settings", 1):
      return .json(
        try StudioSettings.document(
          kind: request.query["kind"] ?? "image", method: request.query["method"] ?? "auto", wording: wording))
    case ("POST", "data", 1):
      return .json(
        try StudioDataView(data: ChosenData(try json(request), uploads)).document(fetching: fetching))
    case ("POST", "uploads", 1): return .json(try upload(request))
    case ("GET", "runs", 1):
      return .json(list(runs.all))
    case ("POST", "runs", 1):
      return .json(try runs.start(try json(request), uploads).summary, status: 201)
    case (_, "runs", 2...4): return try answer(request, method, of: try runs.run(path[1]))
    case (_, "state", 1), (_, "catalogue", 1), (_, "settings", 1), (_, "data", 1), (_, "uploads", 1),
      (_, "runs", 1):
      throw StudioProblem(405, "this address does not answer \(method.shown)")
    default: throw Self.unknown
    }
  }

  private func answer(_ request: StudioRequest, _ method: String, of run: StudioRun) throws -> StudioAnswer {
    let path = request.path
    switch (method, path.count > 2 ? path[2] : "", path.count) {
    case ("GET", "", 2):
      run.waitUntilPrepared(seconds: 20)
      return .json(run.details)
    case ("PATCH", "", 2):
      try runs.rename(run, try json(request))
      return .json(run.summary)
    case ("DELETE", "", 2):
      try runs.delete(run)
      return StudioAnswer(status: 204, bytes: [])
    case ("POST", "control", 3):
      try runs.control(run, try json(request))
      return .json(run.summary)
    case ("GET", "epochs", 4):
      guard let epoch = Int(path[3]) else { throw StudioProblem.bad("an epoch is a whole number from 0 on") }
      return .json(try run.epoch(epoch))
    case ("GET", "confusion", 3): return .json(try run.confusion())
    case ("GET", "cells", 3):
      guard let own = request.query["true"].flatMap({ Int($0) }),
        let other = request.query["predicted"].flatMap({ Int($0) })
      else { throw StudioProblem.bad("expected ?true=CLASS&predicted=CLASS, two numbers from 0 on") }
      return .json(
        try run.cells(
          trueClass: own, predictedClass: other, limit: request.query["limit"].flatMap { Int($0) } ?? 24))
    case ("POST", "predict", 3): return .json(try run.predict(try json(request)))
    case ("GET", "report", 3): return StudioAnswer(type: "text/html; charset=utf-8", bytes: try run.report())
    case ("GET", "export", 3): return .attachment(try run.export(request.query["format"] ?? ""))
    case ("GET", "model", 3): return .attachment(try run.modelFile())
    case (_, "", 2), (_, "control", 3), (_, "epochs", 4), (_, "confusion", 3), (_, "cells", 3),
      (_, "predict", 3),
      (_, "report", 3), (_, "export", 3), (_, "model", 3), (_, "events", 3):
      throw StudioProblem(405, "this address does not answer \(method.shown)")
    default: throw Self.unknown
    }
  }

  private func json(_ request: StudioRequest) throws(StudioProblem) -> StrictJSON {
    do throws(FileError) {
      return try StrictJSON.parse(request.body, path: "the request")
    } catch {
      throw .bad("the request's JSON: \(error.problem)")
    }
  }

  private func upload(_ request: StudioRequest) throws -> [UInt8] {
    let file = try uploads.add(request.body, name: request.query["name"] ?? "")
    var json = JSONWriter()
    json.object { json in
      json.member("source", "upload:\(file.id)")
      json.member("name", file.name)
      json.member("bytes", file.byteCount)
    }
    return json.bytes
  }

  private func list(_ runs: [StudioRun]) -> [UInt8] {
    var json = JSONWriter()
    json.array { json in for run in runs { json.raw(run.summary) } }
    return json.bytes
  }

  private var stateDocument: [UInt8] {
    let tutorial = "fashion-mnist"
    let isCached = DatasetList().entries.first { $0.dataset.name == tutorial }?.isHere ?? false
    var json = JSONWriter()
    json.object { json in
      json.member("version", SoftmaxRuntime.version)
      json.member("tutorial") { json in
        json.object { json in
          json.member("source", tutorial)
          json.member("isCached", isCached)
        }
      }
      json.member("startData", startData)
      json.member("running", runs.running?.id)
      json.member("runs") { $0.raw(list(runs.all)) }
      json.member("formats") { json in
        json.array { json in
          for format in StudioRun.formats {
            json.object { json in
              json.member("id", format.name)
              json.member("title", format.title)
              json.member("ending", StudioRun.ending(of: format))
            }
          }
        }
      }
    }
    return json.bytes
  }
}

/// The sets that have a name.
enum CatalogueDocument {
  /// Bytes that come over the network, compressed.
  private static let downloads = ["fashion-mnist": 30_878_645]
  private static let titles = ["fashion-mnist": "Fashion-MNIST", "digits": "Digits", "iris": "Iris"]

  static var bytes: [UInt8] {
    var json = JSONWriter()
    json.array { json in
      for entry in DatasetList().entries {
        let set = entry.dataset
        let isImage = set.name != "iris"
        let side = Int(Double(set.featureCount).squareRoot().rounded())
        let provenance = set.provenance.split(separator: ",").last.map(String.init) ?? ""
        json.object { json in
          json.member("name", set.name)
          json.member("title", titles[set.name] ?? set.name)
          json.member("kind", isImage ? "image" : "vector")
          json.member("sampleCount", set.sampleCounts.train + set.sampleCounts.test)
          json.member("classCount", set.classNames.count)
          json.member("shape") { json in
            if isImage { json.array { for size in [side, side] { $0.integer(size) } } } else { json.null() }
          }
          json.member("isCached", entry.isHere)
          json.member("isEmbedded", set.isEmbedded)
          json.member("downloadBytes", downloads[set.name] ?? 0)
          json.member("licence", String(provenance.drop { $0 == " " }))
          json.member("note", set.summary)
        }
      }
    }
    return json.bytes
  }
}
