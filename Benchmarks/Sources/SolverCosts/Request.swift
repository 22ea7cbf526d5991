// What the command line asks for.

/// The table, or one fit of it in a process of its own.
enum Request {
  case compare(Comparison)
  case measure(SingleFit)
  case help

  static let usage = """
    usage: solver-costs [--quick] [--only NAME,...] [--methods NAME,...] [--penalties C,...] [--threads N]
                        [--limit SECONDS] [--rounds N] [--steps]

    Fits made data with each full-batch method to the certified default tolerance, each fit in a process of its own,
    and prints the seconds of CPU that each took, and auto's ratio to the best.

      --quick         smaller copies of the shapes
      --only          these shapes: \(Shape.all.map(\.name).joined(separator: ", "))
      --methods       of \(Method.allCases.map(\.rawValue).joined(separator: ", "))
      --penalties     values of scikit-learn's C (default: 1,100)
      --threads       threads of a fit (default: 1, so that CPU seconds are those of the work)
      --limit         seconds of CPU for a fit (default: 60)
      --rounds        fits of each method, in turns; the median counts (default: 1)
      --steps         a line for each iteration, too
    """

  /// What is wrong with an argument.
  struct Problem: Error, CustomStringConvertible {
    let description: String
  }

  init(_ arguments: [String]) throws {
    var comparison = Comparison()
    var rest = arguments[...]
    if rest.first == "fit" {
      self = .measure(try SingleFit(Array(rest.dropFirst())))
      return
    }
    func value(_ option: String) throws -> String {
      guard let value = rest.popFirst() else { throw Problem(description: "\(option) needs a value") }
      return value
    }
    func list<Value>(_ option: String, _ parse: (String) -> Value?) throws -> [Value] {
      try value(option).split(separator: ",").map { word in
        guard let found = parse(String(word)) else {
          throw Problem(description: "\(option) \(word): not one that is known (--help lists them)")
        }
        return found
      }
    }
    while let option = rest.popFirst() {
      switch option {
      case "--quick": comparison.isQuick = true
      case "--steps": comparison.showsSteps = true
      case "--only": comparison.shapes = try list(option, Shape.named)
      case "--methods": comparison.methods = try list(option, Method.init)
      case "--penalties": comparison.penalties = try list(option, Double.init)
      case "--threads": comparison.threads = try list(option, Int.init).first ?? 1
      case "--limit": comparison.limit = try list(option, Double.init).first ?? 60
      case "--rounds": comparison.rounds = max(1, try list(option, Int.init).first ?? 1)
      case "--help", "-h":
        self = .help
        return
      default: throw Problem(description: "unknown option \(option)\n\(Self.usage)")
      }
    }
    self = .compare(comparison)
  }
}
