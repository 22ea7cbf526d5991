// The model that a fit starts from.

import SoftmaxFormats
import SoftmaxRegression

/// A model file whose weights are a fit's first ones.
struct StartingModel: Sendable {
  private let path: String
  private let model: SoftmaxModel

  init(contentsOf path: String) throws {
    self.path = path
    model = try ModelFile(contentsOf: path).model
  }

  /// The model, where it has the classes and features of the training data.
  ///
  /// - Parameters:
  ///   - training: What the fit learns from.
  ///   - needsAllClasses: Whether classes without samples must be in the model too.
  /// - Returns: The model, its classes in its own order.
  /// - Throws: `WorkflowError.otherStart` that names what differs.
  func checked(against training: Dataset, needsAllClasses: Bool) throws -> SoftmaxModel {
    guard training.features.fits(model.input) else {
      throw WorkflowError.otherStart(
        "\(path) was trained on \(Wording.input(model.input)), but \(training.name) has "
          + "\(Wording.input(training.features.input))")
    }
    let needed = zip(training.classes.names, training.classCounts).filter { needsAllClasses || $0.1 > 0 }
    if let (name, _) = needed.first(where: { model.layerClasses.index(of: $0.0) == nil }) {
      throw WorkflowError.otherStart(
        "\(path) has no class '\(name)', which \(training.name) has")
    }
    if let name = model.layerClasses.names.first(where: { training.classes.index(of: $0) == nil }) {
      throw WorkflowError.otherStart(
        "\(path) has the class '\(name)', which \(training.name) has not")
    }
    return model
  }
}
