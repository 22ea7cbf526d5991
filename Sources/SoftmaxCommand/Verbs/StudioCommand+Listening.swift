// softmax studio, where the server is built in.

#if Server
  import Logging
  import SoftmaxFiles
  import SoftmaxRegression
  import SoftmaxServer

  extension StudioCommand {
    /// Answers until a signal ends it.
    func listen(_ settings: ServiceSettings, _ execution: Execution) throws {
      var logger = Logger(label: "softmax") { _ in ServiceLog(.text) { StandardStream.error.write($0) } }
      logger.logLevel = .error
      let studio = Studio(
        startData: data, fetching: dataArguments.fetchOptions(), execution: execution, wording: .flags)
      let service = StudioService(studio, settings, logger: logger)
      let opensPage = !mainArguments.noOpen
      _ = try ServeCommand.waiting {
        try await service.run { port in
          let address = "http://\(settings.host):\(port)/?token=\(service.token)"
          StandardStream.output.write("softmax studio at \(address) (Ctrl-C ends it)\n")
          if opensPage { DesktopViewer.openPage(address) }
        }
      }
    }
  }
#endif
