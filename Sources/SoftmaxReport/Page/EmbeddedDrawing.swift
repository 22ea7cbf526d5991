// A drawing as a part of a page.

/// The SVG of a drawing inside of HTML, in the page's colours; its writer escapes its texts.
struct EmbeddedDrawing {
  let svg: String

  /// `id` is unique in the page.
  init(_ drawing: Drawing, id: String) { svg = SVGDocument(drawing).embedded(id: id) }
}
