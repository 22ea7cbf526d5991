// Why a model says what it says, as people read it.

import SoftmaxFiles
import SoftmaxRegression

enum ExplanationText {
  /// The lines behind the heading and the texts.
  static func reasons(_ result: ExplanationResult, count: Int) -> String {
    let explanation = result.explanation
    let (own, other) = (name(explanation.className), name(explanation.opponent))
    let isTable = result.input.kind == .table
    let origin = result.baseline == .mean ? "its mean in training" : "0"
    return """

      Why \(own) and not \(other): what each \(result.noun) adds to the logit of \(own) less that of \(other),
      counted from \(origin). Above 0 speaks for \(own), below 0 for \(other).
      \(parts(explanation))
      \(table(result, count, isTable: isTable))
      \(ending(explanation))

      """
  }

  private static func name(_ name: String) -> String { name.printable(limit: 40) }

  /// `digits:test, sample 17: predicted shirt (0.812), true pullover`.
  static func heading(_ result: ExplanationResult) -> String {
    let prediction = result.explanation.prediction
    let truth = result.explanation.trueClass.map { ", true \(name($0))" } ?? ""
    return "\(result.dataName.printablePath), sample \(result.sample): predicted \(name(prediction.label)) "
      + "(\(NumberText.share(Double(prediction.probability))))\(truth)"
  }

  private static func table(_ result: ExplanationResult, _ count: Int, isTable: Bool) -> String {
    let explanation = result.explanation
    let shown = explanation.strongest(count)
    let rest = explanation.columns.count - shown.count
    let known = Set(shown.map(\.features))
    let left = explanation.columns.filter { !known.contains($0.features) }.reduce(0) { $0 + $1.contribution }
    let numbers =
      shown.map(\.contribution) + [left, explanation.baselineGap, explanation.offsetGap ?? 0, explanation.gap]
    let places = places(of: numbers)
    func signed(_ value: Double) -> String {
      let text = FixedDecimal(value, places: places).description
      return value > 0 ? "+" + text : text
    }
    var table = TextTable([
      (result.noun, .left), ("value", isTable ? .left : .right), ("contribution", .right),
    ])
    for column in shown {
      table.add([column.column, isTable ? column.value : intensity(column.value), signed(column.contribution)])
    }
    if rest > 0 {
      table.add([
        shown.isEmpty
          ? "all \(Wording.counted(rest, result.noun))" : "other \(Wording.counted(rest, result.noun))", "",
        signed(left),
      ])
    }
    table.add([
      result.baseline == .mean ? "bias, at the means" : "bias", "", signed(explanation.baselineGap),
    ])
    if let offset = explanation.offsetGap { table.add(["offsets", "", signed(offset)]) }
    table.add(["sum: the logit gap", "", signed(explanation.gap)])
    return table.text
  }

  /// Numbers of pictures and vectors, three digits of each.
  private static func intensity(_ text: String) -> String {
    text.split(separator: ", ").map { part in Double(part).map { NumberText.significant($0) } ?? String(part) }
      .joined(separator: ", ")
  }

  /// Decimals for all numbers alike, so that they can be added up: four digits of the largest.
  private static func places(of numbers: [Double]) -> Int {
    var largest = numbers.reduce(0) { max($0, $1.isFinite ? abs($1) : 0) }
    guard largest > 0 else { return 3 }
    var places = 3
    while largest >= 10, places > 0 { (largest, places) = (largest / 10, places - 1) }
    while largest < 1, places < 15 { (largest, places) = (largest * 10, places + 1) }
    return places
  }

  /// `'tops' was merged of several classes: shirt stands for it.`
  private static func parts(_ explanation: ContrastExplanation) -> String {
    [(explanation.className, explanation.part), (explanation.opponent, explanation.opponentPart)].map {
      name, part in
      part.map {
        "\(Self.name(name)) holds several classes of the fit; \(Self.name($0)), the strongest here, stands for it.\n"
      } ?? ""
    }.joined()
  }

  /// What the gap comes to.
  private static func ending(_ explanation: ContrastExplanation) -> String {
    func probability(_ name: String, _ value: Float) -> String {
      "p(\(Self.name(name))) = \(NumberText.share(Double(value)))"
    }
    let isPart = explanation.part != nil || explanation.opponentPart != nil
    return
      (isPart
      ? "The probabilities, of all parts of a class together: " : "The probabilities that this comes to: ")
      + "\(probability(explanation.className, explanation.probability)), "
      + "\(probability(explanation.opponent, explanation.opponentProbability))."
  }
}
