// What a fit has come to after an epoch or an iteration.

import SoftmaxRegression

/// A point of a run's curves.
package struct StudioPoint: Sendable, Hashable {
  /// Epochs or iterations done; 0 is the model before the first one.
  package let epoch: Int
  package let loss: Double
  package let trainAccuracy: Double?
  package let testAccuracy: Double?
  package var testLoss: Double?
  /// How far the objective is from its least at most; nil where it was not computed.
  package var bound: Double?
  /// Seconds of the fit, without the time in which it was paused.
  package let seconds: Double

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("epoch", epoch)
      json.member("loss", loss)
      json.member("trainAccuracy", trainAccuracy)
      json.member("testAccuracy", testAccuracy)
      json.member("testLoss", testLoss)
      json.member("bound", bound)
      json.member("seconds", seconds)
    }
  }

  var json: [UInt8] {
    var json = JSONWriter()
    write(to: &json)
    return json.bytes
  }
}

/// The models of a run, epoch by epoch, within a limit of memory: beyond it every second one is let go.
struct KeptModels: Sendable {
  private var models: [Int: SoftmaxModel] = [:]
  /// Only epochs that are multiples of this are kept, and the last one.
  private(set) var stride = 1
  private var last: (epoch: Int, model: SoftmaxModel)?
  private let byteLimit: Int

  init(byteLimit: Int = 256 << 20) { self.byteLimit = byteLimit }

  mutating func add(_ model: SoftmaxModel, epoch: Int) {
    last = (epoch, model)
    guard epoch.isMultiple(of: stride) else { return }
    models[epoch] = model
    let bytes = 4 * (model.weights.count + model.bias.count)
    guard models.count > max(2, byteLimit / max(1, bytes)) else { return }
    stride *= 2
    models = models.filter { $0.key.isMultiple(of: stride) }
  }

  subscript(_ epoch: Int) -> SoftmaxModel? { last?.epoch == epoch ? last?.model : models[epoch] }

  /// The newest one.
  var latest: (epoch: Int, model: SoftmaxModel)? { last }
}
