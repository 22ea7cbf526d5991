// What a model looks like: a picture for each class, six samples, counts of right and wrong, and the samples behind them.

import Foundation
import SoftmaxRegression

extension StudioRun {
  /// More pixels than these are no pictures any more.
  private static let mostPixels = 1 << 20

  /// The newest model as pictures; nil before there is one.
  package func frame() -> (epoch: Int, json: [UInt8])? {
    let state = now
    guard let latest = state.models.latest else { return nil }
    var json = JSONWriter(capacity: 16384)
    json.object { json in
      json.member("epoch", latest.epoch)
      Self.write(latest.model, state, to: &json)
    }
    return (latest.epoch, json.bytes)
  }

  /// An epoch that is over.
  package func epoch(_ epoch: Int) throws -> [UInt8] {
    let (point, model) = try model(at: epoch)
    let state = now
    var counts: (matrix: ConfusionMatrix, loss: Double)?
    if let scored = state.scored {
      let evaluation = try model.evaluate(scored.data, execution: execution)
      counts = (evaluation.confusionMatrix, evaluation.logLoss)
    }
    var shown = point
    if state.scored?.part != "train" { shown.testLoss = point.testLoss ?? counts?.loss }
    var json = JSONWriter(capacity: 16384)
    json.object { json in
      json.member("point") { shown.write(to: &$0) }
      json.member("epoch", epoch)
      Self.write(model, state, to: &json)
      json.member("confusion") { Self.write(counts?.matrix, model, state.scored, to: &$0) }
    }
    return json.bytes
  }

  /// The counts of the newest model.
  package func confusion() throws -> [UInt8] {
    let state = now
    guard let model, let scored = state.scored else { throw StudioProblem(409, "the run has no model yet") }
    let matrix = try model.evaluate(scored.data, execution: execution).confusionMatrix
    var json = JSONWriter()
    Self.write(matrix, model, scored, to: &json)
    return json.bytes
  }

  private static func write(
    _ matrix: ConfusionMatrix?, _ model: SoftmaxModel, _ scored: Scored?, to json: inout JSONWriter
  ) {
    guard let matrix, let scored else { return json.null() }
    json.object { json in
      json.member("classes") { $0.array(of: model.classes.names) }
      json.member("counts") { json in
        json.array { json in for row in matrix.counts { json.array { for count in row { $0.count(count) } } } }
      }
      json.member("part", scored.part)
    }
  }

  private static func write(_ model: SoftmaxModel, _ state: State, to json: inout JSONWriter) {
    if state.kind == "image", model.input.shape.count > 1, model.weights.count <= mostPixels {
      json.member("weights") { writeWeights(model, to: &$0) }
    }
    guard let scored = state.scored else { return }
    let samples = scored.data.samples(at: scored.gallery)
    guard let execution = try? Execution(threads: 1),
      let top = try? model.topClasses(for: samples.features, offsets: samples.offsets, execution: execution)
    else { return }
    json.member("gallery") { json in
      json.array { json in
        for (place, index) in scored.gallery.enumerated() {
          write(sample: index, top[place], model, state, scored, to: &json)
        }
      }
    }
  }

  private static func writeWeights(_ model: SoftmaxModel, to json: inout JSONWriter) {
    let shape = model.input.shape
    let channels = shape.count > 2 ? shape[2] : 1
    let size = shape[0] * shape[1]
    // The mean over the channels.
    var values = [Float](repeating: 0, count: size * model.classCount)
    for place in values.indices {
      for channel in 0..<channels {
        values[place] += model.weights[place * channels + channel] / Float(channels)
      }
    }
    var high: Float = 0
    for value in values { high = max(high, abs(value)) }
    if !(high > 0) { high = 1 }
    json.object { json in
      json.member("width", shape[1])
      json.member("height", shape[0])
      json.member("low", Double(-high))
      json.member("high", Double(high))
      json.member("pictures") { json in
        json.array { json in
          for start in stride(from: 0, to: values.count, by: size) {
            let bytes = values[start..<start + size].map {
              UInt8(max(0, min(255, (($0 / high + 1) * 127.5).rounded())))
            }
            json.string(Data(bytes).base64EncodedString())
          }
        }
      }
    }
  }

  private static func write(
    sample index: Int, _ top: SoftmaxModel.TopClass, _ model: SoftmaxModel, _ state: State, _ scored: Scored,
    to json: inout JSONWriter
  ) {
    let features = scored.data.features
    json.object { json in
      json.member("index", index)
      if state.kind == "image" {
        json.member("picture", SampleTexts.picture(features, sample: index))
      } else {
        json.member("row") { json in
          json.object { json in
            let texts = SampleTexts(preparation: state.preparation, input: features.input)
            for cell in texts.cells(of: features, sample: index).prefix(40) {
              json.member(cell.name, cell.text)
            }
          }
        }
      }
      json.member("trueName", scored.data.label(index))
      json.member("predictedName", model.classes.names[top.classIndex])
      json.member("probability", Double(top.probability))
    }
  }

  /// The samples of one class that the newest model takes for another, the surest first.
  package func cells(trueClass: Int, predictedClass: Int, limit: Int) throws -> [UInt8] {
    let state = now
    guard let model, let scored = state.scored else { throw StudioProblem(409, "the run has no model yet") }
    guard (0..<model.classCount).contains(trueClass), (0..<model.classCount).contains(predictedClass) else {
      throw StudioProblem.bad("classes are numbers from 0 to \(model.classCount - 1)")
    }
    let top = try model.topClasses(
      for: scored.data.features, offsets: scored.data.offsets, execution: execution)
    let name = model.classes.names[trueClass]
    let found = top.indices.filter { top[$0].classIndex == predictedClass && scored.data.label($0) == name }
      .sorted { (-top[$0].probability, $0) < (-top[$1].probability, $1) }
    var json = JSONWriter(capacity: 16384)
    json.object { json in
      json.member("total", found.count)
      json.member("samples") { json in
        json.array { json in
          for index in found.prefix(max(1, min(limit, 200))) {
            Self.write(sample: index, top[index], model, state, scored, to: &json)
          }
        }
      }
    }
    return json.bytes
  }
}

extension JSONWriter {
  /// A count, whole where it is.
  fileprivate mutating func count(_ value: Double) {
    if let whole = Int(exactly: value) { integer(whole) } else { number(value) }
  }
}
