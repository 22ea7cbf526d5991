// What can be done about an error, as values: no room says here how a user does it.

/// Something to try where an error or a warning says that data or settings do not fit.
///
/// A remedy is what to do, not its words: a command words it in its flags, a Swift program in the library's parameters, a
/// server in its fields.
public enum Remedy: Sendable, Hashable {
  /// What a column can be treated as.
  public enum ColumnKind: String, Sendable, Hashable, CaseIterable {
    /// Numbers.
    case number
    /// Words.
    case category
    /// Dates, whose first rows say how they are written.
    case date
    /// Dates with the day first.
    case dateDayFirst = "date-dmy"
    /// Dates with the month first.
    case dateMonthFirst = "date-mdy"
  }

  /// What one column is treated as.
  public struct NamedKind: Sendable, Hashable {
    /// The column.
    public let column: String
    /// What it is.
    public let kind: ColumnKind

    /// What one column is treated as.
    public init(column: String, kind: ColumnKind) {
      self.column = column
      self.kind = kind
    }
  }

  /// Advice that names no setting, in plain words.
  case text(String)
  /// Type this line for another program, which makes of a file one that is read.
  case command(String)
  /// Change this setting, or leave it out.
  case set(Setting)

  // MARK: Reading data

  /// Say in which format the data is, such as `csv`.
  case nameFormat(String)
  /// Look at what is in the data.
  case summariseData
  /// Say what stands between the cells of a table.
  case setDelimiter
  /// Pass over so many lines before the table.
  case skipLines(Int)
  /// Say which column has the labels.
  case chooseLabel
  /// Name a file that has the samples' labels.
  case nameLabelFile
  /// Name a file that has the labels of the test set.
  case nameTestLabelFile
  /// Leave these columns out.
  case ignoreColumns([String])
  /// Take these columns, or the one of them that is meant, for what they were not taken for.
  case treatColumns([String], as: ColumnKind)
  /// Take each of these columns for what it is said to be.
  case nameKinds([NamedKind])
  /// Say which column has the offsets of this class.
  case nameOffsetColumn(className: String)
  /// Count columns far from 0 from a number among them.
  case centreFarColumns
  /// Let a dataset be fetched over the network.
  case allowNetwork
  /// Name a folder that has the dataset's files.
  case nameDataFolder

  // MARK: Preparing it

  /// Put means in the place of missing cells.
  case imputeMissing
  /// Put means in their place, and add a feature that says where cells are missing.
  case markMissing
  /// Leave rows with missing cells out of training.
  case leaveOutIncompleteRows
  /// Leave rows without a label out.
  case leaveOutUnlabelledRows
  /// Take these texts, and the empty cell, for missing values.
  case readAsMissing([String])
  /// Read numbers with this decimal mark, and with this mark between thousands.
  case readNumbers(decimal: Character, thousands: Character?)
  /// Let categories pass that no training row had.
  case allowUnseenCategories

  // MARK: Dividing it

  /// Hold fewer samples out.
  case holdOutFewer
  /// Divide the samples into fewer folds.
  case useFewerFolds

  // MARK: Fitting

  /// Let classes count alike, whatever their sizes.
  case balanceClasses
  /// Learn with a rate below this one.
  case lowerLearningRate(below: Double)
  /// Fit without a penalty.
  case removePenalty
  /// Fit with a penalty, which gives an optimum where there is none.
  case addPenalty
  /// Use a method that goes to the optimum.
  case useFullBatchMethod
  /// Let the fit take more iterations.
  case allowMoreIterations
  /// Let the fit go nearer to the optimum.
  case lowerTolerance
  /// Let the fit end further from the optimum.
  case raiseTolerance
  /// Bring columns to one scale.
  case standardize

  /// Fit without these features, or without one of them where they are combinations of each other.
  case leaveOutFeatures([String])

  // MARK: Scoring

  /// Let all samples count alike, whatever their weights.
  case countAlike
  /// Read the counts of the confusion matrix as numbers.
  case readConfusionMatrix
}
