// A studio that is killed: its runs are gone, its files go with the next one.

#if Server
  import Foundation
  import SoftmaxTestSupport
  import Testing

  #if canImport(FoundationNetworking)
    import FoundationNetworking
  #endif

  @Suite(.timeLimit(.minutes(2))) struct StudioKilledTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// Folders of uploads, of which each studio has one.
    private var leftovers: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []).filter {
        $0.hasPrefix("softmax-studio-")
      }
    }

    @Test func aKilledStudioKeepsNothingAndTheNextOneTidiesUp() async throws {
      let first = try RunningStudio(in: folder)
      let upload = try await first.ask("POST", "uploads?name=x.csv", "a,b\n1,x\n2,y\n")
      #expect(upload.status == 200)
      let started = try await first.ask(
        "POST", "runs", #"{"source":"digits","settings":{"method":"sgd","epochs":100000}}"#)
      #expect(started.status == 201)
      #expect(try await first.ask("GET", "runs/r1").text.contains(#""state":"running""#))
      first.endAtOnce()
      let left = leftovers
      #expect(left.count == 1)

      let second = try RunningStudio(in: folder)
      #expect(try await second.ask("GET", "runs").text == "[]")
      #expect(try await second.ask("GET", "runs/r1").status == 404)
      #expect(try await second.ask("POST", "uploads?name=y.csv", "a,b\n1,x\n2,y\n").status == 200)
      #expect(leftovers.count == 1 && leftovers != left)
      // One that is asked to end takes its own along.
      #expect(second.end() == 0)
      #expect(leftovers.isEmpty)
    }
  }

  /// `softmax studio` as a process.
  private final class RunningStudio {
    private let process = Process()
    private let address: String
    private let token: String

    struct Problem: Error {}

    init(in folder: TemporaryDirectory) throws {
      process.executableURL = CommandRun.executable
      process.arguments = ["studio", "--no-open", "--port", "0"]
      process.environment = CommandEnvironment.own(home: folder).merging(["TMPDIR": folder.path]) { $1 }
      let pipe = Pipe()
      process.standardOutput = pipe
      try process.run()
      let line = String(decoding: pipe.fileHandleForReading.availableData, as: UTF8.self)
      let parts = line.split(separator: " ").first { $0.hasPrefix("http") }?.components(separatedBy: "/?token=")
      guard let parts, parts.count == 2 else {
        process.terminate()
        throw Problem()
      }
      (address, token) = (parts[0], parts[1])
    }

    func ask(_ method: String, _ path: String, _ body: String? = nil) async throws -> (
      status: Int, text: String
    ) {
      guard let url = URL(string: "\(address)/api/\(path)") else { throw Problem() }
      var request = URLRequest(url: url)
      request.httpMethod = method
      request.httpBody = body.map { Data($0.utf8) }
      request.setValue("Bearer \(token)", forHTTPHeaderField: "Authorization")
      let (data, response) = try await URLSession.shared.data(for: request)
      return ((response as? HTTPURLResponse)?.statusCode ?? 0, String(decoding: data, as: UTF8.self))
    }

    /// Ends it as nothing can be caught.
    func endAtOnce() {
      _ = kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
    }

    /// Asks it to end. Its exit code.
    func end() -> Int32 {
      process.terminate()
      process.waitUntilExit()
      return process.terminationStatus
    }
  }
#endif
