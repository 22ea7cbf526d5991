// What can be wrong with a job beyond its files and its data.

public import SoftmaxData
public import SoftmaxFiles
public import SoftmaxRegression
public import SoftmaxRemedies

/// Why a job cannot be done as it was asked for, where neither a file nor a data set alone is wrong.
///
/// Errors of the rooms below (`FileError`, `DataError`, `DatasetError`, `PreparationError`, ...) come through as they are.
public enum WorkflowError: Error, Hashable {
  /// A setting for tables came with data that is none.
  case onlyForTables(Setting, data: String)
  /// A setting for workbooks came with data that is none.
  case onlyForWorkbooks(Setting, data: String)
  /// A setting for delimited text came with a table of another format, which says it itself.
  case onlyForDelimitedText(Setting, data: String)
  /// Labels of arrays were named for a table, whose labels are a column.
  case labelsAreAColumn
  /// A model does not know which column of a table has the labels, and nobody says it.
  case labelColumnUnknown(model: String, data: String)
  /// Offsets cannot be found as they were asked for.
  case offsets(OffsetProblem)
  /// Two things that were named for one job do not fit together, or values are none that it can use: what, where, and
  /// what to do, with no setting in it.
  case badData(String)
  /// A table for a model of other data is not as many numbers as the model has features.
  case notTheModelsColumns(model: String, expected: String, featureCount: Int, data: String, found: String)
  /// A table has several problems; the settings that set all of them right, where that can be said.
  case tableProblems([DataWarning], table: String, together: [Remedy])
  /// Every row of a table lacks a cell, most of them that of this column, and such rows are to be left out.
  case noCompleteRow(table: String, column: String, missingCount: Int, rowCount: Int)
  /// Two settings name what is scored.
  case twoTestSets(Setting, Setting)
  /// A share is to be kept out of a table whose column of parts has validation rows already.
  case validationRowsAreThere(column: String, table: String)
  /// A share leaves nothing to score, of so many samples or groups.
  case shareLeavesNothing(Double, count: Int, isOfGroups: Bool)
  /// Several processes cannot do the job together.
  case severalProcesses(SharedJobProblem)
  /// Rows are to stay together, but none are kept out and nothing else looks at groups.
  case groupsWithoutUse
  /// The labels, a table's last column that nobody named, are so many different numbers: every number would be a class.
  /// `candidates` could be labels.
  case looksLikeRegression(label: String, count: Int, table: String, candidates: [String])
  /// A text is no pair of a table's columns.
  case notAPair(String, table: String, nearest: String?)
  /// A test set needs offsets, and those of training are in a file of their own.
  case testNeedsOffsets(test: String)
  /// A test set has no labels, and `hint` says where they were looked for.
  case testHasNoLabels(name: String, hint: Advice)
  /// A base is no COLUMN=CATEGORY, names a column twice, or does not fit the table.
  case base(BaseProblem)
  /// Statistics are not known of a column that has one category.
  case singleCategory(String, column: String)
  /// A model that a fit is to start from differs from the data.
  case otherStart(String)
  /// The penalty does not go with other settings, or is out of range.
  case penalty(PenaltyProblem)
  /// A relaxed fit keeps no state, and goes on from none.
  case relaxedCheckpoint(Setting)
  /// A fit with these settings, or to this data, has no statistics.
  case statistics(StatisticsProblem)
  /// A model's file has no statistics, of which something was asked.
  case noStatistics(model: String)
  /// Weights or offsets of a model are named where it knows them, or not where it does not.
  case verification(VerificationProblem)
  /// A table has to be read twice, which standard input and pipes cannot be.
  case readTwice(model: String)
  /// Two models cannot be compared on this data.
  case comparison(ComparisonProblem)
  /// A chart is drawn from data, and there is none.
  case plotNeedsData(plot: String)
  /// A chart is drawn from the model alone, and there is data.
  case plotOfModelAlone(plot: String)
  /// Class frequencies are none, or not known.
  case prior(PriorProblem)
  /// Prediction sets were asked of a model without.
  case noSets(model: String)
  /// A column of frequencies came with an audit, which looks at rows one by one.
  case frequencyInAudit
  /// Pictures were asked for of samples that are none; `samples` says what they are.
  case notPictures(data: String, samples: String)
  /// A model cannot be exported as it was asked for.
  case export(ExportFailure)
  /// A file cannot be imported as it was asked for.
  case unknownImport(path: String, format: String?)
  /// There are fewer samples than are to be predicted.
  case tooFewSamples(asked: Int, found: Int, data: String)

