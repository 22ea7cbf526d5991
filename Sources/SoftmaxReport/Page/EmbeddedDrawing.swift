// A drawing as a part of a page.

/// The SVG of a drawing inside of HTML.
struct EmbeddedDrawing {
  let svg: String

  init(_ drawing: Drawing) { svg = SVGDocument(drawing).text }
}
