// What can be wrong with data in memory.

/// Why data cannot be used. Samples and features are counted from 0.
public enum DatasetError: Error, Hashable, CustomStringConvertible {
  /// There is nothing to learn from or to score.
  case noSamples
  /// No sample can be as the description of the input says.
  case invalidInput(String)
  /// A row has another length than the shape says.
  case rowLength(sample: Int, expected: Int, found: Int)
  /// There are no classes.
  case noClasses
  /// A class name stands twice.
  case duplicateClass(name: String)
  /// The values do not fill a whole number of rows.
  case incompleteRow(valueCount: Int, featureCount: Int)
  /// The values are not as many as an array of this shape has, or the shape has no samples and features.
  case shapeMismatch(shape: [Int], valueCount: Int)
  /// A feature is NaN or infinite.
  case notFinite(sample: Int, feature: Int, value: String)
  /// The number of labels is not the number of samples.
  case labelCountMismatch(samples: Int, labels: Int)
  /// The number of sample weights is not the number of samples.
  case weightCountMismatch(samples: Int, weights: Int)
  /// A sample cannot have been seen so often. Samples are counted from 0.
  case badFrequency(sample: Int, count: Int)
  /// The number of samples' groups is not the number of samples.
  case groupCountMismatch(samples: Int, groups: Int)
  /// The number of samples' folds is not the number of samples.
  case foldCountMismatch(samples: Int, folds: Int)
  /// All samples are in one of the folds that were given.
  case oneFold(name: String)
  /// All samples of a class are in one of the folds that were given.
  case classInOneFold(name: String, fold: String)
  /// Samples of one group are in two of the folds that were given.
  case groupInTwoFolds(sample: Int, folds: [String])
  /// A cross-validation has more folds than there are groups.
  case tooFewGroups(groups: Int, folds: Int)
  /// All samples of a class are in groups that cannot be divided.
  case classTooGrouped(name: String)
  /// Data cannot be divided by these fractions.
  case invalidFractions(test: Double, validation: Double)
  /// A division leaves a part without samples: `test` or `validation`, its fraction of all samples, and how many samples and
  /// groups there are.
  case emptyPart(String, fraction: Double, samples: Int, groups: Int?)
  /// A cross-validation was to have fewer than two folds.
  case invalidFoldCount(Int)
  /// A sample's weight is below 0, NaN or infinite.
  case invalidWeight(sample: Int, value: String)
  /// All weights are 0, or all of them but one class's.
  case noWeight(classes: [String])
  /// All samples of a class have a weight of 0: its factor is 0, or their own weights are.
  case weightlessClass(name: String, samples: Int, isByFactor: Bool)
  /// All samples that were to be scored have a weight of 0.
  case nothingToScore
  /// Offsets are not as many as there are samples and classes; no samples: they are no whole number of rows.
  case offsetCountMismatch(samples: Int?, classes: Int, values: Int)
  /// An offset is NaN, infinite, or beyond Float32.
  case invalidOffset(sample: Int, className: String, value: String)
  /// There are offsets for a class that is none of the data's.
  case unknownOffsetClass(name: String, nearest: String?)
  /// Samples have no offsets where the model, or the training data, has some.
  case missingOffsets
  /// Samples have offsets where the model, or the training data, has none.
  case unexpectedOffsets
  /// A class index is not below the number of classes.
  case classIndexOutOfRange(index: Int, sample: Int, classCount: Int)
  /// A label is not among the known classes.
  case unknownLabel(label: String, sample: Int, nearest: String?)
  /// The number of class weights is not the number of classes.
  case classWeightCountMismatch(classes: Int, weights: Int)
  /// The number of penalty factors is not the number of features.
  case penaltyFactorCountMismatch(features: Int, factors: Int)
  /// A limit was given for a feature that the data does not have.
  case limitOfUnknownFeature(index: Int, featureCount: Int)
  /// A limit was given for a class that the data does not have.
  case limitOfUnknownClass(name: String, nearest: String?)
  /// A weight was given for a class that the data does not have.
  case unknownClassWeight(name: String, nearest: String?)
  /// All samples belong to one class, so there is nothing to tell apart.
  case oneClass(name: String)
  /// The model's logits for a sample leave the range of Float32.
  case logitsOverflow(sample: Int)
  /// A cross-validation has more folds than there are samples.
  case tooFewSamples(samples: Int, folds: Int)
  /// A class has so few samples that a fold's fit would not see it.
  case classTooSmall(name: String, samples: Int)
  /// Classes times features are more numbers than a model can have.
  case tooManyParameters(classCount: Int, featureCount: Int)
  /// The data's features are counted from other numbers than those of the model or the training data.
  case otherOrigins
  /// The data has another number of features than the model or the training data.
  case featureCountMismatch(expected: Int, found: Int)