  /// Why a model is not exported.
  public enum ExportFailure: Sendable, Hashable {
    /// No format has this name, or this ending of a file's name.
    case unknownFormat(String, isName: Bool)
    /// A setting came with a format that it is not for.
    case notForFormat(Setting, format: String, formats: [String])
    /// Code cannot have this name; `allowed` says which it can.
    case badName(String, format: String, allowed: String)
    /// A format cannot hold the model.
    case cannotHold(model: String, what: String, format: String, instead: String)
    /// What was written computes something else than the model.
    case differs(output: String, what: String)
    /// The model's numbers are so large that its probabilities are not to be had to the digits that an export promises.
    case imprecise(output: String, what: String)
  }

  /// Why two models cannot be compared on one set of data.
  public enum ComparisonProblem: Sendable, Hashable {
    /// Both models read the data, which can be read once.
    case readTwice(data: String)
    /// Each has classes that the other lacks.
    case otherClasses(first: String, onlyFirst: [String], second: String, onlySecond: [String])
    /// They score other numbers of samples.
    case otherCounts(first: String, Int, second: String, Int)
    /// A sample, counted from 1, has another class or another weight for the second model.
    case otherSamples(first: String, second: String, sample: Int)
  }

  /// Why offsets cannot be used.
  public enum OffsetProblem: Sendable, Hashable {
    /// Data that is no table has one array of them.
    case severalArrays(count: Int)
    /// The model was fitted without.
    case unexpected(model: String)
    /// A column was named for a class that the model does not have.
    case unknownClass(String, model: String, nearest: String?)
    /// The model was fitted with some; `summary` says with which.
    case missing(model: String, summary: String, data: String, isTable: Bool)
  }

  /// What is wrong with class frequencies.
  public enum PriorProblem: Sendable, Hashable {
    /// A part of a list is no CLASS=SHARE.
    case malformed(String)
    /// A class stands twice.
    case twice(className: String)
    /// No class of the model has this name.
    case unknownClass(String, model: String, nearest: String?)
    /// A number that is no share above 0.
    case noShare(className: String, value: Double)
    /// Some classes are named, and their shares leave nothing for the others.
    case nothingLeft(sum: Double)
    /// Neither file nor request knows how frequent classes were in training.
    case trainingUnknown(model: String)
    /// The frequencies of training must have all classes.
    case trainingShareMissing(className: String)
    /// A class came nowhere in training.
    case classWithoutSamples(String)
  }

  /// What is wrong with a base category.
  public enum BaseProblem: Sendable, Hashable {
    case malformed(String)
    case twice(column: String)
    case unfit(String, String)
  }

  /// What is wrong with a penalty.
  public enum PenaltyProblem: Sendable, Hashable {
    /// An L1 penalty is to take weights together, and there is none; the setting that adds one.
    case groupedWithoutL1(add: Setting)
    /// Coefficients have limits, which a grouped penalty cannot keep.
    case groupedWithLimits
    /// A relaxed fit without an L1 penalty, which chooses its features.
    case relaxedWithoutL1
    /// A relaxed search among penalties that leave all features.
    case relaxedL2
    /// No fit takes the penalty that scikit-learn's C means for this data.
    case unusableC(Double, requirement: String, found: String)
    /// No fit takes a strength that this setting has, or makes.
    case unusableStrength(Setting, requirement: String, found: String)
  }

  /// Why a fit has no statistics.
  public enum StatisticsProblem: Sendable, Hashable {
    /// Clustered errors without groups.
    case needsGroups
    /// A method that does not end at the optimum.
    case stochastic
    /// Classes that count more than they were seen.
    case classesWeighted
    /// Samples that count more than they were seen.
    case samplesWeighted
    /// A penalty of this size.
    case penalised(Setting, Double)
    /// A relaxed fit.
    case relaxed
    /// Marginal effects of a model with offsets.
    case effectsWithOffsets
    /// What the data says against them.
    case refused(StatisticsError, isTable: Bool)
  }

  /// Why data cannot be held against a model.
  public enum VerificationProblem: Sendable, Hashable {
    case weightsAreAColumn, noWeights, offsetsAreColumns, noOffsets
    case weightsNeeded(file: String)
    case offsetsNeeded(summary: String)
    /// A test set is named for a model that has no scores.
    case noScores(model: String)
  }
}
