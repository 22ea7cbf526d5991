// A model's card as people read it.

import SoftmaxFiles
import SoftmaxFormats
import SoftmaxRegression
import SoftmaxReport

/// A line for each thing that a model's file says.
enum CardText {
  /// The lines.
  static func text(_ file: ModelFile) -> String {
    let rows = rows(of: file)
    let width = rows.map(\.0.count).max() ?? 0
    return rows.map { name, value in
      name + String(repeating: " ", count: width - name.count + 2) + value.printable(limit: 2000) + "\n"
    }.joined()
  }

  /// What is said, and of what.
  static func rows(of file: ModelFile) -> [(String, String)] {
    let card = file.card
    let model = file.model
    var rows: [(String, String)] = [
      ("written by", card.producer),
      ("classes", "\(model.classCount): \(model.classes.names.joined(separator: ", "))"),
      ("input", Wording.samples(model.input) + scale(model.input)),
    ]
    if let preparation = file.preparation, preparation.hasTexts {
      rows.append(("columns", preparation.columns.map(\.column.name).joined(separator: ", ")))
    } else if let names = model.input.featureNames {
      rows.append(("columns", names.joined(separator: ", ")))
    }
    if let origins = model.input.origins {
      let counted = origins.indices.filter { origins[$0] != 0 }.map { "feature \($0) less \(origins[$0])" }
      rows.append(("counted from", counted.joined(separator: ", ")))
    }
    if let base = model.input.indexBase { rows.append(("indices", "counted from \(base)")) }
    if let preparation = file.preparation { rows += self.rows(preparation) }
    if let outputs = model.outputs { rows += self.rows(outputs, of: model) }
    if let offsets = card.offsets { rows.append(("offsets", offsets.summary)) }
    let parameterCount = model.weights.count + model.bias.count
    rows.append(("parameters", Wording.count(parameterCount)))
    rows.append(("nonzero weights", Wording.nonzero(model)))
    rows.append(("weights SHA-256", model.weightsSHA256))
    if let training = card.training {
      let dataAsKept = Wording.dataAsKept(
        model.input, file.preparation, isRounded: training.dataIsRounded == true)
      rows += self.rows(training, classes: card.classes, input: file.model.input, dataAsKept)
    }
    if let sample = card.sample {
      rows.append(
        (
          "rows kept",
          "\(sample.rows.count) of the training data, with their values: whoever has the file has them"
        ))
    }
    if let evaluation = card.evaluation {
      rows.append(
        (
          "scored on",
          "\(evaluation.data): \(Wording.count(evaluation.sampleCount)) samples\(evaluation.isWeighted == true ? ", weighted" : ""), "
            + "accuracy \(NumberText.share(evaluation.accuracy)), log loss "
            + "\(NumberText.significant(evaluation.logLoss)), macro F1 "
            + NumberText.share(evaluation.macroF1)
        ))
    }
    return rows
  }

  /// What becomes of the logits, and which classes hold which of the fit.
  static func rows(_ outputs: ModelOutputs, of model: SoftmaxModel) -> [(String, String)] {
    let fitted = model.layerClasses.names
    var rows: [(String, String)] = []
    let edited = zip(outputs.classes.names, outputs.rowsOfClasses).compactMap { name, held -> String? in
      let names = held.map { fitted[$0] }
      return names == [name] ? nil : "\(name) is \(Wording.list(names))"
    }
    if !edited.isEmpty { rows.append(("edited classes", edited.joined(separator: "; "))) }
    if let scaling = outputs.scaling {
      let form =
        scaling.temperature.map { "temperature \(Wording.measure($0))" } ?? "a scale and a shift for each class"
      rows.append(
        ("calibrated", "\(form), on \(scaling.data): \(Wording.count(scaling.sampleCount)) samples"))
    }
    if let prior = outputs.prior {
      let shares = zip(outputs.classes.names, ClassPrior.merged(prior.shares, by: outputs)).map {
        "\($0) \(Wording.measure($1))"
      }
      rows.append(("for class shares", shares.joined(separator: ", ")))
    }
    if let sets = outputs.sets {
      rows.append(
        (
          "prediction sets",
          "\(sets.kind.rawValue), coverage \(sets.coverage), threshold \(Wording.measure(sets.threshold)), on "
            + "\(sets.data): \(Wording.count(sets.sampleCount)) samples"
        ))
    }
    return rows
  }

