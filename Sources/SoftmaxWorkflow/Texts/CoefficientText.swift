// A model's coefficients as people read them.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxRemedies

/// The strongest coefficients of each class, or all of them.
struct CoefficientText {
  let list: CoefficientList
  let wording: RemedyWording

  private var coefficients: ModelCoefficients { list.coefficients }

  /// Of more features and classes there is a word.
  private static let featureLimit = 5
  private static let classLimit = 10

  /// For each class the features that do most to it; empty where no feature does anything.
  var strongest: String {
    let shown = coefficients.shownClasses.prefix(Self.classLimit)
    var columns: [(title: String, alignment: TextTable.Alignment)] = [("class", .left), ("feature", .left)]
    if coefficients.areComparable { columns.append(("per std. dev.", .right)) }
    columns.append(("per unit", .right))
    if hasOddsRatios { columns.append(("odds ratio", .right)) }
    var table = TextTable(columns)
    var isEmpty = true
    for k in shown {
      let features = coefficients.strongest(ofClass: k, count: Self.featureLimit)
      if features.isEmpty {
        table.add([coefficients.classNames[k], "(none)"] + columns.dropFirst(2).map { _ in "" })
      }
      for (place, feature) in features.enumerated() {
        isEmpty = false
        var cells = [place == 0 ? coefficients.classNames[k] : "", coefficients.featureNames[feature]]
        if coefficients.areComparable {
          cells.append(
            coefficients.standardizedContrast(ofClass: k, feature: feature).map { NumberText.significant($0) }
              ?? "")
        }
        cells.append(NumberText.significant(coefficients.contrast(ofClass: k, feature: feature)))
        if hasOddsRatios { cells.append(oddsRatio(feature: feature)) }
        table.add(cells)
      }
    }
    guard !isEmpty else { return "" }
    return title + table.text + rest(shown.count)
  }

  /// Of two classes odds are of the one against the other, as the contrasts are. Those of more are in the tables of the
  /// statistics, against one class.
  private var hasOddsRatios: Bool { list.hasStatistics && coefficients.classNames.count == 2 }

  /// The second class's, whichever the reference is.
  private func oddsRatio(feature: Int) -> String {
    if let own = list.entry(ofClass: 1, feature: feature).statistics { return Self.number(own.oddsRatio) }
    let other = list.entry(ofClass: 0, feature: feature).statistics
    return other.map { Self.number(1 / $0.oddsRatio) } ?? ""
  }

  /// What the numbers are, in one sentence.
  private var title: String {
    let per =
      coefficients.areComparable
      ? "one standard deviation of the feature, and with one unit of it"
      : "one unit of the feature (the file lacks standard deviations, as of fits that do not standardise)"
    if coefficients.classNames.count == 2 {
      let names = coefficients.classNames.map { $0.printable(limit: 40) }
      return
        "Strongest coefficients: how the log odds of \(names[1]) against \(names[0]) change with \(per).\n\n"
    }
    return
      "Strongest coefficients: how the logit of a class changes with \(per),\n"
      + "less the mean over the classes, which changes no probability.\n\n"
  }

  /// What is not shown; empty where that is nothing.
  private func rest(_ shownCount: Int) -> String {
    let (featureCount, classCount) = (coefficients.featureNames.count, coefficients.shownClasses.count)
    var parts: [String] = []
    if classCount > shownCount { parts.append("\(shownCount) of \(Wording.count(classCount)) classes") }
    if featureCount > Self.featureLimit {
      parts.append("at most \(Self.featureLimit) of \(Wording.count(featureCount)) features for each class")
    }
    guard !parts.isEmpty else { return "" }
    let more: Advice = "\(parts.joined(separator: ", ")): \(.set(.coefficients)) shows all\n"
    return more.text(in: wording)
  }

  /// All coefficients as a table, with what its columns are.
  var all: String {
    var columns: [(title: String, alignment: TextTable.Alignment)] = [
      ("class", .left), ("feature", .left), ("coefficient", .right), ("contrast", .right),
    ]
    if list.hasStandardDeviations { columns.append(("per std. dev.", .right)) }
    if list.hasStatistics {
      columns += [("odds ratio", .right), ("std. error", .right), ("p", .right), ("interval", .right)]
    }
    var table = TextTable(columns)
    for entry in list.entries {
      var cells = [
        entry.className, entry.feature, NumberText.significant(Double(entry.weight)),
        NumberText.significant(entry.contrast),
      ]
      if list.hasStandardDeviations {
        cells.append(entry.standardized.map { NumberText.significant($0) } ?? "")
      }
      if list.hasStatistics {
        cells +=
          entry.statistics.map { own in
            [
              Self.number(own.oddsRatio), Self.number(own.standardError),
              StatisticsText.probability(own.pValue),
              "\(Self.number(own.interval.lowerBound)) to \(Self.number(own.interval.upperBound))",
            ]
          } ?? ["", "", "", ""]
      }
      table.add(cells)
    }
    return table.text + "\n" + legend
  }

  private var legend: String {
    var text =
      coefficients.classNames.count == 2
      ? "contrast: the coefficient less that of the other class"
      : "contrast: the coefficient less its mean over the classes, which changes no probability"
    if list.hasStandardDeviations {
      text += "; per std. dev.: the contrast times the feature's standard deviation"
    }
    if let reference = list.reference {
      text += "; the columns behind are against \(reference.printable(limit: 40))"
    }
    return text + ".\n"
  }

  /// Three digits, and what is said of numbers that no Float64 holds.
  private static func number(_ value: Double) -> String {
    value.isFinite ? NumberText.significant(value) : StatisticsText.decimal(value)
  }
}
