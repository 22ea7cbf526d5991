// How frequent classes are, as a request says it and as a model's file knows it.

import SoftmaxFormats
import SoftmaxRegression

/// How frequent classes are where a model is used.
public enum PriorChoice: Sendable, Hashable {
  /// The shares of some classes by name. Of all classes they may have any sum; else the others share what is left of 1 as
  /// they do in training.
  case shares([String: Double])
  /// Those of the data itself, whose labels are not needed (`PriorEstimate`).
  case estimate
}

/// The shares of a model's classes.
struct ClassShares {
  private let model: SoftmaxModel
  private let path: String
  /// In training, in the order of the model's classes.
  let training: [Double]

  /// - Parameters:
  ///   - model: The model, whose classes may have been edited.
  ///   - file: The file that it was made of.
  ///   - path: The file's path.
  ///   - given: What the request says of training, for every class.
  /// - Throws: `WorkflowError.prior` where neither the file nor the request knows the frequencies of training.
  init(of model: SoftmaxModel, file: ModelFile, path: String, given: [String: Double]?) throws(WorkflowError) {
    self.model = model
    self.path = path
    let names = model.classes.names
    if let given {
      try Self.check(given, model, path)
      if let name = names.first(where: { given[$0] == nil }) {
        throw .prior(.trainingShareMissing(className: name))
      }
      training = names.map { given[$0] ?? 0 }
      return
    }
    let outputs = model.someOutputs
    if let prior = outputs.prior {
      training = ClassPrior.merged(prior.trainingShares, by: outputs)
      return
    }
    guard let totals = file.card.training?.classTotals else {
      throw .prior(.trainingUnknown(model: path))
    }
    let byName = Dictionary(uniqueKeysWithValues: zip(file.model.layerClasses.names, totals))
    training = ClassPrior.merged(model.layerClasses.names.map { byName[$0] ?? 0 }, by: outputs)
    if let empty = training.firstIndex(where: { !($0 > 0) }) {
      throw .prior(.classWithoutSamples(names[empty]))
    }
  }

  /// The model for these shares.
  ///
  /// - Throws: `WorkflowError.prior` for names that are no classes and numbers that are no shares.
  func adjusted(to shares: [String: Double]) throws -> SoftmaxModel {
    try Self.check(shares, model, path)
    let names = model.classes.names
    let named = names.map { shares[$0] }
    guard named.contains(nil) else {
      return try model.adjusted(toShares: named.map { $0 ?? 0 }, trainingShares: training)
    }
    let sum = named.reduce(0) { $0 + ($1 ?? 0) }
    guard sum < 1 else { throw WorkflowError.prior(.nothingLeft(sum: sum)) }
    let rest = zip(named, training).reduce(0) { $0 + ($1.0 == nil ? $1.1 : 0) }
    return try model.adjusted(
      toShares: zip(named, training).map { $0 ?? (1 - sum) * $1 / rest }, trainingShares: training)
  }

  private static func check(
    _ shares: [String: Double], _ model: SoftmaxModel, _ path: String
  ) throws(WorkflowError) {
    for name in shares.keys.sorted() {
      guard model.classes.index(of: name) != nil else {
        throw .prior(
          .unknownClass(
            name, model: path, nearest: NearestName.nearest(to: name, among: model.classes.names)))
      }
      guard let share = shares[name], share > 0, share.isFinite else {
        throw .prior(.noShare(className: name, value: shares[name] ?? 0))
      }
    }
  }
}
