// What is typed to make a run of the studio again: a line of softmax train.

import SoftmaxFiles
import SoftmaxServer

extension RunWording {
  /// Flags of `softmax train`.
  static let flags = RunWording(setting: { flag($0) }, command: { line($0) })

  private static func line(_ recipe: RunRecipe) -> String {
    let words =
      ["softmax", "train", recipe.data] + recipe.settings.flatMap(words) + ["-o", "model.safetensors"]
    return words.map(\.shellQuoted).joined(separator: " ")
  }

  private static func words(_ setting: RunRecipe.Setting) -> [String] {
    switch setting {
    case .label(let name): ["--label", name]
    case .table("header", let text): [text == "yes" ? "--header" : "--no-header"]
    case .table(let key, let text): [flag(key), text]
    case .method(let name): ["--solver", name]
    case .decision("standardize", false): ["--no-standardize"]
    // Every other flag is off by default, and has no opposite.
    case .decision(let id, let isOn): isOn ? [flag(id)] : []
    case .value(let id, let text): [flag(id), text]
    }
  }

  /// `learningRate` is `--learning-rate`.
  private static func flag(_ id: String) -> String {
    id.reduce(into: "--") { flag, letter in
      flag += letter.isUppercase ? "-" + letter.lowercased() : String(letter)
    }
  }
}