  /// How columns of a table are read.
  private static func rows(_ preparation: Preparation) -> [(String, String)] {
    let missing =
      switch preparation.missing {
      case .error: "refused"
      case .mean: "means of training"
      case .drop: "refused, as rows with some were left out of training"
      case .indicator: "means of training, and a feature where training lacked values"
      }
    let unseen = preparation.unseen == .error ? "refused" : "all zeros"
    // One statement a row: the compiler takes seconds to find the type of a sum of lists.
    var rows: [(String, String)] = []
    if let column = preparation.labelColumn { rows.append(("label column", column)) }
    rows.append(("missing values", missing))
    if preparation.missingWords != .usual {
      rows.append(
        ("read as missing", (["empty cells"] + preparation.missingWords.words).joined(separator: ", ")))
    }
    let notation = preparation.numberNotation
    if notation != .plain {
      let decimals = notation.decimalMark == "," ? "a decimal comma" : "a decimal point"
      rows.append(
        ("numbers", decimals + (notation.thousandsMark.map { ", '\($0)' between thousands" } ?? "")))
    }
    rows.append(("new categories", unseen))
    let bases = preparation.columns.compactMap { column in column.base.map { "\(column.column.name)=\($0)" } }
    if !bases.isEmpty { rows.append(("held against", bases.joined(separator: ", "))) }
    for column in preparation.columns where column.column.kind == .text {
      rows.append(("words of '\(column.column.name)'", Wording.count(column.featureCount)))
    }
    let interactions = preparation.interactions.map(\.name)
    if !interactions.isEmpty { rows.append(("interactions", interactions.joined(separator: ", "))) }
    return rows
  }

  /// Which rows of the data were learned from.
  private static func text(_ rows: RowSelection) -> String {
    var parts: [String] = []
    if let column = rows.splitColumn { parts.append("training rows by column '\(column)'") }
    if let holdout = rows.holdout {
      let count = rows.heldOutCount.map { " (\(Wording.count($0)) samples)" } ?? ""
      parts.append("a share of \(holdout)\(count) kept out")
    }
    if let count = rows.unlabelledCount {
      parts.append("\(Wording.counted(count, "row")) without a label left out")
    }
    if let count = rows.incompleteCount {
      parts.append("\(Wording.counted(count, "row")) with missing cells left out")
    }
    if let column = rows.groupColumn { parts.append("groups of column '\(column)' together") }
    if let column = rows.frequencyColumn { parts.append("each row as often as column '\(column)' says") }
    if let column = rows.weightColumn { parts.append("weights of column '\(column)'") }
    if let array = rows.weightArray { parts.append("weights of array '\(array)'") }
    if let file = rows.weightFile { parts.append("weights from \(file)") }
    return parts.joined(separator: "; ")
  }

  /// `dataAsKept` is which data the certificate is of, where that needs a word.
  private static func rows(
    _ training: TrainingRecord, classes: [String], input: InputDescription, _ dataAsKept: String
  ) -> [(String, String)] {
    var penalty = penalty(training, classCount: classes.count)
    if training.standardized { penalty += "; columns standardised" }
    if training.hasBias == false { penalty += "; no bias" }
    var rows = [
      ("trained on", "\(training.data): \(Wording.count(training.sampleCount)) samples"),
      ("data SHA-256", training.dataSHA256),
      ("method", method(training)),
      ("penalty", penalty),
    ]
    if let selection = training.rows { rows.append(("rows", text(selection))) }
    if let factors = training.penaltyFactors {
      let others = zip(ModelStatistics.terms(of: input, hasIntercept: false), factors).filter { $0.1 != 1 }
      let shown = others.prefix(10).map { "\($0.0.printable(limit: 40)) \(Wording.measure($0.1))" }
      rows.append(
        (
          "penalty factors",
          shown.joined(separator: ", ") + (others.count > 10 ? " and \(others.count - 10) more" : "")
        ))
    }
    if let limits = training.coefficientLimits {
      let names = ModelStatistics.terms(of: input, hasIntercept: false)
      let shown = limits.prefix(10).map { limit in
        let ends = "\(limit.lower.map(Wording.measure) ?? "-∞") to \(limit.upper.map(Wording.measure) ?? "∞")"
        return names[limit.feature].printable(limit: 40)
          + (limit.class.map { " (\($0.printable(limit: 40)))" } ?? "")
          + " " + ends
      }
      rows.append(
        ("limits", shown.joined(separator: ", ") + (limits.count > 10 ? " and \(limits.count - 10) more" : "")))
    }
    if let relaxation = training.relaxation { rows.append(("relaxed", text(relaxation, input))) }
    if let weights = training.classWeights {
      rows.append(
        ("class weights", zip(classes, weights).map { "\($0) \(Wording.measure($1))" }.joined(separator: ", ")))
    }
    if training.hasSampleWeights == true { rows.append(("sample weights", "yes")) }
    if let history = training.history { rows.append(("history", text(history))) }
    rows += [
      ("ended", StopReason(rawValue: training.stopReason)?.explanation ?? training.stopReason),
      (
        "objective",
        "\(Wording.measure(training.objective)) (log loss \(Wording.measure(training.trainLogLoss)), "
          + "accuracy \(NumberText.share(training.trainAccuracy)))"
      ),
      ("largest gradient", Wording.measure(training.gradientMax)),
      (
        "certified gap",
        training.certifiedGap.map {
          "\(Wording.measure($0)), \(Wording.measure($0 / training.objective)) of the objective: no weights can "
            + "gain more\(dataAsKept)"
        } ?? "none: the fit is not proven near the optimum"
      ),
    ]
    return rows
  }

