// POST /predict: the body is read and the answer written at the same time.

#if Server
  import Foundation
  import Hummingbird
  import NIOCore
  import SoftmaxFiles

  extension Service {
    func predict(_ request: Request, _ name: String?) async throws -> Response {
      let options = try PlainOptions(
        request.uri.queryParameters.map { (String($0.key), String($0.value)) })
      let named = name ?? options.model
      let entry = try named.map { (name) throws(RequestProblem) in try shelf.entry(name, version: options.version) } ?? shelf.onlyEntry()
      let declared = try PlainContent(mediaType: request.headers[.contentType])
      let asked = try PlainAnswer(accept: request.headers[.accept])
      if let encoding = request.headers[.contentEncoding]?.lowercased(), !["", "identity", "gzip"].contains(encoding) {
        throw RequestProblem(415, "the content encoding '\(encoding.shown)' is not read here: send gzip or none")
      }
      let (incoming, outgoing) = (Handoff(), Handoff())
      var pieces = request.body.makeAsyncIterator()
      // The beginning says what it is.
      let first: [UInt8]
      do {
        first = try await pieces.next().map { Array($0.readableBytesView) } ?? []
      } catch {
        throw RequestProblem(400, "the body broke off before its end")
      }
      let content = declared ?? PlainContent(beginning: first)
      let prediction = PlainPrediction(
        entry.model, options, content, asked ?? content.answer, execution: execution, bodyLimit: settings.bodyLimit)
      let start = ContinuousClock.now
      let metrics = metrics
      Thread.detachNewThread {
        do {
          let count = try prediction.run(BodySource(incoming)) { outgoing.give($0) }
          metrics.inference(
            entry, samples: count, seconds: (ContinuousClock.now - start) / .seconds(1))
          outgoing.finish()
        } catch {
          metrics.inference(entry, samples: nil, seconds: 0)
          outgoing.finish(RequestProblem(error))
        }
        // What is left of the body is not wanted.
        incoming.finish()
      }
      let body = request.body
      let reading = Task { await Self.pass(first, body, to: incoming) }
      let answerStart: [UInt8]?
      do {
        answerStart = try await outgoing.takeFromTask()
      } catch {
        reading.cancel()
        incoming.finish()
        throw error
      }
      let isLines = prediction.answer == .jsonLines
      return Response(
        status: .ok, headers: [.contentType: prediction.answer.mediaType],
        body: ResponseBody { writer in
          defer {
            outgoing.finish()
            incoming.finish()
            reading.cancel()
          }
          var next = answerStart
          do {
            while let piece = next {
              try await writer.write(ByteBuffer(bytes: piece))
              next = try await outgoing.takeFromTask()
            }
          } catch let problem as RequestProblem where isLines {
            // Predictions before it stay; the connection breaks off, so that nobody takes the answer for whole.
            try await writer.write(ByteBuffer(bytes: problem.body + [0x0a]))
            throw problem
          }
          try await writer.finish(nil)
        })
    }

    /// Hands a body over to the thread that reads it.
    private static func pass(_ first: [UInt8], _ body: RequestBody, to incoming: Handoff) async {
      if !first.isEmpty, !(await incoming.giveFromTask(first)) { return }
      do {
        for try await piece in body {
          guard await incoming.giveFromTask(Array(piece.readableBytesView)) else { return }
        }
        incoming.finish()
      } catch {
        incoming.finish(error)
      }
    }
  }
#endif
