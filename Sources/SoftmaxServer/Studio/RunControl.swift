// What holds a fit back: pause, single steps, a speed, and the end.

import Foundation
import SoftmaxRegression

/// How fast a run goes on.
package enum RunSpeed: Sendable, Hashable {
  case full
  /// So many epochs a second.
  case epochs(Double)

  init?(_ json: StrictJSONValue) {
    switch json {
    case .word("full"): self = .full
    case .number(let value) where value > 0 && value <= 1000: self = .epochs(value)
    default: return nil
    }
  }

  func write(to json: inout JSONWriter) {
    switch self {
    case .full: json.string("full")
    case .epochs(let count):
      if let whole = Int(exactly: count) { json.integer(whole) } else { json.number(count) }
    }
  }
}

/// A text or a number of a request.
enum StrictJSONValue: Equatable {
  case word(String)
  case number(Double)
}

/// Between the thread of a fit, which waits in `pass`, and those who steer it.
package final class RunControl: @unchecked Sendable {
  // All but the condition is touched under its lock.
  private let condition = NSCondition()
  private var paused: Bool
  private var stopping = false
  private var steps = 0
  private var isWaiting = false
  private var speed: RunSpeed
  private var nextTime = Date.distantPast
  private var waitedSeconds = 0.0
  /// Ends a pass in its middle.
  let monitor = JobMonitor()

  package init(isPaused: Bool = false, speed: RunSpeed = .full) { (paused, self.speed) = (isPaused, speed) }

  var isPaused: Bool { condition.withLock { paused } }
  var isStopping: Bool { condition.withLock { stopping } }
  var currentSpeed: RunSpeed { condition.withLock { speed } }
  /// The time in which the fit was held back.
  var secondsWaited: Double { condition.withLock { waitedSeconds } }

  /// How long the fit would be held back if an epoch ended now: for ever while it is paused.
  var secondsToWait: Double {
    condition.withLock {
      if stopping { return 0 }
      if paused { return steps > 0 ? 0 : .infinity }
      guard case .epochs = speed else { return 0 }
      return max(0, nextTime.timeIntervalSinceNow)
    }
  }

  package func pause() { condition.withLock { paused = true } }

  package func play() { change { (paused, steps) = (false, 0) } }

  /// One more epoch, and then a pause; of a fit that runs the epoch in hand is the one.
  package func step() {
    change {
      if isWaiting { steps += 1 }
      paused = true
    }
  }

  package func stop() {
    change { stopping = true }
    monitor.stop()
  }

  package func set(_ speed: RunSpeed) {
    change {
      self.speed = speed
      nextTime = .distantPast
    }
  }

  private func change(_ body: () -> Void) {
    condition.lock()
    body()
    condition.broadcast()
    condition.unlock()
  }

  /// Called by the fit after each epoch: returns when the next one may begin.
  func pass() -> TrainingAction {
    condition.lock()
    defer { condition.unlock() }
    let began = ContinuousClock.now
    isWaiting = true
    while paused, steps == 0, !stopping { condition.wait() }
    if paused {
      steps = max(0, steps - 1)
    } else {
      while !stopping, !paused, case .epochs(let rate) = speed {
        let now = Date()
        guard nextTime > now else {
          nextTime = max(nextTime, now).addingTimeInterval(1 / rate)
          break
        }
        _ = condition.wait(until: nextTime)
      }
      // Somebody paused while it waited for its time.
      while paused, steps == 0, !stopping { condition.wait() }
      if paused { steps = max(0, steps - 1) }
    }
    isWaiting = false
    waitedSeconds += (ContinuousClock.now - began).inSeconds
    return stopping ? .stop : .continue
  }
}
