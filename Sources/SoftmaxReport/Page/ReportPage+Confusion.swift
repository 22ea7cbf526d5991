// True and predicted classes: the whole matrix, or the pairs that are confused most.

import SoftmaxRegression

extension ReportPage {
  var confusionPart: Part {
    classNames.count <= Confusion.mostClasses ? matrixPart : pairsPart
  }

  // MARK: The matrix

  private var matrixPart: Part {
    Part("confusion", "What is taken for what") {
      tag("p") { Self.sentence(confusion, classNames) }
      tag("p", ["class": "muted"]) {
        "Rows are true classes, columns predicted ones; right predictions have a frame. Shades follow the share of the row. "
        "Choose a number to see samples; from there the arrow keys lead to the others."
      }
      tag("fieldset", ["id": "confusion-mode", "hidden": ""]) {
        tag("legend") { "Show" }
        for (value, name) in [
          ("count", "counts"), ("row", "% of true class"), ("column", "% of predicted class"),
        ] {
          tag("label") {
            emptyTag(
              "input",
              ["type": "radio", "name": "confusion", "value": value, "checked": value == "count" ? "" : nil])
            tag("span") { name }
          }
        }
      }
      tag("p", ["id": "confusion-status", "class": "visually-hidden", "role": "status"]) { "" }
      tag("div", ["class": "scroll", "role": "group", "tabindex": "0", "aria-label": "The confusion matrix"]) {
        tag("table", ["id": "confusion-table", "class": "matrix"]) {
          tag("caption") { "Samples by true and predicted class" }
          tag("thead") {
            tag("tr") {
              tag("th", ["class": "corner", "scope": "col"]) { "true \\ predicted" }
              for name in classNames { tag("th", ["scope": "col"]) { Markup.name(name) } }
            }
          }
          tag("tbody") {
            for actual in classNames.indices {
              tag("tr") {
                tag("th", ["scope": "row"]) { Markup.name(classNames[actual]) }
                for predicted in classNames.indices { cell(actual, predicted) }
              }
            }
          }
        }
      }
    }
  }

  private func cell(_ actual: Int, _ predicted: Int) -> Markup {
    let count = confusion.matrix.count(trueClass: actual, predictedClass: predicted)
    let total = confusion.matrix.support(of: actual)
    let share = total > 0 ? count / total : 0
    let shade = count > 0 ? min(10, max(1, Int((10 * share).rounded(.up)))) : 0
    return tag(
      "td",
      [
        "class": "shade-\(shade)\(actual == predicted ? " is-right" : "")", "data-actual": "\(actual)",
        "data-predicted": "\(predicted)", "data-count": Int(exactly: count).map(String.init) ?? "\(count)",
      ]
    ) { tag("span", ["class": count == 0 ? "value zero" : "value"]) { Decimals.amount(count) } }
  }

  /// What is confused most.
  private static func sentence(_ confusion: Confusion, _ names: [String]) -> String {
    guard let worst = confusion.pairs.first else { return "Every sample was predicted right." }
    let share = worst.count / confusion.matrix.support(of: worst.actual)
    return
      "The most frequent mistake takes \(names[worst.actual]) for \(names[worst.predicted]): "
      + "\(Decimals.amount(worst.count)) of \(Decimals.amount(confusion.matrix.support(of: worst.actual))) samples, "
      + "\(Decimals.percent(share))."
  }

  // MARK: The worst pairs

  private var pairsPart: Part {
    Part("confusion", "What is taken for what") {
      tag("p") { Self.sentence(confusion, classNames) }
      tag("p", ["class": "muted"]) {
        "A matrix of \(Decimals.count(classNames.count)) classes cannot be looked at: these are the pairs that are confused "
        "most. Choose a number to see samples."
      }
      if confusion.pairs.isEmpty {
        ""
      } else {
        tag("div", ["class": "scroll", "role": "group", "tabindex": "0", "aria-label": "The most frequent mistakes"]) {
          tag("table", ["id": "pairs-table", "class": "pairs"]) {
            tag("caption") { "The \(confusion.pairs.count) most frequent mistakes" }
            tag("thead") {
              tag("tr") {
                tag("th", ["scope": "col"]) { "true" }
                tag("th", ["scope": "col"]) { "predicted" }
                tag("th", ["scope": "col", "class": "number"]) { "samples" }
                tag("th", ["scope": "col", "class": "number"]) { "% of the true class" }
              }
            }
            tag("tbody") { Markup(confusion.pairs.map(row)) }
          }
        }
      }
    }
  }

  private func row(_ pair: (actual: Int, predicted: Int, count: Double)) -> Markup {
    let count = Int(exactly: pair.count).map(String.init) ?? "\(pair.count)"
    return tag("tr") {
      tag("th", ["scope": "row"]) { Markup.name(classNames[pair.actual]) }
      tag("td") { Markup.name(classNames[pair.predicted]) }
      tag(
        "td",
        [
          "class": "number", "data-actual": "\(pair.actual)", "data-predicted": "\(pair.predicted)",
          "data-count": count,
        ]
      ) { tag("span", ["class": "value"]) { Decimals.amount(pair.count) } }
      tag("td", ["class": "number"]) {
        Decimals.percent(pair.count / confusion.matrix.support(of: pair.actual))
      }
    }
  }
}
