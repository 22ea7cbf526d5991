// The parts of the page, in their order.

extension ReportPage {
  /// A part with a heading that the navigation leads to.
  struct Part {
    let id: String
    let title: String
    let content: Markup

    init(_ id: String, _ title: String, @MarkupBuilder _ content: () -> Markup) {
      (self.id, self.title, self.content) = (id, title, content())
    }

    var markup: Markup {
      tag("section", ["id": id, "aria-labelledby": "\(id)-title"]) {
        tag("h2", ["id": "\(id)-title"]) { title }
        content
      }
    }
  }

  /// The parts that there is something to say in.
  var parts: [Part] {
    var parts = [summaryPart]
    if !training.isEmpty { parts.append(Part("training", "Training") { charts(training) }) }
    parts.append(confusionPart)
    if !calibration.isEmpty {
      parts.append(Part("calibration", "Calibration") { charts(calibration) })
    }
    if !ranking.isEmpty {
      parts.append(Part("ranking", "ROC and precision-recall") { charts(ranking) })
    }
    if let classes { parts.append(classesPart(classes)) }
    if let weights { parts.append(weightsPart(weights)) }
    if !galleries.isEmpty { parts.append(galleryPart) }
    if !contrasts.isEmpty { parts.append(contrastPart) }
    if let suspects { parts.append(suspectsPart(suspects)) }
    parts.append(trialPart)
    if let certificate { parts.append(certificatePart(certificate)) }
    if !card.isEmpty { parts.append(cardPart) }
    if !commands.isEmpty { parts.append(commandPart) }
    return parts
  }

  // MARK: Numbers

  private var summaryPart: Part {
    Part("summary", "Summary") {
      for (place, sentence) in summary.enumerated() {
        tag("p", ["class": place == 0 ? "lead" : nil]) { sentence }
      }
      for notice in notices { tag("p", ["class": "notice"]) { "Note: \(notice)" } }
      tag("ul", ["class": "figures"]) {
        for figure in figures {
          tag("li") {
            tag("span", ["class": "name"]) { figure.name }
            tag("span", ["class": "value"]) { figure.value }
            if let interval = figure.interval { tag("span", ["class": "interval"]) { interval } }
            tag("span", ["class": "meaning"]) { figure.meaning }
          }
        }
      }
    }
  }

  private func classesPart(_ table: DataTable) -> Part {
    Part("classes", "Classes") {
      tag("p") {
        "Precision: of the samples called so, the share that is. Recall: of the class's samples, the share that was found. "
        "F1 is the harmonic mean of both. The headers sort the table."
      }
      tag("div", ["class": "filter", "hidden": ""]) {
        tag("label", ["for": "classes-filter"]) { "Show classes with" }
        emptyTag("input", ["id": "classes-filter", "type": "search", "data-filters": "classes-table"])
        tag("span", ["id": "classes-table-status", "class": "status", "role": "status"]) { "" }
      }
      markup(table, id: "classes-table", isSortable: true)
    }
  }

  /// Charts of more pixels across are scrolled on a phone rather than made too small to read.
  private static let wideChart = 700

  /// Charts, side by side where there is room.
  private func charts(_ charts: [Chart]) -> Markup {
    tag("div", ["class": "charts"]) { for chart in charts { markup(chart) } }
  }

  /// A chart with its sentence, and its numbers as a table.
  private func markup(_ chart: Chart) -> Markup {
    tag("div") {
      tag("h3") { chart.title }
      tag("figure", ["class": "chart"]) {
        tag(
          "div",
          [
            "class": chart.drawing.width > Self.wideChart ? "drawing wide" : "drawing", "tabindex": "0",
            "role": "group", "aria-label": "Chart: \(chart.title)",
          ]
        ) {
          Markup(EmbeddedDrawing(chart.drawing, id: chart.id))
        }
        tag("figcaption") { chart.sentence }
      }
      tag("details") {
        tag("summary") { "The numbers of this chart" }
        markup(chart.table)
      }
    }
  }

  func markup(_ table: DataTable, id: String? = nil, isSortable: Bool = false) -> Markup {
    tag("div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": table.caption]) {
      tag("table", ["id": id, "data-sortable": isSortable ? "" : nil]) {
        tag("caption") { table.caption }
        tag("thead") {
          tag("tr") {
            for column in table.columns {
              tag("th", ["scope": "col", "class": column.isNumber ? "number" : nil]) {
                Markup.name(column.title)
              }
            }
          }
        }
        tag("tbody") {
          for row in table.rows {
            tag("tr") {
              Markup(zip(row, table.columns).enumerated().map { cell($1.0, $1.1, isFirst: $0 == 0) })
            }
          }
        }
      }
    }
  }

  private func cell(_ cell: DataTable.Cell, _ column: DataTable.Column, isFirst: Bool) -> Markup {
    let (style, value) = (column.isNumber ? "number" : nil, cell.value.map { "\($0)" })
    let text = Markup.name(cell.text)
    return isFirst
      ? tag("th", ["scope": "row", "class": style, "data-value": value]) { text }
      : tag("td", ["class": style, "data-value": value]) { text }
  }

  // MARK: The model

  private func weightsPart(_ weights: Weights) -> Part {
    Part("weights", "Weights") {
      tag("p") { weights.sentence }
      if let colorSheet, !weights.pictures.isEmpty {
        tag("ul", ["class": "gallery weights"]) {
          for (name, place) in weights.pictures {
            tag("li") {
              tag("figure", ["class": "sample"]) {
                Self.thumbnail(
                  place, of: colorSheet, id: "color-sheet", label: "coefficients of \(name)")
                tag("figcaption") { Markup.name(name) }
              }
            }
          }
        }
      }
      if let words = weights.words { markup(words) }
      charts(weights.charts)
    }
  }

  private var trialPart: Part {
    Part("try", "Try the model") {
      switch trial {
      case .model:
        tag("p") {
          "The model is in this page and is scored here, by the same arithmetic as the command's. Nothing leaves the page."
        }
        tag("div", ["class": "try"]) {
          tag("div", ["id": "try-input"]) { tag("p") { "This needs JavaScript, which is off." } }
          tag("div", ["id": "answer", "role": "status", "aria-live": "polite"]) { "" }
        }
      case .none(let reason):
        tag("p") { "The model cannot be tried in this page. \(reason)" }
      }
    }
  }

  private func certificatePart(_ certificate: Certificate) -> Part {
    Part("certificate", "Certificate") {
      for sentence in certificate.sentences { tag("p") { sentence } }
      if let command = certificate.command {
        tag("p") { "This command computes it again, from the model's file and its training data:" }
        tag("pre") { tag("code") { command } }
      }
    }
  }

  private var cardPart: Part {
    Part("card", "Model card") {
      tag("div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": "The model's card"]) {
        tag("table", ["class": "card"]) {
          tag("caption") { "What the model's file says of it" }
          tag("thead", ["class": "visually-hidden"]) {
            tag("tr") {
              tag("th", ["scope": "col"]) { "field" }
              tag("th", ["scope": "col"]) { "value" }
            }
          }
          tag("tbody") {
            for line in card {
              tag("tr") {
                tag("th", ["scope": "row"]) { line.name }
                tag("td") { Markup.name(line.value) }
              }
            }
          }
        }
      }
    }
  }

  private var commandPart: Part {
    Part("commands", "Commands") {
      for command in commands {
        tag("p") { command.purpose }
        tag("pre") { tag("code") { command.line } }
      }
    }
  }
}
