// What is in samples that are no table, as people read it.

import SoftmaxData
import SoftmaxFiles
import SoftmaxRegression

struct SampleSummaryText {
  let summary: SampleSummary
  let wording: RemedyWording

  /// The lines.
  var text: String {
    let name = summary.name.printablePath
    var text =
      "\(name): \(Wording.counted(summary.sampleCount, "sample")), \(Wording.input(summary.input)), "
      + "\(summary.elementType.rawValue)\n"
    if let names = summary.input.featureNames {
      text += "columns: " + names.prefix(10).map { $0.printable(limit: 40) }.joined(separator: ", ")
      text += names.count > 10 ? ", …\n" : "\n"
    }
    if let minimum = summary.minimum, let mean = summary.mean, let maximum = summary.maximum {
      text +=
        "values as stored: \(Self.stored(minimum)) to \(Self.stored(maximum)), mean "
        + "\(Wording.measure(mean))\n"
    }
    if let weights = summary.weights {
      text += "weights: \(Wording.amount(weights.least)) to \(Wording.amount(weights.greatest))"
      text += weights.zeroCount > 0 ? ", \(Wording.count(weights.zeroCount)) of them 0\n" : "\n"
    }
    if let offsets = summary.offsets {
      text +=
        "offsets: \(Wording.count(offsets.columnCount)) for each sample, \(Wording.measure(offsets.least)) to "
      text += "\(Wording.measure(offsets.greatest))\n"
    }
    if let classes = summary.classes {
      text += SummaryText.classes(classes, rows: "samples", rowCount: summary.sampleCount)
    } else {
      text += "no labels\n"
    }
    return text + SummaryText.warnings(summary.warnings, wording)
  }

  /// Values are stored as Float32 or less, and so have few digits.
  private static func stored(_ value: Double) -> String {
    let short = Float(value).description
    return short.hasSuffix(".0") ? String(short.dropLast(2)) : short
  }
}