  /// One sentence: what is wrong, and what would be right.
  public var description: String {
    switch self {
    case .noSamples:
      "the data has no samples: at least one is needed"
    case .invalidInput(let problem):
      problem
    case .rowLength(let sample, let expected, let found):
      "row \(sample) has \(found) values: every row needs \(expected)"
    case .noClasses:
      "there are no labels: at least one class is needed"
    case .duplicateClass(let name):
      "the class name '\(name)' stands twice: names must differ"
    case .incompleteRow(let valueCount, let featureCount):
      "\(valueCount) values are no whole number of rows of \(featureCount) features"
    case .shapeMismatch(let shape, let valueCount):
      "\(valueCount) values are no array of the shape \(shape): give the number of samples and the shape of one, whose product "
        + "is the number of values"
    case .notFinite(let sample, let feature, let value):
      "feature \(feature) of sample \(sample) is \(value): every value must be a finite number"
    case .labelCountMismatch(let samples, let labels):
      "there are \(samples) samples but \(labels) labels: each sample needs one"
    case .badFrequency(let sample, let count):
      "sample \(sample) was seen \(count) times, expected a number that is not negative"
    case .weightCountMismatch(let samples, let weights):
      "there are \(samples) samples but \(weights) weights: each sample needs one"
    case .groupCountMismatch(let samples, let groups):
      "there are \(samples) samples but \(groups) groups given: each sample needs one"
    case .foldCountMismatch(let samples, let folds):
      "there are \(samples) samples but \(folds) folds given: each sample needs one"
    case .oneFold(let name):
      "all samples are in the fold '\(name)', so that its fit would see none: at least two folds are needed"
    case .classInOneFold(let name, let fold):
      "all samples of the class '\(name)' are in the fold '\(fold)', whose fit would see none of them: put some of them "
        + "into another fold"
    case .groupInTwoFolds(let sample, let folds):
      "the group of sample \(sample) is in the folds \(folds.map { "'\($0)'" }.joined(separator: " and ")): a group must "
        + "stay together"
    case .tooFewGroups(let groups, let folds):
      "\(groups) groups cannot be divided into \(folds) folds: use fewer folds"
    case .classTooGrouped(let name):
      "the class '\(name)' has too few groups, of which a fold would leave none to learn from: use fewer folds, or give "
        + "the class samples of more groups"
    case .invalidFractions(let test, let validation):
      "the data cannot be divided into a test fraction of \(test) and a validation fraction of \(validation): each must be a "
        + "number from 0 on, and their sum below 1"
    case .emptyPart(let part, let fraction, let samples, let groups):
      "a \(part) fraction of \(fraction) of \(groups.map { "\($0) groups" } ?? "\(samples) samples") leaves none for the "
        + "\(part) set: "
        + (groups == nil
          ? "use a larger fraction, or classes with more samples"
          : "use a larger fraction or smaller groups; a group that has all samples of a class is never taken")
    case .invalidFoldCount(let count):
      "\(count) folds make no cross-validation: use two or more"
    case .invalidWeight(let sample, let value):
      "the weight of sample \(sample) is \(value): a weight must be a number that is at least 0"
    case .noWeight(let classes):
      classes.isEmpty
        ? "all sample and class weights are 0: samples of at least two classes need one above 0"
        : "only samples of the class '\(classes[0])' have a weight above 0: those of at least two classes need one"
    case .weightlessClass(let name, let samples, let isByFactor):
      (isByFactor
        ? "the class '\(name)' has a weight of 0"
        : samples == 1
          ? "the only sample of the class '\(name)' has a weight of 0"
          : "all \(samples) samples of the class '\(name)' have a weight of 0")
        + ", and a class without any has no optimum: its bias would fall for ever; leave its samples out of the data, or "
        + "give \(isByFactor ? "it" : "one of them") a weight above 0"
    case .nothingToScore:
      "the weights of all samples are 0, so that there is nothing to score: one at least needs a weight above 0"
    case .offsetCountMismatch(let samples, let classes, let values):
      samples.map {
        "there are \($0) samples but \(values) offsets for \(classes == 1 ? "one class" : "\(classes) classes"): each sample "
          + "needs one for each of these classes"
      } ?? "\(values) offsets are no whole number of rows of \(classes)"
    case .invalidOffset(let sample, let className, let value):
      "the offset of sample \(sample) for the class '\(className)' is \(value): an offset must be a finite number that "
        + "Float32 can hold"
    case .unknownOffsetClass(let name, let nearest):
      "there is an offset for the class '\(name)', which the data does not have"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .missingOffsets:
      "the samples have no offsets, but the model or the training data has some: give these samples theirs"
    case .unexpectedOffsets:
      "the samples have offsets, but the model or the training data has none: leave them out"
    case .classIndexOutOfRange(let index, let sample, let classCount):
      "the label of sample \(sample) is \(index), but there are only \(classCount) classes "
        + "(0...\(classCount - 1))"
    case .unknownLabel(let label, let sample, let nearest):
      "the label '\(label)' of sample \(sample) is not a class of the model"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .classWeightCountMismatch(let classes, let weights):
      "there are \(classes) classes but \(weights) class weights: each class needs one"
    case .penaltyFactorCountMismatch(let features, let factors):
      "there are \(features) features but \(factors) penalty factors: each feature needs one"
    case .limitOfUnknownFeature(let index, let featureCount):
      "there is a limit for feature \(index), but there are \(featureCount) features"
    case .limitOfUnknownClass(let name, let nearest):
      "there is a limit for the class '\(name)', which the data does not have"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .unknownClassWeight(let name, let nearest):
      "there is a weight for the class '\(name)', which the data does not have"
        + (nearest.map { "; the nearest is '\($0)'" } ?? "")
    case .oneClass(let name):
      "all samples belong to the class '\(name)': at least two classes are needed"
    case .logitsOverflow(let sample):
      "the model's logits for sample \(sample) leave the range of Float32: its features or the model's weights "
        + "are too large; bring the features to the scale of the training data"
    case .tooFewSamples(let samples, let folds):
      "\(samples) samples cannot be divided into \(folds) folds: use fewer folds"
    case .classTooSmall(let name, let samples):
      "the class '\(name)' has \(samples == 1 ? "one sample" : "\(samples) samples"), of which a fold would leave none "
        + "to learn from: each class needs two for a cross-validation"
    case .tooManyParameters(let classCount, let featureCount):
      "\(classCount) classes x \(featureCount) features are more than 2^31 weights: use fewer features or classes"
    case .otherOrigins:
      "the features are not counted from the numbers that the model's or the training data's are counted from: read the "
        + "data with these origins (InputDescription.origins)"
    case .featureCountMismatch(let expected, let found):
      "the data has \(found) features a sample, but \(expected) were expected: use data of the same shape as "
        + "in training"
    }
  }
}
