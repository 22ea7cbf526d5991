// A run as the page reads it: in short, with all points, and what is chosen to be looked at.

import Foundation
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxWorkflow

extension StudioRun {
  /// The state in one word.
  package var stateName: String {
    let phase = phase
    return phase == .running && control.isPaused ? "paused" : phase.rawValue
  }

  /// The run in short.
  package var summary: [UInt8] {
    var json = JSONWriter()
    json.object { writeSummary(now, to: &$0) }
    return json.bytes
  }

  private func writeSummary(_ state: State, to json: inout JSONWriter) {
    let last = state.points.last
    json.member("id", id)
    json.member("name", state.name)
    data.write(to: &json)
    json.member("kind", state.kind)
    json.member("method", settings.method)
    json.member("settings") { settings.write(to: &$0) }
    json.member("state", state.phase == .running && control.isPaused ? "paused" : state.phase.rawValue)
    json.member("speed") { control.currentSpeed.write(to: &$0) }
    json.member("epoch", last?.epoch ?? 0)
    json.member("epochs", state.epochCount)
    json.member("loss", last?.loss)
    json.member("trainAccuracy", last?.trainAccuracy)
    json.member("testAccuracy", last?.testAccuracy)
    json.member("bound", state.report?.certifiedGap ?? last?.bound)
    json.member("certified", state.isCertified)
    json.member("seconds", last?.seconds ?? 0)
    json.member("started", started.formatted(.iso8601))
    json.member("error", state.error)
  }

  /// The run with all points, the command that repeats it, and the certificate.
  package var details: [UInt8] {
    let state = now
    var json = JSONWriter()
    json.object { json in
      writeSummary(state, to: &json)
      let model = state.result ?? state.models.latest?.model
      let classes = model?.classes.names ?? state.scored?.data.classes.names ?? []
      let input = state.scored?.data.features.input
      json.member("classes") { $0.array(of: classes) }
      json.member("shape") { json in
        if state.kind == "image", let shape = input?.shape {
          json.array { for size in shape { $0.integer(size) } }
        } else {
          json.null()
        }
      }
      json.member("featureNames") { json in
        if let names = input?.featureNames { json.array(of: names) } else { json.null() }
      }
      json.member("points") { json in
        json.array { json in for point in state.points { point.write(to: &json) } }
      }
      json.member("command", command)
      json.member("weightsSHA256", state.result?.weightsSHA256)
      json.member("certificate") { state.writeCertificate(to: &$0) }
      json.member("columns") { json in
        if let columns = state.formColumns {
          json.array { json in for column in columns { column.write(to: &json) } }
        } else {
          json.null()
        }
      }
      json.member("hasGallery", state.scored != nil)
      json.member("notes") { json in json.array { for note in state.notes { note.write(to: &$0) } } }
    }
    return json.bytes
  }

  /// What is typed to make the run again, to the bit.
  package var command: String? { wording.text(recipe) }

  /// What makes the run again, to the bit; of a run that was stopped between two epochs with as many as it had.
  package var recipe: RunRecipe {
    let state = now
    var replaced: [String: String] = [:]
    if state.phase == .stopped, let last = state.points.last, last.epoch > 0, let model = state.result,
      state.models[last.epoch] == model
    {
      if settings.method != "sgd" {
        replaced["maxIterations"] = "\(last.epoch)"
      } else if ["schedule", "average", "earlyStopping"].allSatisfy({ settings.text($0) == nil }) {
        replaced["epochs"] = "\(last.epoch)"
      }
    }
    return RunRecipe(
      data: data.name,
      settings: data.recipe(isTable: state.kind == "table") + settings.recipe(replacing: replaced))
  }
}

extension StudioRun.State {
  /// Whether the optimum is proven to be here.
  var isCertified: Bool { report.map { $0.certifiedGap != nil && $0.stopReason == .converged } ?? false }

  func writeCertificate(to json: inout JSONWriter) {
    guard let report, let gap = report.certifiedGap else { return json.null() }
    let share = report.objective > 0 ? gap / report.objective : 0
    json.object { json in
      json.member("gap", gap)
      json.member("objective", report.objective)
      json.member("bound", share)
      json.member(
        "sentence",
        "No weights have an objective smaller by more than \(Self.short(gap)) (\(Self.short(share)) of it).")
    }
  }

  /// Two digits.
  private static func short(_ value: Double) -> String {
    value == 0
      ? "0"
      : value.formatted(
        .number.notation(.scientific).precision(.significantDigits(2)).locale(Locale(identifier: "en_US_POSIX"))
      ).lowercased()
  }

  /// What a form for one sample has; nil for pictures.
  var formColumns: [FormColumn]? {
    guard kind != "image", let scored else { return nil }
    let first = SampleTexts(preparation: preparation, input: scored.data.features.input)
      .cells(of: scored.data.features, sample: 0)
    guard let preparation else {
      return first.map { FormColumn(name: $0.name, kind: "number", start: $0.text) }
    }
    let starts = Dictionary(first.map { ($0.name, $0.text) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    return preparation.columns.compactMap { column in
      let name = column.column.source
      guard seen.insert(name).inserted else { return nil }
      var form = FormColumn(name: name, kind: "number", start: starts[name] ?? "")
      form.isOptional = !preparation.missing.refusesRows
      switch column.column.kind {
      case .number: form.kind = column.column.date == nil ? "number" : "date"
      case .boolean: form.kind = "boolean"
      case .category(let names):
        if column.column.date != nil {
          form.kind = "date"
        } else {
          (form.kind, form.categories) = ("category", names)
        }
      case .text: form.kind = "text"
      }
      return form
    }
  }
}

/// A field of the form for one sample.
struct FormColumn {
  let name: String
  var kind: String
  var categories: [String]?
  var start: String
  var isOptional = false

  init(name: String, kind: String, start: String) { (self.name, self.kind, self.start) = (name, kind, start) }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("kind", kind)
      json.member("categories") { json in if let categories { json.array(of: categories) } else { json.null() }
      }
      json.member("start", start)
      json.member("missing", isOptional)
    }
  }
}
