// A model file, to be looked at.

public import SoftmaxFiles
public import SoftmaxFormats
public import SoftmaxRegression

/// A model file to look at.
///
///     print(try InspectionRequest("people.safetensors").run().text())
public struct InspectionRequest: Sendable {
  /// The model's file.
  public var path: String
  /// Statistics: the class that the others are held against; nil: that of the fit.
  public var reference: String?
  /// Statistics: the level of the intervals; nil: that of the fit.
  public var confidence: Double?

  /// A model's file.
  public init(_ path: String) { self.path = path }

  /// Reads the file.
  ///
  /// - Returns: What it says.
  /// - Throws: `FileError` where it is no model; `WorkflowError.noStatistics` where something is asked of statistics that it
  ///   does not have.
  public func run() throws -> InspectionResult {
    try InputRecord().watching {
      let file = try ModelFile(contentsOf: path)
      if file.statistics == nil, reference != nil || confidence != nil {
        throw WorkflowError.noStatistics(model: path)
      }
      return InspectionResult(file: file, path: path, reference: reference, confidence: confidence)
    }
  }
}

/// What a model file says.
public struct InspectionResult: Sendable {
  /// The model, and what is known of it.
  public let file: ModelFile
  let path: String
  let reference: String?
  let confidence: Double?

  /// The card in the form of `softmax inspect --json`.
  ///
  /// - Throws: `ConfigurationError` for a reference that is no class, and for no share.
  public var document: InspectionDocument {
    get throws { try InspectionDocument(self) }
  }

  /// The same document with all coefficients.
  ///
  /// - Throws: As `document`.
  public func documentWithCoefficients() throws -> InspectionDocument {
    try InspectionDocument(self, withCoefficients: true)
  }

  /// The card for people, in the words of a front end, and of a table's model the strongest coefficients: lines with a line
  /// break at their ends.
  ///
  /// - Throws: As `document`.
  public func text(in wording: RemedyWording = .library) throws -> String {
    let tables = try file.statistics.map {
      "\n" + (try StatisticsText($0, reference: reference, confidence: confidence, in: wording).text) + "\n"
    }
    let strongest = file.model.input.kind == .table ? try coefficientText(wording).strongest : ""
    return CardText.text(file) + (strongest.isEmpty ? "" : "\n" + strongest) + (tables ?? "")
  }

  /// The card as a README in Markdown, with the metadata that the Hugging Face hub reads (`library_name`, `pipeline_tag`,
  /// `model-index` with the stored scores).
  public var markdown: String { ReadmeText(file, path: path).text }

  // MARK: Coefficients

  /// The model's coefficients, with the standard deviations that the file knows.
  public var coefficients: ModelCoefficients { file.coefficients }

  /// All coefficients as a table for people, with a line that says what its columns are.
  ///
  /// - Throws: As `document`.
  public func coefficientText(in wording: RemedyWording = .library) throws -> String {
    try coefficientText(wording).all
  }

  /// Gives all coefficients as CSV, piece by piece, until `write` says that nobody reads on. A coefficient has as many digits
  /// as give the model's Float32 again.
  ///
  /// - Throws: As `document`, and what `write` throws.
  public func writeCoefficients(_ write: (String) throws -> Bool) throws {
    try CoefficientCSV(list: list).write(write)
  }

  var list: CoefficientList {
    get throws { try CoefficientList(file, reference: reference, confidence: confidence) }
  }

  private func coefficientText(_ wording: RemedyWording) throws -> CoefficientText {
    CoefficientText(list: try list, wording: wording)
  }
}
