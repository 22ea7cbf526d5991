// When the fits of a penalty end early, because it can no longer be the one that is chosen.

/// The rule by which a penalty's fits end before they are at their optimum: its folds' scores, looked at now and then, are
/// clearly worse than those of the best penalty, and go on getting worse.
///
/// Weak penalties are the costly ones, and mostly far on the side where models fit the samples too well. Nothing but the
/// data and the fits' points has a say, so that the bits are the same on every machine.
package struct EarlyEnding: Sendable, Hashable {
  /// Passes of the fit to all samples, after which the folds are looked at before it goes on.
  package var wholePassCount: Int
  /// Passes of the folds' fits before the first look, and between two looks.
  package var passesBetweenLooks: Int
  /// Looks after which scores need not be worse than the next stronger penalty's, and after which a fit to all samples that
  /// waits goes on.
  package var lookCount: Int
  /// Whether fits may end early whose passes cost next to nothing.
  package var endsCheapFits: Bool

  package init(
    wholePassCount: Int, passesBetweenLooks: Int, lookCount: Int, endsCheapFits: Bool = false
  ) {
    self.endsCheapFits = endsCheapFits
    self.wholePassCount = wholePassCount
    self.passesBetweenLooks = passesBetweenLooks
    self.lookCount = lookCount
  }

  package static let standard = EarlyEnding(wholePassCount: 20, passesBetweenLooks: 10, lookCount: 8)

  /// Whether scores, the smaller the better, are clearly worse than a rival's of the same folds: by more than what chance
  /// makes of differences fold by fold one time in a thousand (Student's t), and by more than the rival's standard error.
  static func isClearlyWorse(_ scores: [Double], than rival: [Double]) -> Bool {
    let differences = zip(scores, rival).map { $0 - $1 }
    guard differences.count > 1, differences.allSatisfy(\.isFinite) else { return false }
    let difference = FoldMean(of: differences)
    let limit = Self.quantiles[min(differences.count - 2, Self.quantiles.count - 1)]
    return difference.value > limit * difference.standardError
      && difference.value > FoldMean(of: rival).standardError
  }

  /// What Student's t exceeds one time in a thousand, with 1 to 30 degrees of freedom.
  private static let quantiles = [
    318.31, 22.33, 10.22, 7.18, 5.90, 5.21, 4.79, 4.51, 4.30, 4.15, 4.03, 3.93, 3.86, 3.79, 3.74, 3.69, 3.65,
    3.62,
    3.58, 3.56, 3.53, 3.51, 3.49, 3.47, 3.46, 3.44, 3.43, 3.41, 3.40, 3.39,
  ]
}
