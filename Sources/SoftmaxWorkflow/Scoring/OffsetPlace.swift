// Where a model's offsets are in data that it is used on.

package import SoftmaxData
import SoftmaxFormats
import SoftmaxRegression

/// Where a model's offsets are in data that it is used on.
package enum OffsetPlace: Sendable {
  /// The model has none.
  case none
  /// In columns of a table that the request names.
  case columns([OffsetColumn])
  /// In the columns of training, by class.
  case columnsOfTraining([String: String])
  /// In an array or a file.
  case array(String)

  /// - Parameters:
  ///   - file: The model.
  ///   - path: Its path.
  ///   - request: What the request says.
  ///   - isTable: Whether the data is one.
  ///   - data: What it is called.
  /// - Throws: Where the model needs offsets and nobody says where they are, and where it takes none.
  init(
    of file: ModelFile, path: String, request: OffsetRequest, isTable: Bool, data: String
  ) throws(WorkflowError) {
    guard let record = file.card.offsets else {
      guard request.isEmpty else { throw .offsets(.unexpected(model: path)) }
      self = .none
      return
    }
    let classes = file.model.layerClasses
    if let wrong = request.columns.first(where: { classes.index(of: $0.className) == nil }) {
      throw .offsets(
        .unknownClass(
          wrong.className, model: path, nearest: NearestName.nearest(to: wrong.className, among: classes.names))
      )
    }
    if !request.columns.isEmpty {
      self = .columns(request.columns)
    } else if isTable, let columns = record.columns {
      self = .columnsOfTraining(columns)
    } else if !isTable, let place = request.place ?? record.array {
      self = .array(place)
    } else {
      throw .offsets(.missing(model: path, summary: record.summary, data: data, isTable: isTable))
    }
  }

  /// Has a table's columns be read.
  func apply(to options: inout TableOptions) {
    switch self {
    case .none, .array: break
    case .columns(let columns): options.offsets = columns
    case .columnsOfTraining(let columns): options.takeOffsets(asInTraining: columns)
    }
  }

  /// The array or file of data that is no table.
  var arrayName: String? { if case .array(let name) = self { name } else { nil } }
}
