// Classes dropped, merged and renamed in a fitted model, without another fit.

/// What is to become of a model's classes.
///
///     let edit = ModelEdit(drops: ["bag"], merges: [.init(["shirt", "pullover"], into: "top")])
///     let edited = try model.edited(by: edit)
///
/// A rename changes names alone. A merge adds up the probabilities of its classes; rows of weights stay as they are. A drop
/// takes the class's row of weights away: the softmax of the rest is the probability of each class where the sample is known
/// not to be of the dropped one.
public struct ModelEdit: Sendable, Hashable {
  /// Classes that become one.
  public struct Merge: Sendable, Hashable {
    /// Their names.
    public var names: [String]
    /// What they are called together: a name of their own or one of theirs.
    public var into: String

    /// Classes that become one.
    public init(_ names: [String], into: String) { (self.names, self.into) = (names, into) }
  }

  /// A class with another name.
  public struct Rename: Sendable, Hashable {
    /// What it is called.
    public var name: String
    /// What it will be called.
    public var newName: String

    /// A class with another name.
    public init(_ name: String, to newName: String) { (self.name, self.newName) = (name, newName) }
  }

  /// Classes that the model is to forget.
  public var drops: [String]
  /// Classes that become one.
  public var merges: [Merge]
  /// Classes with another name.
  public var renames: [Rename]

  /// An edit, which may be empty.
  public init(drops: [String] = [], merges: [Merge] = [], renames: [Rename] = []) {
    (self.drops, self.merges, self.renames) = (drops, merges, renames)
  }

  /// Whether nothing changes.
  public var isEmpty: Bool { drops.isEmpty && merges.isEmpty && renames.isEmpty }
}

/// What is wrong with an edit: all of it at once.
public struct ModelEditError: Error, Hashable, CustomStringConvertible {
  /// One thing that is wrong.
  public enum Problem: Sendable, Hashable {
    /// No class has this name; the nearest one.
    case unknownClass(String, nearest: String?)
    /// A class is to be dropped, merged or renamed more than once.
    case usedTwice(String)
    /// A merge of fewer than two classes.
    case mergesOne(into: String)
    /// A new name is empty.
    case emptyName
    /// Two classes would have this name.
    case nameTaken(String)
    /// So few classes are left.
    case tooFewClasses(Int)
  }

  /// What is wrong.
  public let problems: [Problem]

  /// All problems in one line.
  public var description: String { problems.map(\.text).joined(separator: "; ") }
}

extension ModelEditError.Problem {
  fileprivate var text: String {
    switch self {
    case .unknownClass(let name, let nearest):
      "the model has no class '\(name)'\(nearest.map { "; the nearest is '\($0)'" } ?? "")"
    case .usedTwice(let name): "the class '\(name)' is to be dropped, merged or renamed twice: once is enough"
    case .mergesOne(let name): "a merge into '\(name)' needs two classes at least"
    case .emptyName: "a class needs a name"
    case .nameTaken(let name):
      "two classes would be called '\(name)': choose another name, or merge them"
    case .tooFewClasses(let count):
      "\(count == 1 ? "1 class is" : "\(count) classes are") left, and a model needs two at least"
    }
  }
}

