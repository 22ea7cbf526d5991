// Why a model's outputs cannot be what was asked for.

/// Why a model's outputs cannot be calibrated or changed.
public enum OutputsError: Error, Hashable, CustomStringConvertible {
  /// Classes were merged before: scaling is fitted to the classes of the fit.
  case mergedClasses
  /// The model is for other class frequencies than those of training, where the scaling belongs.
  case otherPrior
  /// There are too few samples to fit and to score: so many of so many that are needed.
  case tooFewSamples(found: Int, needed: Int)
  /// The logits say nothing of the samples' classes, or the opposite: no temperature makes them better than chance.
  case noBetterThanChance
  /// Too few samples for sets that hold the true class so often.
  case tooFewForCoverage(Double, found: Int, needed: Int)
  /// Sets are measured on samples that count alike.
  case samplesWeighted
  /// A coverage is no share between 0 and 1.
  case invalidCoverage(Double)
  /// Shares are not above 0, finite, and one for each class.
  case invalidShares(name: String, classCount: Int)

  /// What is wrong, and what to do about it.
  public var description: String {
    switch self {
    case .mergedClasses:
      "classes of the model were merged, and a scaling is fitted to the classes of the fit: calibrate the model as it was "
        + "before, then merge, which keeps the scaling"
    case .otherPrior:
      "the model is for other class frequencies than those of training, and a scaling is fitted to samples like those of "
        + "training: calibrate the model as it was before, then set the frequencies, which keeps the scaling"
    case .tooFewSamples(let found, let needed):
      "calibration needs at least \(needed) samples that count, and there \(found == 1 ? "is" : "are") \(found): some are "
        + "fitted to while others score"
    case .noBetterThanChance:
      "the model's logits are no better than chance on these samples, so that no temperature helps: are their labels right, "
        + "and are they like those of training?"
    case .tooFewForCoverage(let coverage, let found, let needed):
      "sets with a coverage of \(coverage) need at least \(needed) samples, and there "
        + "\(found == 1 ? "is" : "are") \(found): with fewer even the worst of them is not rare enough; use more samples or a "
        + "lower coverage"
    case .samplesWeighted:
      "the coverage of sets is a share of samples that count alike, and these have weights of their own: leave the weights "
        + "out"
    case .invalidCoverage(let coverage):
      "a coverage of \(coverage): expected a share above 0 and below 1, such as 0.95"
    case .invalidShares(let name, let classCount):
      "the \(name) of classes must be \(classCount) numbers above 0, one for each class"
    }
  }
}
