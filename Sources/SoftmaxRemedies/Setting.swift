// The settings of jobs, as values: each front end has its own name for them.

/// A setting of a job, such as training, that a message is about: a flag of a command, a property of a request, a field of a
/// server.
public enum Setting: Sendable, Hashable {
  // MARK: Data

  /// A table's column of labels.
  case label
  /// Columns that are passed through to predictions.
  case keptColumns
  /// The character between a table's cells.
  case delimiter
  /// The sheet of a workbook.
  case sheet
  /// Whether a table's first line names its columns.
  case header(Bool)
  /// How many lines stand before a table.
  case skippedLines
  /// What columns are.
  case columnKinds
  /// Columns that are left out.
  case ignoredColumns
  /// The only columns that features are made of.
  case features
  /// What happens to cells without a value.
  case missing
  /// Which texts mean a cell without a value.
  case missingWords
  /// What stands before the decimals of numbers.
  case decimalMark
  /// What stands between the thousands of numbers.
  case thousandsMark
  /// What happens to rows without a label.
  case unlabelled
  /// What happens to categories that training did not have.
  case unseen
  /// Pairs of columns whose products are features.
  case interactions
  /// The columns of texts.
  case texts
  /// How many bits the hashes of words have.
  case hashBits
  /// How much samples count.
  case sampleWeight
  /// How often a table's rows were seen.
  case frequency
  /// Known parts of the samples' logits.
  case offsets

  // MARK: Dividing it

  /// A test set of its own.
  case test
  /// A share that is kept out of training.
  case holdout
  /// A table's column that says what each row is for.
  case splitColumn
  /// A table's column whose equal values stay together.
  case groups

  // MARK: Fitting

  /// The model that a fit starts from.
  case start
  /// The rule by which a fit by minibatches ends early.
  case earlyStopping
  /// How much classes count.
  case classWeights
  /// The factor of the L1 penalty.
  case l1Penalty
  /// The factor of the L2 penalty.
  case l2Penalty
  /// The penalty in scikit-learn's words.
  case scikitLearnC
  /// The penalties' factors of single columns.
  case penaltyFactors
  /// Whether the L1 penalty takes a feature's weights together.
  case groupedPenalty
  /// Limits of coefficients.
  case coefficientLimits
  /// A second fit of the features that a first one has left.
  case relaxation
  /// The second fit's L2 penalty.
  case secondL2Penalty
  /// The first fit's share of a relaxed model.
  case blend
  /// The file that a fit keeps its state in.
  case checkpoint
  /// The file with the state that a fit goes on from.
  case resumedState

  // MARK: Searching for a penalty

  /// The kinds of penalties.
  case penaltyFamilies
  /// How many strengths are tried.
  case strengthCount
  /// Which strengths are tried.
  case strengths
  /// The gap at which fits that are compared end.
  case comparisonTolerance

  // MARK: Statistics

  /// Standard errors, tests and intervals.
  case statistics
  /// The class that others are held against.
  case referenceClass
  /// The level of the intervals.
  case confidence
  /// The category that a column's others are held against.
  case base
  /// Standard errors that allow for groups.
  case clusteredErrors
  /// What columns do to the probabilities.
  case marginalEffects

  // MARK: Results

  /// How frequent classes are where a model is used.
  case prior
  /// How frequent they were in training.
  case trainingPrior
  /// How often prediction sets are to hold the true class.
  case coverage
  /// The format of an export, or of a file that is imported.
  case format
  /// The operators of an export.
  case exportForm
  /// The numbers of an export.
  case exportPrecision
  /// What classes are called in an export.
  case exportLabels
  /// What an export that is code is called.
  case exportName
  /// The names of the classes of a model that is imported.
  case classNames
  /// The tensors of a model that is imported.
  case tensorNames
  /// Whether scores of one class against the rest are taken for logits.
  case scoresAsLogits
  /// How many samples are predicted.
  case sampleCount
  /// The result as a document.
  case document
  /// All coefficients of a model, and not the strongest alone.
  case coefficients
}
