// Models are read anew when their files change, or when SIGHUP says so.

#if Server
  import Logging
  import ServiceLifecycle
  import SoftmaxKernels
  import UnixSignals

  /// Looks at the models' files each second, and listens for SIGHUP.
  struct ModelReloader: ServiceLifecycle.Service {
    let service: SoftmaxServer.Service

    func run() async throws {
      await cancelWhenGracefulShutdown {
        await withTaskGroup(of: Void.self) { group in
          group.addTask {
            for await _ in await UnixSignalsSequence(trapping: .sighup) { await reload(evenUnchanged: true) }
          }
          if service.settings.watchesFiles {
            group.addTask {
              while !Task.isCancelled {
                try? await Task.sleep(for: .seconds(1))
                await reload(evenUnchanged: false)
              }
            }
          }
        }
      }
    }

    /// On a thread of its own: reading a large model takes a while, in which tasks go on.
    private func reload(evenUnchanged: Bool) async {
      let outcomes: [(address: ModelAddress, outcome: ModelShelf.Reload)]? = await withCheckedContinuation {
        continuation in
        let status = SystemThread.start {
          continuation.resume(returning: service.shelf.reload(evenUnchanged: evenUnchanged))
        }
        // Whoever waited for a thread that there is not would keep the service from its end.
        if status != 0 { continuation.resume(returning: nil) }
      }
      guard let outcomes else {
        // Files are looked at again in a second; a signal comes once.
        if evenUnchanged { service.logger.error("models are not read anew: the system has no thread left") }
        return
      }
      for (address, outcome) in outcomes {
        let labels: MetricRegistry.Labels = [("model_name", address.name), ("outcome", outcome.name)]
        switch outcome {
        case .unchanged: continue
        case .replaced(let sha256):
          service.logger.notice(
            "model replaced",
            metadata: [
              "model": .string(address.name), "version": .stringConvertible(address.version),
              "weights_sha256": .string(sha256),
            ])
        case .failed(let reason):
          service.logger.error(
            "model kept: its file cannot be read",
            metadata: [
              "model": .string(address.name), "version": .stringConvertible(address.version),
              "reason": .string(reason),
            ])
        }
        service.metrics.registry.add(to: "softmax_model_reloads_total", labels)
      }
    }
  }

  extension ModelShelf.Reload {
    var name: String {
      switch self {
      case .unchanged: "unchanged"
      case .replaced: "success"
      case .failed: "failure"
      }
    }
  }
#endif
