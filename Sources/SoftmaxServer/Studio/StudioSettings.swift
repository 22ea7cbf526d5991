// The settings of a fit as the page has them: what each means, and what they make of a request.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxWorkflow

/// The methods and their settings.
package struct StudioSettings: Sendable {
  /// A setting.
  struct Setting: Sendable {
    enum Kind: String { case number, integer, choice, boolean }

    let id: String
    let group: String
    let kind: Kind
    let title: String
    let help: String
    let methods: [String]
    var standard: String?
    /// The default in words, where it depends on the data.
    var standardText: String?
    var least: Double?
    var most: Double?
    var choices: [String] = []
  }

  static let full = ["auto", "lbfgs", "newton-cg", "newton-cholesky"]
  static let every = full + ["proximal-newton", "sgd"]

  static let methods: [(id: String, title: String, note: String)] = [
    ("auto", "Automatic", "Goes to the optimum, and proves that it is there."),
    ("sgd", "Minibatches", "Passes over the data in small batches, as the tutorial does."),
    ("lbfgs", "L-BFGS", "All of the data in each step; little memory."),
    ("newton-cg", "Newton-CG", "Few steps, with products of second derivatives."),
    ("newton-cholesky", "Newton-Cholesky", "All second derivatives; for few features."),
    ("proximal-newton", "Proximal Newton", "For an L1 penalty: weights that are exactly 0."),
  ]

  /// The settings of a method, for data of a kind.
  static func settings(kind: String, method: String) -> [Setting] {
    all(kind, method).filter { $0.methods.contains(method) }
  }

  private static func all(_ kind: String, _ method: String) -> [Setting] {
    [
      Setting(
        id: "epochs", group: "minibatches", kind: .integer, title: "Epochs",
        help: "The number of passes over the data.",
        methods: ["sgd"], standardText: "10; digits and iris 30", least: 1, most: 100_000),
      Setting(
        id: "batchSize", group: "minibatches", kind: .integer, title: "Batch size",
        help: "The number of samples in a minibatch.", methods: ["sgd"],
        standardText: "256; digits 32, iris 16", least: 1,
        most: 10_000_000),
      Setting(
        id: "learningRate", group: "minibatches", kind: .number, title: "Learning rate", help: "The step size.",
        methods: ["sgd"], standardText: "0.1; digits and iris 0.5", least: 0),
      Setting(
        id: "momentum", group: "minibatches", kind: .number, title: "Momentum",
        help: "The share of the last step that the next one keeps; not for adam.", methods: ["sgd"],
        standard: "0", least: 0,
        most: 1),
      Setting(
        id: "optimizer", group: "minibatches", kind: .choice, title: "Optimizer",
        help: "The rule that turns gradients into steps.", methods: ["sgd"], standard: "sgd",
        choices: ["sgd", "adam"]),
      Setting(
        id: "schedule", group: "minibatches", kind: .choice, title: "Schedule",
        help: "How the step size falls.",
        methods: ["sgd"], standard: "constant", choices: ["constant", "step", "cosine", "inverse-time"]),
      Setting(
        id: "average", group: "minibatches", kind: .boolean, title: "Average",
        help: "Return the mean of the weights over the second half of the epochs.", methods: ["sgd"],
        standard: "false"),
      Setting(
        id: "earlyStopping", group: "minibatches", kind: .boolean, title: "Early stopping",
        help:
          "End when the loss on samples kept out of training no longer falls, and return the best epoch's weights.",
        methods: ["sgd"], standard: "false"),
      Setting(
        id: "certifyEpochs", group: "minibatches", kind: .boolean, title: "Certify epochs",
        help: "Compute the certificate after each epoch too.", methods: ["sgd"], standard: "false"),
      Setting(
        id: "l2", group: "penalty", kind: .number, title: "L2 penalty", help: "The strength of the L2 penalty.",
        methods: every, standard: method == "sgd" ? "0" : nil,
        standardText: method == "sgd" ? nil : "1 / samples",
        least: 0),
      Setting(
        id: "l1", group: "penalty", kind: .number, title: "L1 penalty",
        help: "The strength of the L1 penalty, which makes weights exactly 0.",
        methods: ["auto", "proximal-newton"],
        standard: "0", least: 0),
      Setting(
        id: "tolerance", group: "method", kind: .number, title: "Tolerance",
        help: "End where certified gap / objective is at most this.", methods: full + ["proximal-newton"],
        standard: "1e-8",
        least: 0),
      Setting(
        id: "maxIterations", group: "method", kind: .integer, title: "Iterations",
        help: "The largest number of iterations.",
        methods: full + ["proximal-newton"], standard: "1000", least: 0, most: 1_000_000),
      Setting(
        id: "holdout", group: "data", kind: .number, title: "Holdout",
        help: "Keep this share of each class out of training, as the test set.", methods: every,
        standardText: "none",
        least: 0, most: 1),
      Setting(
        id: "seed", group: "method", kind: .integer, title: "Seed",
        help: "The seed of the first weights, of the order of samples, and of the holdout.", methods: every,
        standard: "0",
        least: 0),
      Setting(
        id: "standardize", group: "method", kind: .boolean, title: "Standardize",
        help: "Apply the penalty to columns at mean 0 and standard deviation 1.", methods: every,
        standard: kind == "table" ? "true" : "false"),
      Setting(
        id: "classWeight", group: "data", kind: .choice, title: "Class weight",
        help: "How much the samples of each class count.", methods: every, standard: "none",
        choices: ["none", "balanced"]),
    ]
  }

  /// The id of what the library calls a parameter.
  static func id(ofParameter parameter: String) -> String? {
    let others = [
      "l2Penalty": "l2", "l1Penalty": "l1", "classWeights": "classWeight", "averagesWeights": "average",
    ]
    let id = others[parameter] ?? parameter
    return all("image", "sgd").contains { $0.id == id } ? id : nil
  }

  /// The answer to GET /api/settings.
  static func document(
    kind: String, method: String, wording: RunWording = .none
  ) throws(StudioProblem) -> [UInt8] {
    guard methods.contains(where: { $0.id == method }) else { throw noSuchMethod(method) }
    var json = JSONWriter()
    json.object { json in
      json.member("methods") { json in
        json.array { json in
          for method in methods {
            json.object { json in
              json.member("id", method.id)
              json.member("title", method.title)
              json.member("note", method.note)
            }
          }
        }
      }
      json.member("settings") { json in
        json.array { json in
          for setting in settings(kind: kind, method: method) { setting.write(to: &json, wording) }
        }
      }
    }
    return json.bytes
  }

  static func noSuchMethod(_ method: String) -> StudioProblem {
    .bad(
      "there is no method '\(method.shown)': there are \(methods.map(\.id).joined(separator: ", "))",
      place: .init(setting: "method"))
  }
}

extension StudioSettings.Setting {
  func write(to json: inout JSONWriter, _ wording: RunWording) {
    json.object { json in
      json.member("id", id)
      json.member("flag", wording.name(ofSetting: id))
      json.member("group", group)
      json.member("type", kind.rawValue)
      json.member("title", title)
      json.member("help", help)
      json.member("methods") { $0.array(of: methods) }
      json.member("default") { json in
        switch (kind, standard) {
        case (_, nil): json.null()
        case (.boolean, let text?): json.boolean(text == "true")
        case (.choice, let text?): json.string(text)
        case (.number, let text?), (.integer, let text?): json.number(Double(text) ?? .nan)
        }
      }
      if let standardText { json.member("defaultText", standardText) }
      if let least { json.member("min", least) }
      if let most { json.member("max", most) }
      if !choices.isEmpty { json.member("choices") { $0.array(of: choices) } }
    }
  }
}
