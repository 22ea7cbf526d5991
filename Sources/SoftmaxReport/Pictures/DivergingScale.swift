// Colours for numbers on both sides of 0.

/// From blue through white to orange: told apart with any kind of colour vision, because blue and orange differ
/// for all, and 0 is the lightest.
public struct DivergingScale: Sendable, Hashable {
  /// The number whose colour is full orange; its negative is full blue.
  public let limit: Double

  private static let negative = [
    Color(0xFFFFFF), Color(0xB9D7EA), Color(0x5BA3CF), Color(0x1D6AA8), Color(0x08306B),
  ]
  private static let positive = [
    Color(0xFFFFFF), Color(0xFDD0A2), Color(0xF28E2B), Color(0xB85304), Color(0x662506),
  ]

  /// A scale from -limit to limit.
  public init(limit: Double) {
    precondition(limit > 0 && limit.isFinite, "a scale has a length")
    self.limit = limit
  }

  /// The colour of a number; what lies beyond the limits has their colours.
  public func color(_ value: Double) -> Color {
    let stops = value < 0 ? Self.negative : Self.positive
    let place = min(abs(value) / limit, 1) * Double(stops.count - 1)
    let index = min(Int(place), stops.count - 2)
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}
