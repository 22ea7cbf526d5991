// Which of several arrays are features and which labels: by name, else by shape.

import SoftmaxFiles

/// The arrays of a file with what they are for.
///
/// Features are called `x`, `X`, `features`, `embeddings`, `data`, `images` or `arr_0`, or are the only array of two or more
/// dimensions; labels `y`, `Y`, `labels`, `label`, `targets`, `target` or `arr_1`, or the only other array of one dimension
/// and that length. Parts have `_train` or `_test` after these names, or `train_` or `test_` before them; `arr_0` and
/// `arr_1` have no parts.
struct ArrayRoles {
  private static let featureNames = ["x", "X", "features", "embeddings", "data", "images"]
  private static let labelNames = ["y", "Y", "labels", "label", "targets", "target"]

  let path: String
  private let entries: [ArrayEntry]

  init(_ entries: [ArrayEntry], path: String) {
    self.entries = entries
    self.path = path
  }

  /// The parts that the file has features of; none where its features are in one array.
  ///
  /// - Throws: `FileError` where there is an array of features for both the whole and a part.
  var parts: [DataSplit] {
    get throws(FileError) {
      let candidates: [DataSplit] = [.train, .test]
      let parts = candidates.filter { !named(Self.names(Self.featureNames, of: $0)).isEmpty }
      if !parts.isEmpty, let whole = named(Self.names(Self.featureNames, of: nil)).first {
        throw ambiguous("'\(whole.name)' could be the features, and so could those of a part")
      }
      return parts
    }
  }

  /// The features of a part, or of the whole, which `offsets` are not.
  ///
  /// - Throws: `FileError` where none or several arrays could be.
  func features(of part: DataSplit?, offsets: ArrayEntry? = nil) throws(FileError) -> ArrayEntry {
    let named = named(Self.names(Self.featureNames, of: part) + (part == nil ? ["arr_0"] : []))
    let candidates =
      named.isEmpty && part == nil ? entries.filter { ($0.rank ?? 0) >= 2 && $0.name != offsets?.name } : named
    guard let first = candidates.first else {
      throw FileError(
        .badData, path: path,
        problem: "no array could be the features (samples x features): found \(ArrayEntry.list(entries))",
        remedy: "call it 'x'")
    }
    guard candidates.count == 1 else { throw ambiguous("\(candidates.count) arrays could be the features") }
    return first
  }

  /// The labels of `count` samples of a part, or of the whole, which `weights` are not; nil where there are none.
  ///
  /// - Throws: `FileError` where several arrays could be.
  func labels(
    of part: DataSplit?, features: ArrayEntry, count: Int, weights: ArrayEntry? = nil
  ) throws(FileError) -> ArrayEntry? {
    let names = Self.names(Self.labelNames, of: part) + (part == nil ? ["arr_1"] : [])
    var candidates = named(names).filter { $0.name != features.name && $0.name != weights?.name }
    if candidates.isEmpty, part == nil {
      candidates = entries.filter {
        (try? $0.layout.get())?.shape == [count] && $0.name != features.name && $0.name != weights?.name
      }
    }
    guard candidates.count <= 1 else { throw ambiguous("\(candidates.count) arrays could be the labels") }
    return candidates.first
  }

  /// What labels of a part, or of the whole, would be called.
  static func labelName(of part: DataSplit?) -> String { part.map { "y_\($0.rawValue)" } ?? "y" }

  /// The weights or offsets that are called so, of a part or of the whole; nil where no array is. A name without the other part in
  /// it may be that of the training part's alone.
  func weights(named name: String, of part: DataSplit?) -> ArrayEntry? {
    func tells(_ part: DataSplit) -> Bool {
      name.hasSuffix("_\(part.rawValue)") || name.hasPrefix("\(part.rawValue)_")
    }
    let isOwn = part.map { tells($0) || $0 == .train && !tells(.test) } ?? false
    let names = Self.names([name], of: part) + (isOwn ? [name] : [])
    return names.lazy.compactMap { name in entries.first { $0.name == name } }.first
  }

  private static func names(_ stems: [String], of part: DataSplit?) -> [String] {
    guard let part = part?.rawValue else { return stems }
    return stems.flatMap { ["\($0)_\(part)", "\(part)_\($0)"] }
  }

  private func named(_ names: [String]) -> [ArrayEntry] {
    entries.filter { names.contains($0.name) }
  }

  private func ambiguous(_ problem: String) -> FileError {
    FileError(
      .badData, path: path, problem: "\(problem): found \(ArrayEntry.list(entries))",
      remedy: "call the features 'x' and the labels 'y', and rename or leave out the others")
  }
}
