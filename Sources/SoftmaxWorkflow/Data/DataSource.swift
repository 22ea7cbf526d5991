// Data of a job: where it is and how it is read.

public import SoftmaxData
import enum SoftmaxKernels.SharedJob
import SoftmaxRemedies

/// What a job works on.
public struct DataSource: Sendable {
  /// What the data is.
  public var reference: DataReference
  /// A file of labels, for arrays that have none of their own.
  public var labelsPath: String?
  /// A table's character between cells; nil: it is found out.
  public var delimiter: Character?
  /// Whether a table's first line names its columns; nil: it is found out.
  public var hasHeader: Bool?
  /// A workbook's sheet, by name or by number from 1; nil: the first one that is visible.
  public var sheet: String?
  /// How many lines are passed over before a table's first row.
  public var skippedLineCount = 0
  /// How files of a catalogue's data set are fetched.
  public var fetching: FetchOptions

  /// Data, read as its kind is read.
  public init(
    _ reference: DataReference, labelsPath: String? = nil, delimiter: Character? = nil, hasHeader: Bool? = nil,
    sheet: String? = nil, fetching: FetchOptions = FetchOptions()
  ) {
    self.reference = reference
    self.labelsPath = labelsPath
    self.delimiter = delimiter
    self.hasHeader = hasHeader
    self.sheet = sheet
    self.fetching = fetching
  }

  /// Refuses settings that data of this kind does not have.
  package func check() throws(WorkflowError) {
    if SharedJob.communicator.size > 1, reference.isStream {
      throw .severalProcesses(.stream(data: reference.text))
    }
    let isTable = reference.tablePath != nil
    if !isTable, delimiter != nil { throw .onlyForTables(.delimiter, data: reference.text) }
    if !isTable, let hasHeader { throw .onlyForTables(.header(hasHeader), data: reference.text) }
    if !isTable, skippedLineCount > 0 { throw .onlyForTables(.skippedLines, data: reference.text) }
    if sheet != nil, reference.format != .xlsx { throw .onlyForWorkbooks(.sheet, data: reference.text) }
    if isTable, reference.format?.isDelimitedText == false {
      if delimiter != nil { throw .onlyForDelimitedText(.delimiter, data: reference.text) }
      if let hasHeader, reference.format != .xlsx {
        throw .onlyForDelimitedText(.header(hasHeader), data: reference.text)
      }
    }
    if skippedLineCount > 0, reference.format == .texts {
      throw .onlyForDelimitedText(.skippedLines, data: reference.text)
    }
    if isTable, labelsPath != nil { throw .labelsAreAColumn }
  }

  /// How a table is read: what is common to training and scoring.
  package var tableOptions: TableOptions {
    var options = reference.tableOptions
    if let delimiter { options.delimiter = delimiter }
    options.hasHeader = hasHeader
    options.sheet = sheet
    options.skippedLineCount = skippedLineCount
    return options
  }
}
