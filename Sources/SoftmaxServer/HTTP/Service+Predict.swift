// POST /predict: the body is read and the answer written at the same time.

#if Server
  import Hummingbird
  import Logging
  import NIOCore
  import SoftmaxFiles

  extension Service {
    func predict(_ request: Request, _ name: String?, id: String) async throws -> Response {
      let options = try PlainOptions(
        request.uri.queryParameters.map { (String($0.key), String($0.value)) })
      let named = name ?? options.model
      let entry =
        try named.map { (name) throws(RequestProblem) in try shelf.entry(name, version: options.version) }
        ?? shelf.onlyEntry()
      let declared = try PlainContent(mediaType: request.headers[.contentType])
      let asked = try PlainAnswer(accept: request.headers[.accept])
      if let encoding = request.headers[.contentEncoding]?.lowercased(),
        !["", "identity", "gzip"].contains(encoding)
      {
        throw RequestProblem(
          415, "the content encoding '\(encoding.shown)' is not read here: send gzip or none")
      }
      let exchange = PlainExchange()
      exchange.read(request.body)
      do {
        return try await answer(
          exchange, log: (id, request.uri.path),
          PlainPrediction(
            entry.model, options, try await content(declared, of: exchange), asked, execution: execution,
            bodyLimit: settings.bodyLimit), entry)
      } catch {
        await exchange.end()
        throw error
      }
    }

    /// The kind of a body; its beginning says it where its media type does not.
    private func content(_ declared: PlainContent?, of exchange: PlainExchange) async throws -> PlainContent {
      do {
        let first = try await exchange.incoming.peekFromTask() ?? []
        return declared ?? PlainContent(beginning: first)
      } catch {
        throw RequestProblem(400, "the body broke off before its end")
      }
    }

    /// Answers with the first predictions, and goes on with the others while the answer is sent.
    private func answer(
      _ exchange: PlainExchange, log: (id: String, path: String), _ prediction: PlainPrediction,
      _ entry: ModelShelf.Entry
    ) async throws -> Response {
      let start = ContinuousClock.now
      let (metrics, logger) = (metrics, logger)
      exchange.work { body, give in
        do {
          let count = try prediction.run(body, give)
          metrics.inference(entry, samples: count, seconds: (ContinuousClock.now - start) / .seconds(1))
        } catch {
          metrics.inference(entry, samples: nil, seconds: 0)
          throw error
        }
      }
      let answerStart = try await exchange.outgoing.takeFromTask()
      return Response(
        status: .ok, headers: [.contentType: prediction.answer.mediaType],
        body: ResponseBody { writer in
          do {
            var next = answerStart
            while let piece = next {
              try await writer.write(ByteBuffer(bytes: piece))
              next = try await exchange.outgoing.takeFromTask()
            }
          } catch {
            await exchange.end()
            guard let problem = error as? RequestProblem else { throw error }
            logger.notice(
              "the answer breaks off",
              metadata: [
                "id": .string(log.id), "path": .string(log.path.printable(limit: 200)),
                "reason": .string(problem.message),
              ])
            // Predictions before it stay; the connection breaks off, so that nobody takes the answer for whole.
            if prediction.answer == .jsonLines {
              try await writer.write(ByteBuffer(bytes: problem.body + [0x0a]))
            }
            throw problem
          }
          await exchange.end()
          try await writer.finish(nil)
        })
    }
  }
#endif
