// What a job tells while it goes on.

public import SoftmaxData
public import SoftmaxFiles
public import SoftmaxFormats

/// Something that a job did by itself, which the person should know. Names are as they were written: a front end makes them
/// safe to show.
public enum WorkflowNote: Sendable, Hashable {
  /// Samples count by the weights of this name, as in training, although nobody asked for it.
  case weightsOfTraining(name: String)
  /// The data has no such weights, which training had.
  case noWeightsOfTraining(name: String, data: String)
  /// The model was fitted to some of what it is scored on.
  case scoredOnTrainingRows(RowFingerprints.Overlap, data: String)
  /// The model was fitted to some of what it is calibrated on.
  case calibratedOnTrainingRows(RowFingerprints.Overlap, data: String)
  /// Class frequencies were found in the data itself: the share of each class, and whether the rounds came to an end.
  case estimatedPrior([String: Double], rounds: Int, isConverged: Bool)
  /// Each row counts as often as this column of training says.
  case frequencyOfTraining(name: String)
  /// Each row counts once, because the data lacks the column of training that says how often.
  case noFrequencyOfTraining(name: String, data: String)
  /// A table's numbers are read as pixels from 0 to `largest`.
  case readAsPixels(data: String, largest: Int)
  /// Labels are numbers, and none is a class: they are read as positions, counted from 0.
  case labelsAreCodes(data: String, first: String, last: String, count: Int)
  /// Samples that are scored have no weights, which those of training have: they count alike.
  case scoredWithoutWeights(data: String)
  /// A part that comes with the data has no offsets, which training has: it is not scored.
  case partWithoutOffsets(data: String)
  /// A column's categories are nearly a key. It is left out, or used because it was named.
  case nearlyKey(column: String, categoryCount: Int, rowCount: Int, isLeftOut: Bool)
  /// A column counts the rows. It is left out, or used because it was named.
  case countsRows(column: String, isLeftOut: Bool)
  /// The numbers of a column name the rows, no two alike: it is left out, unless it was named.
  case namesRows(column: String, isLeftOut: Bool)
  /// The indices of sparse rows begin at 0 or 1, which the file itself does not say.
  case indexBase(Int, data: String)
  /// So many sparse rows belong to a query (`qid`), which is not used.
  case queriesIgnored(count: Int, data: String)
  /// So many files that lie in a folder of texts are none, and are passed over; the first of them.
  case filesPassedOver(count: Int, first: String, data: String)
  /// Words of a column whose features are found by hashes share their features: so many of so many, which have so many features
  /// of those that there are; two that share one, and whether all words were counted.
  case sharedHashes(
    column: String, sharing: Int, words: Int, features: Int, example: [String], isComplete: Bool)
  /// No rows of the data are kept in the model's file, though that was asked for: its features are sparse.
  case noSampleKept(data: String)
  /// A fit goes on from a state in a file, in which so many epochs, or iterations, are done.
  case resumed(path: String, stepCount: Int, areEpochs: Bool)
  /// The state of a fit could not be kept; the fit goes on.
  case stateNotKept(FileError)
  /// Each of several processes reads all data, which cannot be divided among them.
  case eachProcessReadsAll(data: String, processCount: Int)
  /// Something about the data that its user should know before it is learned from.
  case odd(DataWarning)
  /// So many more things are odd about the data.
  case moreOddities(count: Int, data: String)
  /// Labels are classes of their own that differ only in how they are written.
  case similarLabels([String])
  /// Rows without a label, of so many, are left out.
  case unlabelledRowsLeftOut(count: Int, rowCount: Int, data: String)
  /// Rows with a missing cell of a feature column, of so many, are left out of training.
  case incompleteRowsLeftOut(count: Int, rowCount: Int, data: String)
  /// A label is no class of the model; of several, the first.
  case unknownLabel(String, data: String)
  /// So many samples, a tenth of each class, are kept out of training: the validation set of a fit that stops early.
  case keptOutToStopEarly(count: Int)
  /// A fit has no penalty because statistics were asked for.
  case statisticsWithoutPenalty
  /// A fit was stopped before its end, and has no statistics.
  case stoppedWithoutStatistics
  /// Validation rows are not used: a search chooses by folds of the training rows.
  case validationRowsLeftOut(count: Int, data: String)
  /// The scores of a search could not be written; it goes on, and tries again with each score.
  case scoresNotWritten(FileError)
}