  /// `objective 1.234 to 0.4567 over 12 iterations ▇▄▂▁`.
  private static func text(_ history: [TrainingRecord.HistoryPoint]) -> String {
    let isOfEpochs = history[0].epoch != nil
    let values = history.map { isOfEpochs ? $0.trainLoss : $0.objective ?? $0.trainLoss }
    let name = isOfEpochs || history[0].objective == nil ? "log loss" : "objective"
    let count = Wording.counted(history[history.count - 1].number, isOfEpochs ? "epoch" : "iteration")
    let range = values.count == 1 ? "" : "\(Wording.measure(values[0])) to "
    return
      "\(name) \(range)\(Wording.measure(values[values.count - 1])) over \(count) \(Sparkline.text(values))"
  }

  private static func text(_ relaxation: RelaxationRecord, _ input: InputDescription) -> String {
    let names = ModelStatistics.terms(of: input, hasIntercept: false)
    let kept = relaxation.keptFeatures
    let shown = kept.prefix(10).map { names[$0].printable(limit: 40) }
    let more = kept.count > shown.count ? " and \(kept.count - shown.count) more" : ""
    let columns =
      "\(Wording.count(kept.count)) of \(Wording.counted(names.count, Wording.feature(input))) kept"
      + (kept.isEmpty ? "" : ": \(shown.joined(separator: ", "))\(more)")
    guard let refit = relaxation.refit else { return columns + "; no second fit" }
    let penalty = relaxation.l2Penalty > 0 ? "L2 \(relaxation.l2Penalty)" : "no penalty"
    let end = StopReason(rawValue: refit.stopReason)?.explanation ?? refit.stopReason
    let share =
      relaxation.blend == 0
      ? "the second fit"
      : "\(Wording.number(relaxation.blend)) of the first and \(Float(1 - relaxation.blend)) of the second"
    return "\(columns); second fit by \(refit.solver), \(penalty), \(end); the model is \(share)"
  }

  private static func penalty(_ training: TrainingRecord, classCount: Int) -> String {
    let l2 = training.l2Penalty > 0 ? ["L2 \(training.l2Penalty)"] : []
    let kind = training.isPenaltyGrouped == true ? "grouped L1" : "L1"
    let l1 = training.l1Penalty.map { ["\(kind) \($0)"] } ?? []
    guard !(l1 + l2).isEmpty else { return "none" }
    let scikitLearn = training.scikitLearnPenalty(classCount: classCount)
    let ratio = scikitLearn?.elasticNetRatio.map { ", l1_ratio \(Float($0))" } ?? ""
    return (l1 + l2).joined(separator: "; ") + (scikitLearn.map { ", C \(Float($0.c))\(ratio)" } ?? "")
  }

  private static func method(_ training: TrainingRecord) -> String {
    if let settings = training.stochastic {
      return
        "\(training.solver), \(settings.epochsCompleted) of \(settings.epochs) epochs, \(settings.summary), seed "
        + "\(training.seed)"
    }
    guard let settings = training.fullBatch else { return training.solver }
    let curvature = settings.curvature.map { ", curvature by \($0)" } ?? ""
    return "\(training.solver)\(curvature), \(Wording.counted(settings.iterations, "iteration")) of "
      + "\(Wording.count(settings.maxIterations)) at most, \(Wording.counted(settings.passes, "pass", "passes")), "
      + "tolerance \(settings.tolerance)"
  }

  private static func scale(_ input: InputDescription) -> String {
    guard input.kind == .image, input.maximum != 1 else { return "" }
    return ", intensity = value / \(FixedDecimal(input.maximum, places: 0))"
  }
}
