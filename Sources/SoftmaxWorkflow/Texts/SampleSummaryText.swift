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
    if let sparse = summary.sparse {
      text += Self.sparse(sparse, indexBase: summary.input.indexBase)
    } else if let minimum = summary.minimum, let mean = summary.mean, let maximum = summary.maximum {
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

  /// Sparse rows: their entries, and what of the file is not used.
  private static func sparse(_ figures: SparseFigures, indexBase: Int?) -> String {
    var text =
      "\(Wording.counted(figures.entryCount, "entry", "entries")), \(Wording.measure(100 * figures.density)) % of all numbers; "
      + "a row has \(Wording.count(figures.leastOfRow)) to \(Wording.count(figures.mostOfRow)), "
      + "\(Wording.measure(figures.meanOfRow)) on average\n"
    if let minimum = figures.minimum, let maximum = figures.maximum {
      text += "values of entries: \(stored(minimum)) to \(stored(maximum))\n"
    }
    if let indexBase { text += "columns are counted from \(indexBase)\n" }
    if figures.emptyRowCount > 0 {
      text += "\(Wording.counted(figures.emptyRowCount, "row")) without an entry\n"
    }
    if figures.emptyColumnCount > 0 {
      text += "\(Wording.counted(figures.emptyColumnCount, "column")) without an entry\n"
    }
    let zeroCount = figures.droppedZeroCount
    if zeroCount > 0 {
      text +=
        "\(Wording.counted(zeroCount, "entry", "entries")) written as 0, which \(zeroCount == 1 ? "is" : "are") left out\n"
    }
    if figures.queryRowCount > 0 {
      text +=
        "\(Wording.counted(figures.queryRowCount, "row")) with a qid, which is not used: rows are classified, not ranked\n"
    }
    return text
  }

  /// Values are stored as Float32 or less, and so have few digits.
  private static func stored(_ value: Double) -> String {
    let short = Float(value).description
    return short.hasSuffix(".0") ? String(short.dropLast(2)) : short
  }
}
