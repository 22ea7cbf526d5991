// Samples as pictures or rows: galleries, contrasts, suspects.

import SoftmaxRegression

extension ReportPage {
  var galleryPart: Part {
    Part("samples", "Samples") {
      if let markNote { tag("p") { markNote } }
      for gallery in galleries {
        tag("h3") { gallery.title }
        tag("p") { gallery.sentence }
        list(gallery.samples, caption: gallery.title)
      }
    }
  }

  /// Some samples: pictures in a grid, or rows in a table. The script's samples.js makes the same for a cell.
  private func list(_ places: [Int], caption: String) -> Markup {
    guard let sheet else { return rows(places, caption: caption) }
    return tag("ul", ["class": "gallery"]) {
      for place in places { tag("li") { figure(samples[place], sheet) } }
    }
  }

  private func figure(_ sample: Sample, _ sheet: ThumbnailSheet) -> Markup {
    let isWrong = sample.actual != sample.predicted
    return tag("figure", ["class": isWrong ? "sample is-wrong" : "sample"]) {
      if let thumbnail = sample.thumbnail {
        Self.thumbnail(
          thumbnail, of: sheet, id: "sheet", label: "sample \(sample.index), \(classNames[sample.actual])")
      }
      tag("figcaption") {
        tag("span") {
          "true: "
          Markup.name(classNames[sample.actual])
        }
        tag("span", ["class": isWrong ? "wrong" : nil]) {
          isWrong ? "✗ said: " : "✓ said: "
          Markup.name(classNames[sample.predicted])
        }
        tag("span", ["class": "muted"]) { "probability \(Self.text(sample.probability))" }
        tag("span", ["class": "muted"]) { "sample \(sample.index)" }
      }
    }
  }

  private func rows(_ places: [Int], caption: String) -> Markup {
    let own = ["sample"] + (hasLines ? ["line"] : []) + ["true", "predicted", "probability"]
    return tag("div", ["class": "scroll", "tabindex": "0", "role": "group", "aria-label": caption]) {
      tag("table") {
        tag("caption") { caption }
        tag("thead") {
          tag("tr") {
            for title in own + columns.map(PictureText.line) {
              tag("th", ["scope": "col"]) { Markup.name(title) }
            }
          }
        }
        tag("tbody") { Markup(places.map { row(samples[$0]) }) }
      }
    }
  }

  private func row(_ sample: Sample) -> Markup {
    let isWrong = sample.actual != sample.predicted
    return tag("tr") {
      tag("th", ["scope": "row", "class": "number"]) { "\(sample.index)" }
      if hasLines { tag("td", ["class": "number"]) { sample.line.map(String.init) ?? "" } }
      tag("td") { Markup.name(classNames[sample.actual]) }
      tag("td", ["class": isWrong ? "wrong" : nil]) {
        isWrong ? "✗ " : "✓ "
        Markup.name(classNames[sample.predicted])
      }
      tag("td", ["class": "number"]) { Self.text(sample.probability) }
      for cell in sample.cells { tag("td") { Self.markup(cell) } }
    }
  }

  /// A cell; samples.js makes the same. A mark has a sign, so that its colour says nothing alone.
  private static func markup(_ cell: RowCell) -> Markup {
    tag("bdi") {
      Markup(
        cell.pieces.map { piece in
          switch piece.side {
          case .none: Markup(piece.line)
          case .favours: tag("mark", ["class": "for"]) { "+" + piece.line }
          case .opposes: tag("mark", ["class": "against"]) { "−" + piece.line }
          }
        })
    }
  }

  var contrastPart: Part {
    Part("contrasts", "Why one class, not another") {
      tag("p") {
        "The mistakes of which the model was most certain. What each feature adds to the difference of two logits sums up, "
        "with the bias, to exactly that difference; e to its power is how many times as probable one class is."
      }
      Markup(contrasts.map(markup))
    }
  }

  private func markup(_ contrast: Contrast) -> Markup {
    let sample = samples[contrast.sample]
    return tag("div", ["class": "contrast"]) {
      tag("div", ["class": "pictures"]) {
        if let sheet, let thumbnail = sample.thumbnail {
          Self.thumbnail(
            thumbnail, of: sheet, id: "sheet", label: "sample \(sample.index), \(classNames[sample.actual])")
        }
        if let colorSheet, let place = contrast.place {
          Self.thumbnail(place, of: colorSheet, id: "color-sheet", label: "what each pixel adds")
        }
      }
      tag("div") {
        tag("h3") { contrast.title }
        tag("p") { contrast.sentence }
        tag("details") {
          tag("summary") { "What adds most" }
          markup(contrast.table)
        }
      }
    }
  }

  func suspectsPart(_ suspects: Suspects) -> Part {
    Part("suspects", "Suspected labels") {
      tag("p") { suspects.sentence }
      if sheet != nil, !suspects.samples.isEmpty { list(suspects.samples, caption: "Suspected labels") }
      markup(suspects.table)
    }
  }

  /// A probability: 1 and 0 are written for exactly that alone.
  static func text(_ probability: Double) -> String { NumberText.share(probability) }
}
