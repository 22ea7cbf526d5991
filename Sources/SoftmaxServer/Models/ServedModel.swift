// One version of a model that answers requests: read once, never changed.

package import SoftmaxFormats
package import SoftmaxRegression
import SoftmaxWorkflow

/// A model with what is known of it, ready to answer. Every request uses it, so that it is shared and not copied.
package final class ServedModel: Sendable {
  package let name: String
  package let version: Int
  package let file: ModelFile
  /// Its bytes on disk, for telling whether they changed.
  package let weightsSHA256: String
  /// What it takes.
  package let inputs: ModelInputs

  package init(name: String, version: Int, file: ModelFile) {
    (self.name, self.version, self.file) = (name, version, file)
    weightsSHA256 = file.model.weightsSHA256
    inputs = ModelInputs(file)
  }

  package var model: SoftmaxModel { file.model }

  /// The outputs that a request may name.
  package var outputNames: [OutputName] {
    OutputName.allCases.filter { $0 != .sets || model.outputs?.sets != nil }
  }

  /// The metadata of the protocol: inputs and outputs with their types and shapes, and as parameters what else is known.
  package func metadata(versions: [Int]) -> [UInt8] {
    var json = JSONWriter()
    json.object {
      $0.member("name") { $0.string(name) }
      $0.member("versions") { $0.array(of: versions.map(String.init)) }
      $0.member("platform") { $0.string("softmax_regression") }
      $0.member("inputs") { inputs.write(to: &$0) }
      $0.member("outputs") {
        $0.array { json in
          for output in outputNames {
            json.object {
              $0.member("name") { $0.string(output.rawValue) }
              $0.member("datatype") { $0.string(output.type.rawValue) }
              $0.member("shape") { json in
                json.array {
                  $0.integer(-1)
                  if let width = output.width(of: model) { $0.integer(width) }
                }
              }
            }
          }
        }
      }
      $0.member("parameters") { writeParameters(to: &$0) }
    }
    return json.bytes
  }

  private func writeParameters(to json: inout JSONWriter) {
    json.object {
      $0.member("classes") { $0.array(of: model.classes.names) }
      $0.member("weights_sha256") { $0.string(weightsSHA256) }
      if let data = file.card.training?.data { $0.member("training_data") { $0.string(data) } }
      if let gap = file.card.training?.certifiedGap { $0.member("certified_gap") { $0.number(gap) } }
    }
  }
}

/// The outputs, by their names in the protocol.
package enum OutputName: String, Sendable, CaseIterable {
  /// The most probable class.
  case predict
  /// The probabilities of all classes.
  case probabilities = "predict_proba"
  /// What the probabilities are the softmax of.
  case logits
  /// The classes that are in the sample's prediction set, with semicolons between them.
  case sets
  /// What each feature adds to the lead of the predicted class over the second one.
  case contrast

  var type: TensorType {
    switch self {
    case .predict, .sets: .bytes
    case .probabilities, .logits, .contrast: .fp32
    }
  }

  /// The second dimension; nil for none.
  func width(of model: SoftmaxModel) -> Int? {
    switch self {
    case .predict, .sets: nil
    case .probabilities, .logits: model.classCount
    case .contrast: model.featureCount
    }
  }
}
