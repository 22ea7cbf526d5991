// The flags that say which penalties to try.

import ArgumentParser
import SoftmaxRegression

struct PenaltyArguments: ParsableArguments {
  enum Family: String, CaseIterable {
    case l2
    case l1
    case elasticNet = "elastic-net"
  }

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("elastic-net: the share of L1 in the penalty (default: 0.5).", valueName: "share"),
    transform: NumberArgument.any)
  var l1Ratio: Double?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The number of strengths to try of each kind (default: 10). They go from 1e4 / samples to 1e-4 / samples for l2; "
        + "with L1, from the smallest that makes every weight 0 down to a thousandth of it.", valueName: "n"),
    transform: NumberArgument.whole)
  var count: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The strengths to try, with commas between them.", valueName: "numbers"))
  var strengths: String?

  @Option(
    name: .customLong("c"), parsing: .unconditional,
    help: ArgumentHelp(
      "The strengths to try as values of scikit-learn's C, with --l1-ratio as its l1_ratio: a strength is 1 / (C x "
        + "samples), and its L2 part is twice that for two classes.", valueName: "numbers"))
  var inverses: String?

  /// The kinds that were named; L2 where none was.
  ///
  /// - Throws: `CommandFailure` for a name that is none.
  func families(named penalty: String?) throws -> [PenaltyFamily] {
    let families = try (penalty ?? Family.l2.rawValue).split(separator: ",", omittingEmptySubsequences: false)
      .map { name in
        switch Family(rawValue: name.trimmingPrefix(" ").description) {
        case .l2: return PenaltyFamily.l2
        case .l1: return .l1
        case .elasticNet: return .elasticNet(l1Ratio: l1Ratio ?? 0.5)
        case nil:
          throw CommandFailure(
            .usage,
            "--penalty \(penalty ?? ""): '\(name)' is no kind of penalty; name one or more of "
              + "\(Family.allCases.map(\.rawValue).joined(separator: ", "))")
        }
      }
    if l1Ratio != nil, !families.contains(where: { if case .elasticNet = $0 { true } else { false } }) {
      throw CommandFailure(
        .usage, "--l1-ratio is for --penalty elastic-net: leave it out, or name that penalty")
    }
    return families
  }

  /// The strengths.
  ///
  /// - Throws: `CommandFailure` for what is no list of numbers, or two ways to say which.
  func grid() throws -> PenaltyGrid {
    guard [count != nil, strengths != nil, inverses != nil].count(where: \.self) < 2 else {
      throw CommandFailure(.usage, "--count, --strengths and --c say the same in three ways: use one of them")
    }
    if let strengths { return .strengths(try Self.numbers(strengths, flag: "--strengths")) }
    if let inverses { return .inverse(try Self.numbers(inverses, flag: "--c")) }
    return .automatic(count: count ?? 10)
  }

  private static func numbers(_ text: String, flag: String) throws -> [Double] {
    try text.split(separator: ",", omittingEmptySubsequences: false).map { part in
      guard let value = Double(part.drop { $0 == " " }), value > 0, value.isFinite else {
        throw CommandFailure(
          .usage, "\(flag) \(text): expected positive numbers with commas between, found '\(part)'")
      }
      return value
    }
  }
}
