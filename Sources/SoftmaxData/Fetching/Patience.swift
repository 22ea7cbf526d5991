// How long a download may take.

/// The limits on the time of one transfer. A server that sends a byte now and then must not hold us for ever.
package struct Patience: Sendable, Hashable {
  /// How often the transfer is looked at, in seconds, and over how long its rate is measured.
  package let window: Double
  /// The bytes a second that have to come in, over a window.
  package let leastRate: Double
  /// The seconds after which any transfer ends.
  package let longest: Double

  /// What 30 MB take over a line of 64 kbit/s, and time to think for the server.
  package static let standard = Patience(window: 30, leastRate: 2048, longest: 3 * 3600)

  package init(window: Double, leastRate: Double, longest: Double) {
    self.window = window
    self.leastRate = leastRate
    self.longest = longest
  }
}
