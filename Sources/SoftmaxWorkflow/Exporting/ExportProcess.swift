// Writing an export, proving it, and only then giving it its name.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxKernels

/// The steps of an export.
///
/// The files are made twice: first without the proof, to be compared (code is compiled and run), then with the proof's
/// sentence in their metadata, as they stay; these are read from the disk and compared again before they get their names. The
/// second comparison is brief where the bytes on the disk are those that were compared but for the sentence.
struct ExportProcess {
  let target: ExportTarget
  let options: ExportOptions
  let model: PortableModel
  let prover: ExportProver
  let tools: ExternalTools

  /// Exports of more bytes are not held in memory: their first form goes to the disk too.
  private static let mostInMemory = 16 << 20

  func run() throws -> ExportResult {
    let (files, proof, isCompared) = try provenFiles()
    // Code that was compiled is interpreted now: it is the same but for a comment.
    if target.isStream {
      let content = files[0].content.array
      let contents = ExportContents(path: target.path, files: ["": SharedStorage(content)])
      _ = try self.proof(of: contents, .none, after: isCompared ? proof : nil)
      try OutputFile.write(content, to: target.path)
      return result(files, proof)
    }
    let staged = try staged(files)
    let contents = try contents(of: files, in: staged)
    let isWhole = files.allSatisfy { file in contents.files[file.name].map(file.content.matches) ?? false }
    _ = try self.proof(of: contents, .none, after: isCompared && isWhole ? proof : nil)
    try staged.finish()
    return result(files, proof)
  }

  /// The files with the proof in them, and whether they are those that were compared but for its sentence.
  private func provenFiles() throws -> (files: [ExportedFile], proof: ExportProof, isCompared: Bool) {
    // Of a large export the contents go before the files are written once more.
    let compared = try contents(of: files(proof: nil))
    let proof = try proof(of: compared, tools)
    let files = try files(proof: proof)
    return (files, proof, Self.differ(files, from: compared, byAlone: Array(proof.text.utf8)))
  }

  /// The most bytes that change beside the proof's sentence: the lengths of texts, where a format has them before each.
  private static let mostLengths = 16

  /// Whether files are others but for a sentence, and that stands in them.
  private static func differ(
    _ files: [ExportedFile], from compared: ExportContents, byAlone sentence: [UInt8]
  ) -> Bool {
    var hasSentence = false
    for file in files {
      guard let old = compared.files[file.name],
        let change = file.content.change(from: old, limit: sentence.count + mostLengths)
      else { return false }
      if change.isEmpty { continue }
      guard change.contains(sentence) else { return false }
      hasSentence = true
    }
    return hasSentence
  }

  private func result(_ files: [ExportedFile], _ proof: ExportProof) -> ExportResult {
    ExportResult(
      format: target.format.name, title: target.format.title, path: target.path,
      files: files.map {
        let path = target.path(of: $0.name)
        return .init(
          path: target.format.isFolder ? folder + "/" + path : path, byteCount: $0.content.count)
      }, proof: proof, remarks: remarks)
  }

  private var remarks: [String] { target.format.remarks(on: model, options) }

  /// The format's files; the first of a single file has the export's own path, whatever the format calls it.
  private func files(proof: ExportProof?) throws -> [ExportedFile] {
    let files = try target.format.files(
      of: model, options, ExportNotes(model.file, proof: proof, remarks: remarks))
    guard !target.format.isFolder, let first = files.first else { return files }
    return [ExportedFile("", first.content)] + files.dropFirst()
  }

  private var folder: String {
    target.path.hasSuffix("/") && target.path.count > 1 ? String(target.path.dropLast()) : target.path
  }

  /// Compares, and refuses what differs: briefly after a proof of the same bytes by the same way of computing.
  private func proof(
    of contents: ExportContents, _ tools: ExternalTools, after known: ExportProof? = nil
  ) throws -> ExportProof {
    let proof: ExportProof
    do {
      let scorer = try target.format.scorer(of: contents, tools)
      proof = try prover.proof(of: scorer, isBrief: known?.method == scorer.method)
    } catch let error as FileError where error.kind == .badData {
      // It is our own file that cannot be read.
      throw WorkflowError.export(.differs(output: target.path, what: error.problem))
    }
    guard let disagreement = proof.disagreement else { return proof }
    guard disagreement.termSum == nil else {
      throw WorkflowError.export(.imprecise(output: target.path, what: disagreement.text))
    }
    throw WorkflowError.export(.differs(output: target.path, what: disagreement.text))
  }

  private func staged(_ files: [ExportedFile]) throws -> StagedFiles {
    let staged = try StagedFiles(folder: target.format.isFolder ? target.path : nil)
    for file in files { try staged.add(file.content, at: target.path(of: file.name)) }
    return staged
  }

  private func contents(of files: [ExportedFile], in staged: StagedFiles) throws -> ExportContents {
    var found: [String: SharedStorage<UInt8>] = [:]
    for (index, file) in files.enumerated() { found[file.name] = try staged.contents(at: index) }
    return ExportContents(path: target.path, files: found)
  }

  private func contents(of files: [ExportedFile]) throws -> ExportContents {
    guard files.reduce(0, { $0 + $1.content.count }) > Self.mostInMemory else {
      return ExportContents(
        path: target.path,
        files: Dictionary(
          files.map { ($0.name, SharedStorage($0.content.array)) }, uniquingKeysWith: { first, _ in first }))
    }
    // Mapped, and removed when the proof is done.
    return try contents(of: files, in: staged(files))
  }
}

extension ExportProof.Disagreement {
  /// `for input 3 the probability of 'ship' is 0.5, expected 0.25`.
  var text: String {
    guard sample > 0 else { return what.printable(limit: 300) }
    let text = "for input \(sample) \(what.printable(limit: 120)) is \(found), expected \(expected)"
    guard let termSum else { return text }
    // More than Float64 has, where it is not finite.
    let size = termSum.isFinite ? "\(ExportProof.short(termSum))" : "more than any number"
    return "\(text); the terms of its logits add up to \(size), and Float32 keeps 7 digits of that"
  }
}
