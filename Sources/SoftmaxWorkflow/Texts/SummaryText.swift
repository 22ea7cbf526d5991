// What the summaries of all data have in common, as people read it.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression
import SoftmaxRemedies

enum SummaryText {
  /// Warnings beyond this many are in JSON.
  static let warningLimit = 20

  /// A table of classes and how many rows each has.
  static func classes(_ classes: ValueCounts, rows noun: String, rowCount: Int) -> String {
    guard !classes.hasMore else { return "" }
    var table = TextTable([("class", .left), (noun, .right), ("share", .right)])
    func share(_ count: Int) -> String {
      "\(NumberText.percent(Double(count) / Double(max(rowCount, 1)))) %"
    }
    for entry in classes.listed {
      table.add([entry.name.printable(limit: 40), Wording.count(entry.count), share(entry.count)])
    }
    let rest = classes.distinctCount - classes.listed.count
    if rest > 0 {
      table.add(["(\(Wording.count(rest)) more)", Wording.count(classes.otherCount), share(classes.otherCount)])
    }
    return "\n" + table.text
  }

  /// What train refuses, then what is odd, each with what to do on a line of its own.
  static func warnings(_ warnings: [DataWarning], _ wording: RemedyWording) -> String {
    guard !warnings.isEmpty else { return "\nnothing odd was found\n" }
    let shown = warnings.prefix(warningLimit)
    var text = ""
    for (title, isRefusal) in [("train refuses this:", true), ("worth a look:", false)] {
      let part = shown.filter { $0.stopsTraining == isRefusal }
      guard !part.isEmpty else { continue }
      text += "\n\(title)\n"
      for warning in part {
        text += "  \(warning.message.printable(limit: 400))\n"
        if let remedy = warning.advice?.text(in: wording) { text += "    \(remedy.printable(limit: 400))\n" }
      }
    }
    let rest = warnings.count - shown.count
    guard rest > 0 else { return text }
    let more: Advice = "\n\(Wording.count(rest)) more in \(.set(.document))\n"
    return text + more.text(in: wording)
  }

  /// A number as it was read where that is short, else to a few digits, but at least to whole ones.
  static func number(_ value: Double) -> String {
    let whole = Int(exactly: value).map(String.init) ?? "\(value)"
    return whole.count <= 9 ? whole : figure(value)
  }

  /// A number to a few digits, but at least to whole ones up to a million millions.
  static func figure(_ value: Double) -> String {
    (1e6...1e12).contains(value.magnitude)
      ? FixedDecimal(value, places: 0).description : Wording.measure(value)
  }
}
