// The page as HTML.

extension ReportPage {
  /// The whole document: one file that asks for nothing.
  package var html: [UInt8] {
    let (style, script) = (WebFiles.style.description, WebFiles.script)
    let document = Markup([
      .documentType,
      tag("html", ["lang": "en"]) {
        head(style: style, script: script)
        tag("body") {
          tag("a", ["class": "skip", "href": "#main"]) { "Skip to the report" }
          header
          navigation
          tag("main", ["id": "main"]) { Markup(parts.map(\.markup)) }
          footer
          dialog
          if let sheet { Self.picture(of: sheet, id: "sheet") }
          if let colorSheet { Self.picture(of: colorSheet, id: "color-sheet") }
          tag("script", ["type": "application/json", "id": "report-data"]) { Markup(data) }
          tag("script", ["type": "module"]) { Markup(code: script) }
        }
      },
    ])
    return Array(document.html.utf8)
  }

  /// Nothing is loaded, and only this script and this style run.
  private func head(style: String, script: String) -> Markup {
    let policy = [
      "default-src 'none'", "script-src \(WebFiles.source(of: script))",
      "style-src \(WebFiles.source(of: style))",
      "img-src data:", "base-uri 'none'", "form-action 'none'",
    ].joined(separator: "; ")
    return tag("head") {
      emptyTag("meta", ["charset": "utf-8"])
      emptyTag("meta", ["http-equiv": "Content-Security-Policy", "content": policy])
      emptyTag("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
      emptyTag("meta", ["name": "color-scheme", "content": "light dark"])
      emptyTag("meta", ["name": "referrer", "content": "no-referrer"])
      emptyTag("meta", ["name": "generator", "content": producer])
      // Without one a browser that gets the page from a server asks for /favicon.ico.
      emptyTag("link", ["rel": "icon", "href": "data:,"])
      tag("title") { "\(modelName) on \(dataName)" }
      tag("style") { Markup(code: style) }
    }
  }

  private var header: Markup {
    tag("header") {
      tag("h1") {
        Markup.name(modelName)
        " on "
        Markup.name(dataName)
      }
      tag("p", ["class": "muted"]) { "A report by \(producer)" }
      tag("fieldset", ["id": "theme", "hidden": ""]) {
        tag("legend") { "Colours" }
        for (value, name) in [("system", "as the system"), ("light", "light"), ("dark", "dark")] {
          tag("label") {
            emptyTag("input", ["type": "radio", "name": "theme", "value": value])
            tag("span") { name }
          }
        }
      }
    }
  }

  private var navigation: Markup {
    tag("nav", ["aria-label": "Sections"]) {
      tag("ul") {
        for part in parts {
          tag("li") { tag("a", ["href": "#\(part.id)"]) { part.title } }
        }
      }
    }
  }

  private var footer: Markup {
    tag("footer") {
      tag("p") {
        "This page is one file: it has its pictures and numbers in itself and asks no server for anything. "
        "It was written by \(producer)."
      }
    }
  }

  /// Where the samples behind a cell are shown.
  private var dialog: Markup {
    tag("dialog", ["id": "cell-dialog", "aria-labelledby": "cell-title"]) {
      tag("div", ["class": "inside"]) {
        tag("div", ["class": "top"]) {
          tag("h2", ["id": "cell-title"]) { "Samples" }
          tag("button", ["type": "button", "id": "cell-close"]) { "Close" }
        }
        tag("div", ["id": "cell-content"]) { "" }
      }
    }
  }

  /// A sheet of pictures, of which others show parts.
  private static func picture(of sheet: ThumbnailSheet, id: String) -> Markup {
    tag("svg", ["class": "sheet", "width": "0", "height": "0", "aria-hidden": "true", "focusable": "false"]) {
      tag(
        "image",
        [
          "id": id, "width": "\(sheet.sheetWidth)", "height": "\(sheet.sheetHeight)", "href": sheet.dataURL,
        ]
      ) { "" }
    }
  }

  /// A part of a sheet.
  static func thumbnail(_ place: Int, of sheet: ThumbnailSheet, id: String, label: String) -> Markup {
    tag(
      "svg", ["class": "thumb", "viewBox": sheet.viewBox(place), "role": "img", "aria-label": label]
    ) { tag("use", ["href": "#\(id)"]) { "" } }
  }
}
