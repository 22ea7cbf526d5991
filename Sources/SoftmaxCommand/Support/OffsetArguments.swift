// The flag that names known parts of the logits.

import ArgumentParser
import SoftmaxData
import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression

struct OffsetArguments: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Add a known number to a class's logit in each sample: CLASS=COLUMN of a table, once for each class that has one "
        + "(others have 0), or an array beside the features or a .npy file, [samples x classes].",
      valueName: "class=column|array|file"))
  var offset: [String] = []

  /// The same for a model that knows where training had them.
  static let scoringHelp =
    "The offsets, for a model that was fitted with some: CLASS=COLUMN of a table, once for each class, or an array or a "
    + ".npy file (default: those of training)."

  /// Checked, for data of this kind.
  func request(for reference: DataReference) throws -> OffsetRequest {
    try OffsetRequest(offset, isTable: reference.tablePath != nil, data: reference.text)
  }
}

/// Where offsets are, as the user said it.
struct OffsetRequest {
  /// A table's columns.
  private(set) var columns: [OffsetColumn] = []
  /// An array or a file of other data.
  private(set) var place: String?

  /// Nothing.
  init() {}

  init(_ texts: [String], isTable: Bool, data: String) throws {
    guard isTable else {
      if texts.count > 1 {
        throw CommandFailure(
          .usage,
          "--offset is for one array or file, [samples x classes], where the data is no table: it was given \(texts.count) "
            + "times")
      }
      place = texts.first
      return
    }
    for text in texts {
      guard let equals = text.lastIndex(of: "="), equals > text.startIndex,
        text.index(after: equals) < text.endIndex
      else {
        throw CommandFailure(
          .usage,
          "--offset needs CLASS=COLUMN for a table, such as high=log_time, not '\(text.printable(limit: 80))'")
      }
      let className = String(text[..<equals])
      if columns.contains(where: { $0.className == className }) {
        throw CommandFailure(
          .usage,
          "--offset names the class '\(className.printable(limit: 80))' twice: a class has one column; add them up before"
        )
      }
      columns.append(OffsetColumn(className: className, column: String(text[text.index(after: equals)...])))
    }
  }

  /// Whether nothing was asked for.
  var isEmpty: Bool { columns.isEmpty && place == nil }
}

/// Where a model's offsets are in data that it is used on.
enum OffsetPlace {
  /// The model has none.
  case none
  /// In columns of a table that the user names.
  case columns([OffsetColumn])
  /// In the columns of training, by class.
  case columnsOfTraining([String: String])
  /// In an array or a file.
  case array(String)

  /// - Parameters:
  ///   - file: The model.
  ///   - path: Its path.
  ///   - request: What the user says.
  ///   - isTable: Whether the data is one.
  ///   - data: What it is called.
  /// - Throws: Where the model needs offsets and nobody says where they are, and where it takes none.
  init(of file: ModelFile, path: String, request: OffsetRequest, isTable: Bool, data: String) throws {
    guard let record = file.card.offsets else {
      guard request.isEmpty else {
        throw CommandFailure(.usage, "--offset: \(path) was fitted without offsets; leave it out")
      }
      self = .none
      return
    }
    let classes = file.model.classes
    if let wrong = request.columns.first(where: { classes.index(of: $0.className) == nil }) {
      let nearest = NearestName.nearest(to: wrong.className, among: classes.names)
      throw CommandFailure(
        .usage,
        "--offset names '\(wrong.className.printable(limit: 80))', which is no class of \(path)"
          + (nearest.map { "; the nearest is '\($0.printable(limit: 80))'" } ?? ""))
    }
    if !request.columns.isEmpty {
      self = .columns(request.columns)
    } else if isTable, let columns = record.columns {
      self = .columnsOfTraining(columns)
    } else if !isTable, let place = request.place ?? record.array {
      self = .array(place)
    } else {
      throw CommandFailure(
        .usage,
        "\(path) was fitted with offsets (\(record.summary.printable(limit: 200))), which \(data) needs too: name "
          + (isTable
            ? "their columns with --offset CLASS=COLUMN"
            : "an array beside the features or a .npy file with --offset"))
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
