// What the tests of all formats hold an export to.

import SoftmaxFiles
import SoftmaxKernels
import SoftmaxRegression
import Testing

@testable import SoftmaxFormats

/// Exports a model, reads it back, and damages it.
enum ExportChecks {
  /// The files of a model as they are read: a single file has no name, other files of it keep theirs.
  static func contents(
    _ format: any ExportFormat, _ file: ModelFile, _ options: ExportOptions = ExportOptions()
  ) throws -> ExportContents {
    let files = try format.files(of: PortableModel(file), options, ExportNotes(file, proof: nil))
    var bytes: [String: SharedStorage<UInt8>] = [:]
    for (place, part) in files.enumerated() {
      bytes[place == 0 && !format.isFolder ? "" : part.name] = SharedStorage(part.content.array)
    }
    return ExportContents(path: "model", files: bytes)
  }

  /// Expects that the format takes the model, and that what is read back says the same of drawn inputs.
  @discardableResult static func proves(
    _ format: any ExportFormat, _ file: ModelFile, _ options: ExportOptions = ExportOptions(),
    _ tools: ExternalTools = .none, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> ExportProof {
    let model = PortableModel(file)
    let problem = format.refusal(of: model, options)
    #expect(problem == nil, sourceLocation: sourceLocation)
    let scorer = try format.scorer(of: contents(format, file, options), tools)
    let proof = try ExportProver(model).proof(of: scorer)
    #expect(proof.disagreement == nil, "\(proof)", sourceLocation: sourceLocation)
    #expect(proof.drawnCount > 0, sourceLocation: sourceLocation)
    return proof
  }

  /// Expects that the format refuses the model for this, and says what to choose instead.
  static func refuses(
    _ format: any ExportFormat, _ file: ModelFile, _ what: String, _ options: ExportOptions = ExportOptions(),
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let problem = format.refusal(of: PortableModel(file), options)
    #expect(problem?.what.contains(what) == true, "\(problem?.what ?? "none")", sourceLocation: sourceLocation)
    #expect(problem?.instead.isEmpty == false, sourceLocation: sourceLocation)
  }

  /// Expects that files which break off, and files with changed bytes, give a `FileError` or something that scores.
  /// There are at most `most` damages of each kind; of longer files they are spread over all bytes.
  static func survivesDamage(
    _ format: any ExportFormat, _ file: ModelFile, _ options: ExportOptions = ExportOptions(), most: Int = 300,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let whole = try contents(format, file, options)
    let samples = fewSamples(of: PortableModel(file))
    var refused = 0
    func attempt(_ name: String, _ bytes: [UInt8], _ what: String) {
      var files = whole.files
      files[name] = SharedStorage(bytes)
      do {
        let scorer = try format.scorer(of: ExportContents(path: "model", files: files), .none)
        _ = try scorer.scores(of: samples)
      } catch is FileError {
        refused += 1
      } catch {
        Issue.record("\(what) of '\(name)': \(error)", sourceLocation: sourceLocation)
      }
    }
    for (name, storage) in whole.files {
      let bytes = storage.array
      let step = max(1, bytes.count / most)
      for end in stride(from: 0, to: bytes.count, by: step) {
        attempt(name, Array(bytes[..<end]), "the first \(end) bytes")
      }
      for place in stride(from: 0, to: bytes.count, by: step) {
        var changed = bytes
        changed[place] ^= UInt8(truncatingIfNeeded: 1 << (place % 8)) | (place % 3 == 0 ? 0x80 : 0)
        attempt(name, changed, "the changed byte \(place)")
      }
    }
    #expect(refused > 0, "some damage has to be seen", sourceLocation: sourceLocation)
  }

  /// Some drawn inputs: three.
  static func fewSamples(of model: PortableModel) -> RawSamples {
    let drawn = RawSampleDraw(model, seed: 1).samples
    let count = min(3, drawn.count)
    switch drawn.values {
    case .dense(let values, let width):
      return RawSamples(count: count, .dense(Array(values.prefix(count * width)), width: width))
    case .table(let columns):
      return RawSamples(
        count: count,
        .table(
          columns.map { column in
            switch column {
            case .numbers(let numbers): .numbers(Array(numbers.prefix(count)))
            case .words(let words): .words(Array(words.prefix(count)))
            }
          }))
    }
  }
}
