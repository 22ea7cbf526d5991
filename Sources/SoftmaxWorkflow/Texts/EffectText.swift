// What a column does to the probabilities, as people read it.

import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

enum EffectText {
  /// Classes that have a column; of more those whose probability changes most.
  private static let mostClasses = 8

  /// The lines.
  static func text(_ result: EffectResult, _ wording: RemedyWording) -> String {
    let curve = result.curve
    let column = curve.column.printable(limit: 40)
    let ranges = curve.ranges
    let order = ranges.indices.sorted { ranges[$0] == ranges[$1] ? $0 < $1 : ranges[$0] > ranges[$1] }
    let shown = order.prefix(mostClasses).sorted()
    var table = TextTable(
      [(curve.column, curve.isOfNumbers ? .right : .left)] + shown.map { (curve.classNames[$0], .right) })
    for point in curve.points {
      table.add([point.value.text] + shown.map { NumberText.share(point.probabilities[$0]) })
    }
    let own = result.ownValue.map { ", which has \($0.text.printable(limit: 40))" } ?? ""
    let what =
      result.sample.map { "sample \($0)\(own)" }
      ?? "the mean over \(Wording.counted(curve.sampleCount, "row"))"
    return
      "\(result.dataName.printablePath): the probabilities of the classes by \(column), \(what); all other columns as "
      + "they are.\n\n" + table.text + rest(shown.count, curve.classNames.count, wording)
  }

  /// What is not shown; empty where that is nothing.
  private static func rest(_ shown: Int, _ count: Int, _ wording: RemedyWording) -> String {
    guard count > shown else { return "" }
    let more: Advice =
      "\nOf \(Wording.count(count)) classes the \(shown) whose probability changes most: \(.set(.document)) has all.\n"
    return more.text(in: wording)
  }
}
