// Two models compared, as people read it.

import SoftmaxFiles
import SoftmaxRegression

enum ComparisonText {
  /// The lines.
  static func text(_ result: ComparisonResult, limit: Int) -> String {
    let (first, second) = (result.request.first.path, result.request.second.path)
    return """
      \(result.dataName.printablePath): \(Wording.counted(result.pair.classIndices.count, "sample")), \
      \(Wording.counted(result.classNames.count, "class", "classes"))
      A: \(first.printablePath)
      B: \(second.printablePath)

      \(figures(result))
      \(mcNemar(result.pair.mcNemar))\(disagreements(result, limit: limit))
      """
  }

  private static func figures(_ result: ComparisonResult) -> String {
    let request = result.request.metrics
    let hasIntervals = request.bootstrap != nil
    var table = TextTable(
      [("metric", .left), ("A", .right), ("B", .right), ("B - A", .right)]
        + (hasIntervals ? [("low", .right), ("high", .right), ("", .left)] : []))
    for figure in result.figures {
      table.add(
        [
          request.title(of: figure.metric), MetricText.number(figure.first.number),
          MetricText.number(figure.second.number), MetricText.number(figure.difference),
        ]
          + (hasIntervals
            ? [
              MetricText.number(figure.differenceInterval?.low),
              MetricText.number(figure.differenceInterval?.high), verdict(figure),
            ] : []))
    }
    let values = result.figures.map { ($0.metric, $0.first.number == nil ? $0.first : $0.second) }
    return table.text + MetricText.reasons(values, request)
      + (hasIntervals ? "low and high are bounds of B - A. " : "") + MetricText.method(request.bootstrap)
  }

  /// Who is better, where the interval leaves out 0.
  private static func verdict(_ figure: MetricComparison) -> String {
    guard let interval = figure.differenceInterval, interval.low > 0 || interval.high < 0 else { return "" }
    return (interval.low > 0) == figure.metric.isBetterHigher ? "B is better" : "A is better"
  }

  private static func mcNemar(_ test: McNemarTest) -> String {
    let how =
      switch (test.method, test.chiSquare) {
      case (.chiSquare, let statistic?):
        "chi-square with continuity correction \(StatisticsText.decimal(statistic)), 1 degree of freedom"
      default: "exact binomial"
      }
    return "McNemar's test: A alone is right on \(Wording.count(test.onlyFirstRight)), B alone on "
      + "\(Wording.count(test.onlySecondRight)), both on \(Wording.count(test.bothRight)), neither on "
      + "\(Wording.count(test.bothWrong)); \(how), p \(StatisticsText.probability(test.pValue)).\n"
  }

  private static func disagreements(_ result: ComparisonResult, limit: Int) -> String {
    let count = result.pair.disagreeingSamples.count
    guard count > 0 else { return "The models never disagree.\n" }
    let kinds = result.pair.disagreements
    var table = TextTable([
      ("true", .left), ("A says", .left), ("B says", .left), ("samples", .right),
    ])
    for kind in kinds.prefix(limit) {
      table.add([
        result.classNames[kind.trueClass], result.classNames[kind.firstPrediction],
        result.classNames[kind.secondPrediction], Wording.count(kind.count),
      ])
    }
    var samples = TextTable([
      ("sample", .right), ("true", .left), ("A says", .left), ("probability", .right), ("B says", .left),
      ("probability", .right),
    ])
    for sample in result.disagreements(limit: limit) {
      samples.add([
        "\(sample.place)", sample.trueName, sample.firstName, NumberText.share(Double(sample.firstProbability)),
        sample.secondName, NumberText.share(Double(sample.secondProbability)),
      ])
    }
    return "They disagree on \(Wording.counted(count, "sample")).\n\n\(table.text)"
      + more(kinds.count - limit, "kind of disagreement", "kinds of disagreement") + "\n\(samples.text)"
      + more(count - limit, "sample", "samples")
  }

  private static func more(_ count: Int, _ noun: String, _ plural: String) -> String {
    count > 0 ? "and \(Wording.counted(count, "more \(noun)", "more \(plural)"))\n" : ""
  }
}
