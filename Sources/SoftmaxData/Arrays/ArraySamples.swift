// From arrays in files to samples: .npy, .npz and .safetensors.

package import SoftmaxFiles
package import SoftmaxKernels
import SoftmaxRegression
import SoftmaxRemedies

/// The samples of a file of arrays.
///
/// The first dimension counts samples. Float32 in C's order and bytes are mapped: neither copied nor looked at before they
/// are used. Other numbers become Float32. Bytes of three or more dimensions are images of intensity byte / 255, in two
/// dimensions vectors of the bytes' own values; everything else is vectors, further dimensions one after the other.
package struct ArraySamples: Sendable {
  package let path: String

  private let entries: [ArrayEntry]
  /// The array of a file that has one without a name.
  private let only: StoredArray?

  /// Whether the bytes begin as those of a .npy, .npz or .safetensors file do.
  package static func isArrayFile(_ bytes: SharedStorage<UInt8>) -> Bool {
    NPYFile.isNPY(bytes) || ZipArchive.isZip(bytes) || SafetensorsFile.isSafetensors(bytes)
  }

  /// Reads a file, or standard input for `-`.
  ///
  /// - Throws: `FileError` naming the byte of whatever does not fit.
  package init(contentsOf path: String) throws(FileError) {
    try self.init(
      InputFile.contents(of: path), path: path == InputFile.standardInput ? InputFile.standardInputName : path)
  }

  /// Reads a file's bytes: what arrays there are. The format is told by them.
  package init(_ bytes: SharedStorage<UInt8>, path: String) throws(FileError) {
    self.path = path
    if NPYFile.isNPY(bytes) {
      only = try NPYFile(bytes, path: path).array
      entries = []
    } else if ZipArchive.isZip(bytes) {
      only = nil
      entries = try NPZFile(bytes, path: path).entries
    } else {
      only = nil
      entries = try SafetensorsFile(bytes, path: path).arrayEntries(path: path)
    }
  }

  /// Whether there are a part to learn from and a part to test with.
  package var hasTestSplit: Bool {
    get throws(FileError) { try roles.parts.count == 2 }
  }

  private var roles: ArrayRoles { ArrayRoles(entries, path: path) }

  /// Reads a file's samples: `init(contentsOf:)` and `load(name:labelsPath:split:)`.
  package static func load(
    path: String, name: String, labelsPath: String? = nil, weights: String? = nil, offsets: String? = nil,
    split: DataSplit? = nil, origins: FeatureOrigins = .none
  ) throws -> LoadedSamples {
    try ArraySamples(contentsOf: path).load(
      name: name, labelsPath: labelsPath, weights: weights, offsets: offsets, split: split, origins: origins)
  }

  /// The samples.
  ///
  /// - Parameters:
  ///   - name: What they are called.
  ///   - labelsPath: A file with their labels, which then count instead of those beside the features.
  ///   - weights: The array of their weights, with or without the part in its name, or else a file of them.
  ///   - offsets: The same for the offsets.
  ///   - split: The part; nil: everything, the training part first.
  ///   - origins: What features are counted from; those that are found are the first part's, for all.
  /// - Returns: The samples, with labels where there are any.
  /// - Throws: `FileError` for arrays that do not fit, `DataError.noSuchSplit` for a part that is not there.
  package func load(
    name: String, labelsPath: String? = nil, weights: String? = nil, offsets: String? = nil,
    split: DataSplit? = nil, origins: FeatureOrigins = .none
  ) throws -> LoadedSamples {
    let parts = try roles.parts
    var wanted: [DataSplit?] = parts.isEmpty ? [nil] : parts
    if let split, split != .all {
      guard parts.contains(split) else { throw DataError.noSuchSplit(name: path, split: split) }
      wanted = [split]
    }
    var (features, labels) = try samples(
      of: wanted[0], withLabels: labelsPath == nil, weights, offsets, origins)
    for part in wanted.dropFirst() {
      let more = try samples(
        of: part, withLabels: labelsPath == nil, weights, offsets, FeatureOrigins(of: features.input))
      features = try features.appending(more.features)
      if let first = labels, let second = more.labels {
        labels = first.appending(second)
      } else {
        labels = nil
      }
    }
    if let labelsPath {
      labels = try LabelFile.read(labelsPath, count: features.sampleCount, of: path)
    }
    let found = try weights.map { try self.weights($0, of: wanted, count: features.sampleCount) }
    let stored = try offsets.map { try self.offsets($0, of: wanted, count: features.sampleCount) }
    guard let labels else {
      let beside =
        only == nil ? "store them as '\(ArrayRoles.labelName(of: wanted[0]))' beside the features, or " : ""
      return LoadedSamples(
        name: name, unlabelled: features,
        missingLabelsHint:
          "\(beside)name a file of labels, as text with one a line or as .npy (\(.nameLabelFile))"
      ).weighted(by: found?.values, from: found?.source).offset(by: stored)
    }
    return LoadedSamples(try labels.dataset(name: name, features: features))
      .weighted(by: found?.values, from: found?.source).offset(by: stored)
  }

  /// Whether there are weights or offsets of that name for a part, or for the whole.
  package func hasWeights(named name: String, of part: DataSplit?) -> Bool {
    guard part == .all else { return roles.weights(named: name, of: part) != nil }
    return (try? roles.parts)?.allSatisfy { roles.weights(named: name, of: $0) != nil } == true
  }

  /// Whether an array is called so, whatever its part.
  private func hasArray(named name: String) -> Bool {
    let parts: [DataSplit?] = [nil, .train, .test]
    return parts.contains { roles.weights(named: name, of: $0) != nil }
  }

  /// The arrays of some parts, one after the other; nil where `name` is a file.
  private func arrays(
    _ name: String, of parts: [DataSplit?], for purpose: String
  ) throws(FileError) -> [ArrayEntry]? {
    guard hasArray(named: name) else {
      guard name == InputFile.standardInput || FileStatus(of: name) != nil else {
        throw FileError(
          .noInput, path: path,
          problem:
            "there is no array '\(name.printable(limit: 80))' in it and no file of this name, for the \(purpose)",
          remedy: entries.isEmpty ? "name a file of \(purpose)" : "the arrays are \(ArrayEntry.list(entries))")
      }
      return nil
    }
    var found: [ArrayEntry] = []
    for part in parts {
      guard let entry = roles.weights(named: name, of: part) else {
        throw FileError(
          .badData, path: path,
          problem:
            "there are \(purpose) '\(name.printable(limit: 80))', but none of the \(part?.rawValue ?? "whole") part",
          remedy: "call them '\(name.printable(limit: 80))_\(part?.rawValue ?? "")'")
      }
      found.append(entry)
    }
    return found
  }

  /// The offsets of `count` samples of some parts, one after the other: in the arrays of that name, else in a file.
  private func offsets(
    _ name: String, of parts: [DataSplit?], count: Int
  ) throws(FileError) -> StoredOffsets {
    guard let arrays = try arrays(name, of: parts, for: "offsets") else {
      return try StoredOffsets.read(name, count: count, of: path)
    }
    var (values, columnCount) = ([Double](), 0)
    for entry in arrays {
      let found = try entry.read().sampleOffsets()
      guard values.isEmpty || found.columnCount == columnCount else {
        throw FileError(
          .badData, path: path,
          problem:
            "the offsets '\(entry.name)' have \(found.columnCount) columns, but those of the part before have "
            + "\(columnCount)",
          remedy: "give every part one column for each class")
      }
      values += found.values
      columnCount = found.columnCount
    }
    let offsets = StoredOffsets(values: values, columnCount: columnCount, source: .array(name), path: path)
    guard offsets.sampleCount == count else {
      throw FileError(
        .badData, path: path,
        problem:
          "the array '\(name.printable(limit: 80))' has offsets of \(offsets.sampleCount) samples, but there are "
          + "\(count): each sample needs a row")
    }
    return offsets
  }

  /// The weights of `count` samples of some parts, one after the other: in the arrays of that name, else in a file.
  private func weights(
    _ name: String, of parts: [DataSplit?], count: Int
  ) throws(FileError) -> (values: [Double], source: SampleWeightSource) {
    guard let arrays = try arrays(name, of: parts, for: "weights") else {
      return (try SampleWeightSource.read(name, count: count, of: path), .file(path: name))
    }
    var values: [Double] = []
    for entry in arrays { values += try entry.read().sampleWeights() }
    guard values.count == count else {
      throw FileError(
        .badData, path: path,
        problem:
          "the array '\(name.printable(limit: 80))' has \(values.count) weights, but there are \(count) samples: "
          + "each sample needs one")
    }
    return (values, .array(name))
  }

  /// The samples of a part, or of the whole.
  private func samples(
    of part: DataSplit?, withLabels: Bool, _ weights: String?, _ offsets: String?, _ origins: FeatureOrigins
  ) throws(FileError) -> (features: Features, labels: StoredLabels?) {
    if let only { return (try only.features(origins), nil) }
    let entry = try roles.features(of: part, offsets: offsets.flatMap { roles.weights(named: $0, of: part) })
    let features = try entry.read().features(origins)
    guard withLabels,
      let labelEntry = try roles.labels(
        of: part, features: entry, count: features.sampleCount,
        weights: weights.flatMap { roles.weights(named: $0, of: part) })
    else { return (features, nil) }
    let labels = try StoredLabels(labelEntry.read())
    guard labels.count == features.sampleCount else {
      throw FileError(
        .badData, path: path,
        problem: "the array '\(labelEntry.name)' has \(labels.count) labels, but the array '\(entry.name)' has "
          + "\(features.sampleCount) samples: each sample needs one")
    }
    return (features, labels)
  }
}