extension SoftmaxModel {
  /// The model with its classes dropped, merged and renamed.
  ///
  /// Scaling and prior stay, of the rows that are left. Sets, which were measured with other probabilities, are left out
  /// unless names alone change.
  ///
  /// - Throws: `ModelEditError` with everything that is wrong.
  /// - Complexity: O(weights).
  public func edited(by edit: ModelEdit) throws(ModelEditError) -> SoftmaxModel {
    guard !edit.isEmpty else { return self }
    let before = someOutputs
    let names = try before.names(after: edit)
    let kept = before.classOfRow.indices.filter { names[before.classOfRow[$0]] != nil }
    var classNames: [String] = []
    var places: [String: Int] = [:]
    let classOfRow = kept.map { row in
      let name = names[before.classOfRow[row]] ?? ""
      if let place = places[name] { return place }
      places[name] = classNames.count
      classNames.append(name)
      return classNames.count - 1
    }
    let isWhole = kept.count == before.classOfRow.count
    guard let classes = try? ClassVocabulary(names: classNames),
      let layer = isWhole ? layerClasses : try? ClassVocabulary(names: kept.map { layerClasses.names[$0] })
    else { throw ModelEditError(problems: [.tooFewClasses(classNames.count)]) }
    let prior = before.prior.map { prior in
      isWhole
        ? prior
        : ClassPrior(
          shares: kept.map { prior.shares[$0] }, trainingShares: kept.map { prior.trainingShares[$0] })
    }
    let outputs = ModelOutputs(classes: classes, classOfRow: classOfRow).with(
      scaling: before.scaling?.keeping(kept), prior: prior,
      sets: edit.drops.isEmpty && edit.merges.isEmpty ? before.sets : nil, layerClasses: layer)
    guard !isWhole else { return withOutputs(outputs) }
    return SoftmaxModel(
      parameters: Parameters(
        weights: kept.flatMap { weights[$0 * featureCount..<($0 + 1) * featureCount] },
        bias: kept.map { bias[$0] }),
      classes: layer, input: input, needsOffsets: needsOffsets, outputs: outputs)
  }
}

extension ModelOutputs {
  /// For each class its name after an edit; nil for one that is dropped. Classes that are merged have the same name.
  fileprivate func names(after edit: ModelEdit) throws(ModelEditError) -> [String?] {
    var problems: [ModelEditError.Problem] = []
    var names = classes.names.map { Optional($0) }
    var used = Set<Int>()
    var merged: [String: Int] = [:]
    func place(of name: String) -> Int? {
      guard let place = classes.index(of: name) else {
        problems.append(
          .unknownClass(name, nearest: NearestName.nearest(to: name, among: classes.names)))
        return nil
      }
      guard used.insert(place).inserted else {
        problems.append(.usedTwice(name))
        return nil
      }
      return place
    }
    for name in edit.drops {
      if let place = place(of: name) { names[place] = nil }
    }
    for merge in edit.merges {
      if merge.into.isEmpty { problems.append(.emptyName) }
      if merge.names.count < 2 { problems.append(.mergesOne(into: merge.into)) }
      if merged.updateValue(1, forKey: merge.into) != nil { problems.append(.nameTaken(merge.into)) }
      for name in merge.names {
        if let place = place(of: name) { names[place] = merge.into }
      }
    }
    for rename in edit.renames {
      if rename.newName.isEmpty { problems.append(.emptyName) }
      if let place = place(of: rename.name) { names[place] = rename.newName }
    }
    // A name may stand several times in one merge, and nowhere else.
    var counts: [String: Int] = [:]
    let inMerges = Set(edit.merges.flatMap(\.names))
    let single = names.indices.filter { !inMerges.contains(classes.names[$0]) }
    for name in single.compactMap({ names[$0] }) + merged.keys { counts[name, default: 0] += 1 }
    problems += counts.filter { $0.value > 1 }.keys.sorted().map { .nameTaken($0) }
    let left = Set(names.compactMap(\.self)).count
    if problems.isEmpty, left < 2 { problems.append(.tooFewClasses(left)) }
    guard problems.isEmpty else { throw ModelEditError(problems: problems) }
    return names
  }
}

extension LogitScaling {
  /// The scaling of these rows of weights.
  fileprivate func keeping(_ rows: [Int]) -> LogitScaling {
    guard case .vector(let scales, let shifts) = factors else { return self }
    return LogitScaling(
      .vector(scales: rows.map { scales[$0] }, shifts: rows.map { shifts[$0] }), data: data,
      sampleCount: sampleCount)
  }
}
