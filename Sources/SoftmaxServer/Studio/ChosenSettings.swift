// The settings that a run was started with, checked, and what they make of a request.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// What somebody chose of the settings; everything else has its default.
struct ChosenSettings: Sendable {
  let method: String
  /// Texts by id, in the order of the settings.
  let values: [(id: String, text: String)]
  private let settings: [StudioSettings.Setting]

  /// - Parameters:
  ///   - json: An object of settings, `method` among them; nil: all defaults.
  ///   - kind: The kind of the data.
  /// - Throws: `StudioProblem` with the setting that is wrong.
  init(_ json: StrictJSON?, kind: String) throws(StudioProblem) {
    var given: [String: StrictJSON] = [:]
    switch json {
    case nil, .null?: break
    case .object(let members)?: for member in members { given[member.name] = member.value }
    default: throw .bad("'settings' is no object")
    }
    let method = given["method"]?.text ?? "auto"
    guard StudioSettings.methods.contains(where: { $0.id == method }) else {
      throw StudioSettings.noSuchMethod(method)
    }
    given["method"] = nil
    let settings = StudioSettings.settings(kind: kind, method: method)
    var values: [(id: String, text: String)] = []
    for setting in settings {
      guard let value = given.removeValue(forKey: setting.id), value != .null else { continue }
      values.append((setting.id, try Self.checked(value, setting)))
    }
    if let other = given.keys.sorted().first {
      throw .bad("'\(other.shown)' is no setting of the method \(method)", place: .init(setting: other))
    }
    if values.contains(where: { $0.id == "momentum" }),
      values.contains(where: { $0.id == "optimizer" && $0.text == "adam" })
    {
      throw .bad(
        "Momentum is for the optimizer sgd, not for adam: leave it out", place: .init(setting: "momentum"))
    }
    (self.method, self.values, self.settings) = (method, values, settings)
  }

  private static func checked(_ value: StrictJSON, _ setting: StudioSettings.Setting) throws(StudioProblem)
    -> String
  {
    func refused(_ expected: String, _ found: String) -> StudioProblem {
      .bad("\(setting.title) must be \(expected), not \(found.shown)", place: .init(setting: setting.id))
    }
    let text: String
    switch value {
    case .bool(let flag): text = flag ? "true" : "false"
    case .number(let digits): text = digits
    case .string(let word): text = word
    default: throw refused("one value", "several")
    }
    switch setting.kind {
    case .boolean:
      guard text == "true" || text == "false" else { throw refused("true or false", text) }
    case .choice:
      guard setting.choices.contains(text) else {
        throw refused("one of \(setting.choices.joined(separator: ", "))", text)
      }
    case .number, .integer:
      guard let number = Double(text), number.isFinite else { throw refused("a number", text) }
      if setting.kind == .integer, Int(exactly: number) == nil { throw refused("a whole number", text) }
      if let least = setting.least, number < least { throw refused("at least \(Self.short(least))", text) }
      if let most = setting.most, number > most { throw refused("at most \(Self.short(most))", text) }
      return setting.kind == .integer ? Int(exactly: number).map(String.init) ?? text : text
    }
    return text
  }

  private static func short(_ value: Double) -> String { Int(exactly: value).map(String.init) ?? "\(value)" }

  func text(_ id: String) -> String? { values.first { $0.id == id }?.text }
  private func number(_ id: String) -> Double? { text(id).flatMap { Double($0) } }
  private func integer(_ id: String) -> Int? { text(id).flatMap { Int($0) } }
  private func flag(_ id: String) -> Bool { text(id) == "true" }

  /// Makes a request of them, as `softmax train` does of its flags.
  func apply(to request: inout TrainingRequest) {
    request.solver = solver(for: request.data.source.reference)
    request.strength = .factors(l2: number("l2"), l1: number("l1") ?? 0)
    request.classWeights = text("classWeight") == "balanced" ? .balanced : .uniform
    request.standardize = text("standardize").map { $0 == "true" ? .always : .never } ?? .automatic
    request.seed = text("seed").flatMap { UInt64($0) } ?? 0
    request.data.holdout = number("holdout").flatMap { $0 > 0 ? $0 : nil }
  }

  private func solver(for reference: DataReference) -> SolverConfiguration {
    let found = SolverConfiguration.fullBatch(
      named: method, tolerance: number("tolerance") ?? SolverConfiguration.defaultTolerance,
      maxIterations: integer("maxIterations") ?? SolverConfiguration.defaultMaxIterations)
    if let found { return found }
    var settings = StochasticSettings()
    var adamRate = StochasticOptimizer.adam().standardLearningRate
    if case .catalogue(let entry) = reference.source, let standard = entry.recommendedSolver.stochasticSettings
    {
      (settings, adamRate) = (standard, entry.recommendedAdamRate)
    }
    if let epochs = integer("epochs") { settings.epochs = epochs }
    if let batchSize = integer("batchSize") { settings.batchSize = batchSize }
    if text("optimizer") == "adam" {
      (settings.optimizer, settings.learningRate) = (.adam(), adamRate)
    } else if let momentum = number("momentum") {
      settings.optimizer = .sgd(momentum: momentum)
    }
    if let rate = number("learningRate") { settings.learningRate = rate }
    switch text("schedule") {
    case "step": settings.schedule = .step()
    case "cosine": settings.schedule = .cosine
    case "inverse-time": settings.schedule = .inverseTime()
    default: break
    }
    settings.averagesWeights = flag("average")
    if flag("earlyStopping") { settings.earlyStopping = EarlyStopping(patience: 5) }
    settings.certifiesEpochs = flag("certifyEpochs")
    return .stochastic(settings)
  }

  /// What was set, for whoever makes the run again, with other values of those in `replaced`.
  func recipe(replacing replaced: [String: String] = [:]) -> [RunRecipe.Setting] {
    var chosen: [RunRecipe.Setting] = method == "auto" ? [] : [.method(method)]
    for (id, text) in values where replaced[id] == nil {
      guard let setting = settings.first(where: { $0.id == id }) else { continue }
      switch setting.kind {
      case .boolean: chosen.append(.decision(id: id, isOn: text == "true"))
      case .choice where id == "classWeight" && text == "none": break
      default:
        if id == "holdout", Double(text) == 0 { break }
        chosen.append(.value(id: id, text: text))
      }
    }
    return chosen + replaced.sorted { $0.key < $1.key }.map { .value(id: $0.key, text: $0.value) }
  }

  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("method", method)
      for (id, text) in values {
        switch settings.first(where: { $0.id == id })?.kind {
        case .boolean: json.member(id, text == "true")
        case .number, .integer: json.member(id, Double(text))
        default: json.member(id, text)
        }
      }
    }
  }
}
