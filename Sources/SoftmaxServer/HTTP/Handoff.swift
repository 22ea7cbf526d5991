// Pieces of bytes between tasks and a thread of their own: readers of tables and writers of predictions wait, tasks must not.

#if Server
  import Foundation
  import NIOCore
  import SoftmaxFiles

  /// A short queue of pieces. One side waits as a thread does, the other as a task does.
  final class Handoff: @unchecked Sendable {
    // All but the condition is touched under its lock.
    private let condition = NSCondition()
    private var pieces: [[UInt8]] = []
    private var byteCount = 0
    private var isFinished = false
    private var failure: (any Error)?
    private var waiter: CheckedContinuation<Void, Never>?
    /// From so many bytes on the giving side waits.
    private let limit: Int

    init(limit: Int = 256 << 10) { self.limit = limit }

    // MARK: Threads

    /// Gives a piece, and waits while too much lies there. False where nobody takes any more.
    func give(_ piece: [UInt8]) -> Bool {
      condition.withLock {
        while byteCount >= limit, !isFinished { condition.wait() }
        if isFinished { return false }
        add(piece)
        return true
      }
    }

    /// The next piece, which is waited for; nil at the end.
    func take() throws -> [UInt8]? {
      try condition.withLock {
        while pieces.isEmpty, !isFinished { condition.wait() }
        return try next()
      }
    }

    /// Whether a piece lies there, or none will come.
    var isReady: Bool { condition.withLock { !pieces.isEmpty || isFinished } }

    // MARK: Tasks

    /// Gives a piece, and waits while too much lies there. False where nobody takes any more.
    func giveFromTask(_ piece: [UInt8]) async -> Bool {
      while true {
        switch offer(piece) {
        case .taken: return true
        case .over: return false
        case .full: await wait { $0.byteCount >= $0.limit && !$0.isFinished }
        }
      }
    }

    /// The next piece; nil at the end.
    func takeFromTask() async throws -> [UInt8]? {
      while true {
        if let result = poll() { return try result.get() }
        await wait { $0.pieces.isEmpty && !$0.isFinished }
      }
    }

    /// The next piece, which stays; nil at the end.
    func peekFromTask() async throws -> [UInt8]? {
      while true {
        let (piece, isAtEnd) = try condition.withLock { (pieces.first, try isOver()) }
        if piece != nil || isAtEnd { return piece }
        await wait { $0.pieces.isEmpty && !$0.isFinished }
      }
    }

    /// No piece will come, or be taken, any more.
    func finish(_ error: (any Error)? = nil) {
      condition.withLock {
        if !isFinished { (isFinished, failure) = (true, error) }
        wake()
      }
    }

    private enum Offer { case taken, full, over }

    private func offer(_ piece: [UInt8]) -> Offer {
      condition.withLock {
        if isFinished { return .over }
        if byteCount >= limit { return .full }
        add(piece)
        return .taken
      }
    }

    private func poll() -> Result<[UInt8]?, any Error>? {
      condition.withLock {
        if pieces.isEmpty, !isFinished { return nil }
        return Result { try next() }
      }
    }

    /// Waits until something changes, if `isNeeded` still.
    private func wait(_ isNeeded: @escaping (Handoff) -> Bool) async {
      await withCheckedContinuation { continuation in
        let goesOn = condition.withLock {
          guard isNeeded(self) else { return true }
          waiter = continuation
          return false
        }
        if goesOn { continuation.resume() }
      }
    }

    // MARK: Under the lock

    private func add(_ piece: [UInt8]) {
      pieces.append(piece)
      byteCount += piece.count
      wake()
    }

    /// Whether no piece is there, and none will come.
    private func isOver() throws -> Bool {
      guard pieces.isEmpty, isFinished else { return false }
      if let failure { throw failure }
      return true
    }

    private func next() throws -> [UInt8]? {
      if try isOver() { return nil }
      let piece = pieces.removeFirst()
      byteCount -= piece.count
      wake()
      return piece
    }

    private func wake() {
      condition.broadcast()
      waiter?.resume()
      waiter = nil
    }
  }

  /// A request's body, as readers of files take it.
  final class BodySource: ByteSource {
    private let handoff: Handoff
    private var piece: [UInt8] = []
    private var start = 0

    init(_ handoff: Handoff) { self.handoff = handoff }

    var isReady: Bool { start < piece.count || handoff.isReady }

    func read(into buffer: inout [UInt8], at place: Int, count: Int) throws(FileError) -> Int {
      while start == piece.count {
        do {
          guard let next = try handoff.take() else { return 0 }
          (piece, start) = (next, 0)
        } catch let error as RequestProblem {
          throw FileError(.badData, path: ServedModel.requestName, problem: error.message)
        } catch {
          throw FileError(
            .inputOutput, path: ServedModel.requestName, problem: "the body broke off before its end")
        }
      }
      let taken = min(count, piece.count - start)
      buffer.replaceSubrange(place..<place + taken, with: piece[start..<start + taken])
      start += taken
      return taken
    }
  }
#endif
