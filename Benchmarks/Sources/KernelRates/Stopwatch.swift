// Seconds.

enum Stopwatch {
  /// The seconds that `body` takes.
  static func time(_ body: () -> Void) -> Double {
    let duration = ContinuousClock().measure(body)
    return Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
  }
}
