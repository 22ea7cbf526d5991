// POST .../infer: a request of the protocol, from its body to its answer.

#if Server
  import HTTPTypes
  import Hummingbird
  import SoftmaxKernels

  extension Service {
    /// The most bytes of a body that is read on the thread of its connection: about half a millisecond's work.
    static let quickBodySize = 64 << 10

    // MARK: At once

    /// The record of a request that may be answered at once; nil where its head says that it may not.
    func quickRecord(of head: HTTPRequest) -> RequestRecord? {
      let headers = head.headerFields
      guard head.method == .post, let path = head.path, !path.utf8.contains(UInt8(ascii: "?")),
        let length = headers[.contentLength].flatMap({ Int($0) }), length <= Self.quickBodySize,
        headers[.contentEncoding] == nil, headers[.connection] != "close",
        let endpoint = Endpoint(path: path), case .infer = endpoint
      else { return nil }
      return RequestRecord(head, path: path, endpoint: endpoint)
    }

    /// The answer to a request; nil where it takes longer, or must be refused.
    func quickAnswer(to record: RequestRecord, _ body: [UInt8]) -> WholeAnswer? {
      guard case .infer(let name, let version)? = record.endpoint else { return nil }
      do {
        try record.check(settings)
        let entry = try shelf.entry(name, version: version)
        let headers = record.head.headerFields
        let asked = try InferenceRequest(
          body, headerLength: headerLength(headers[.inferenceHeaderLength]))
        guard entry.model.isQuick(asked),
          let answer = try entry.model.answerAtOnce(asked, rowLimit: settings.rowLimit, batches: entry.batches)
        else { return nil }
        var whole = WholeAnswer(answer, acceptedEncodings: headers[.acceptEncoding])
        let seconds = (ContinuousClock.now - record.start) / .seconds(1)
        metrics.inference(entry, samples: answer.sampleCount, seconds: seconds)
        note(record, status: 200, &whole.headers)
        return whole
      } catch {
        return nil
      }
    }

    // MARK: In its time

    func infer(_ request: Request, _ name: String, _ version: String?) async throws -> Response {
      let start = ContinuousClock.now
      var entry: ModelShelf.Entry?
      do {
        let found = try shelf.entry(name, version: version)
        entry = found
        let length = try headerLength(request.headers[.inferenceHeaderLength])
        let body = try await body(of: request)
        let accepted = request.headers[.acceptEncoding]
        // The other connections of this thread must not wait for it.
        return try await withTaskExecutorPreference(ClosureExecutor.workThreads) {
          let asked = try InferenceRequest(body.inflated(limit: settings.bodyLimit), headerLength: length)
          let answer = try await found.model.answer(asked, rowLimit: settings.rowLimit, batches: found.batches)
          let whole = WholeAnswer(answer, acceptedEncodings: accepted)
          let seconds = (ContinuousClock.now - start) / .seconds(1)
          metrics.inference(found, samples: answer.sampleCount, seconds: seconds)
          return whole.response
        }
      } catch {
        metrics.inference(entry, samples: nil, seconds: 0)
        entry?.batches.noteFailure()
        throw error
      }
    }

    private func headerLength(_ text: String?) throws(RequestProblem) -> Int? {
      guard let text else { return nil }
      guard let length = Int(text), length >= 0, text.utf8.first != UInt8(ascii: "+") else {
        throw .bad("the header Inference-Header-Content-Length is '\(text.shown)': expected a number of bytes")
      }
      return length
    }
  }
#endif
