// A run as a stream of events (Server-Sent Events): what is new since the last look.

import SoftmaxRegression

/// What one listener has heard of a run.
package struct RunEvents {
  private let run: StudioRun
  /// The last point that it has.
  private var lastPoint: Int?
  private var lastVersion = -1
  private var wasPaused = false
  private var lastFrame: Int?
  private var noteCount = 0
  private var nextFrame = ContinuousClock.now
  /// Whether there is nothing more to come.
  package private(set) var isOver = false

  /// Frames come at most so often: they are for eyes.
  private static let framePause = Duration.milliseconds(60)
  /// So many points go at once.
  private static let pointLimit = 2000

  /// - Parameters:
  ///   - run: The run.
  ///   - lastEventID: The number of the last point that the listener has, from its header.
  package init(_ run: StudioRun, lastEventID: String?) {
    self.run = run
    lastPoint = lastEventID.flatMap { Int($0) }
  }

  /// What is new, as it goes over the wire; empty where nothing is.
  package mutating func next() -> [UInt8] {
    guard !isOver else { return [] }
    var text: [UInt8] = []
    let state = run.now
    let isPaused = run.control.isPaused
    if state.version != lastVersion || isPaused != wasPaused {
      (lastVersion, wasPaused) = (state.version, isPaused)
      Self.append("state", run.summary, to: &text)
    }
    for note in state.notes.dropFirst(noteCount) {
      var json = JSONWriter()
      note.write(to: &json)
      Self.append("note", json.bytes, to: &text)
    }
    noteCount = state.notes.count
    let first = min((lastPoint ?? -1) + 1, state.points.count)
    let fresh = state.points[max(0, first)...].prefix(Self.pointLimit)
    for point in fresh { Self.append("point", point.json, id: point.epoch, to: &text) }
    if let last = fresh.last { lastPoint = last.epoch }
    let hasAll = max(0, first) + fresh.count == state.points.count
    // The newest alone, however many there were.
    if let latest = state.models.latest, latest.epoch != lastFrame, hasAll,
      state.phase.isOver || ContinuousClock.now >= nextFrame, let frame = run.frame()
    {
      lastFrame = frame.epoch
      nextFrame = .now + Self.framePause
      Self.append("frame", frame.json, to: &text)
    }
    if state.phase.isOver, hasAll {
      Self.append("end", run.summary, to: &text)
      isOver = true
    }
    return text
  }

  /// What keeps a connection from looking dead.
  package static let alive = Array(": alive\n\n".utf8)

  private static func append(_ event: String, _ data: [UInt8], id: Int? = nil, to text: inout [UInt8]) {
    if let id { text += Array("id: \(id)\n".utf8) }
    text += Array("event: \(event)\ndata: ".utf8)
    text += data
    text += Array("\n\n".utf8)
  }
}
