"""What a program can check of how a page of the book is read: by eye, by ear, by keyboard."""

from devtools import Page

# Of text beside its ground; large text, 24 pixels or bold 18.66, may have less.
LEAST_CONTRAST, LEAST_LARGE = 4.5, 3.0
LEAST_PIXELS = 9

STRUCTURE = """(() => {
  const found = [], all = (s) => [...document.querySelectorAll(s)];
  const say = (what, e) => found.push(`${what}: ${e.outerHTML.slice(0, 90)}`);
  let level = 0;
  for (const heading of all("h1, h2, h3, h4, h5, h6")) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) say("a heading leaves a level out", heading);
    level = own;
  }
  if (all("h1").length !== 1) found.push(`${all("h1").length} headings of the first level`);
  if (!document.documentElement.lang) found.push("no language");
  if (!document.title.trim()) found.push("no title");
  if (all("main").length !== 1) found.push("no one main part");
  const other = document.documentElement.lang === "en" ? /[\\u4e00-\\u9fff]/ : null;
  for (const e of all("body *")) {
    const own = [...e.childNodes].filter((n) => n.nodeType === 3).map((n) => n.data).join("");
    if (other?.test(own) && !e.closest("[lang^=zh]") && !e.closest("script")) say("Chinese that does not say so", e);
  }
  for (const e of all("img")) if (!e.alt.trim()) say("no text for a picture", e);
  for (const e of all("svg")) {
    if (e.getAttribute("role") !== "img" || !e.getAttribute("aria-label")?.trim()) say("no text for a figure", e);
  }
  for (const e of all("figure")) if (!e.querySelector("figcaption")?.textContent.trim()) say("no title of a figure", e);
  for (const e of all("figure .stage")) if (!e.querySelector("svg")) say("an empty figure", e);
  for (const e of all("input")) {
    if (!(e.getAttribute("aria-label") || e.closest("label")?.textContent)?.trim()) say("no name of an input", e);
  }
  for (const e of all("fieldset")) if (!e.querySelector("legend")?.textContent.trim()) say("no name of choices", e);
  for (const e of all("nav")) if (!e.getAttribute("aria-label")) say("no name of a navigation", e);
  for (const e of all("a[href]")) {
    if (e.getAttribute("aria-hidden") === "true") continue;
    if (!e.textContent.trim() && !e.querySelector("img[alt]")) say("an empty link", e);
  }
  for (const e of all("math")) if (!e.querySelector("annotation")?.textContent.trim()) say("a formula without its source", e);
  for (const e of all("span.math, merror")) say("a formula that is not MathML", e);
  const ids = all("[id]").map((e) => e.id);
  ids.filter((id, i) => ids.indexOf(id) !== i).forEach((id) => found.push(`two of id ${id}`));
  for (const e of all("body *")) {
    const style = getComputedStyle(e);
    if (e.scrollWidth > e.clientWidth + 1 && style.overflowX === "auto" && e.clientWidth
        && e.tabIndex < 0 && !e.querySelector("a[href], input")) say("scrolls, but not by keyboard", e);
    if (style.transitionDuration !== "0s" || style.animationName !== "none") say("moves by itself", e);
  }
  return found;
})()"""

CONTRAST = """(() => {
  const found = [];
  let least = 21;
  const parse = (text) => { const m = text.match(/[\\d.]+/g).map(Number); return [m[0], m[1], m[2], m[3] ?? 1]; };
  const over = (a, b) => [0, 1, 2].map((i) => a[i] * a[3] + b[i] * (1 - a[3])).concat(1);
  const light = (c) => [0.2126, 0.7152, 0.0722].reduce((sum, part, i) => {
    const v = c[i] / 255;
    return sum + part * (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  }, 0);
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const colour = parse(getComputedStyle(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, layer) => over(layer, below), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const e = node.parentElement;
    if (!node.data.trim() || e.closest("script, style, noscript, annotation, .skip, .unseen, svg title")) continue;
    if (!e.checkVisibility()) continue;
    const style = getComputedStyle(e);
    const below = ground(e);
    const ink = over(parse(e instanceof SVGElement ? style.fill : style.color), below);
    const [a, b] = [light(ink), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (!large) least = Math.min(least, ratio);
    if (ratio < (large ? LARGE : LEAST)) {
      const name = e.className.baseVal ?? e.className;
      found.push(`contrast ${ratio.toFixed(2)}: ${node.data.trim().slice(0, 30)} (${name})`);
    }
  }
  for (const e of document.querySelectorAll("figure svg text")) {
    // Words stand within their figure, and can be read.
    const [own, frame] = [e.getBoundingClientRect(), e.ownerSVGElement.getBoundingClientRect()];
    if (own.left < frame.left - 1 || own.right > frame.right + 1 || own.top < frame.top - 1 || own.bottom > frame.bottom + 1) {
      found.push(`a figure's text is cut: ${e.textContent}`);
    }
    const size = parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a;
    const turned = e.hasAttribute("transform");
    if (!turned && size < PIXELS) found.push(`a figure's text of ${size.toFixed(1)} pixels: ${e.textContent}`);
  }
  return [[...new Set(found)].slice(0, 8), least];
})()""".replace("LARGE", str(LEAST_LARGE)).replace("LEAST", str(LEAST_CONTRAST)).replace("PIXELS", str(LEAST_PIXELS))

# What is focused, and whether it can be seen that it is.
FOCUSED = """(() => {
  const e = document.activeElement;
  if (e === document.body) return null;
  const style = getComputedStyle(e.matches(".choices input") ? e.nextElementSibling : e);
  return [e.outerHTML.slice(0, 70), style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1, e.className];
})()"""


def structure(page: Page) -> list[str]:
    """Headings, languages, names, texts for pictures."""
    return page.run(STRUCTURE)


def contrast(page: Page) -> tuple[list[str], float]:
    """Text that is hard to tell from its ground, or too small; and the least contrast of all small text."""
    page.run("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
    found, least = page.run(CONTRAST)
    return found, least


def keyboard(page: Page) -> list[str]:
    """Walks over the page by the tabulator: first the way to the text, then everything else, each to be seen."""
    found = []
    page.run("window.scrollTo(0, 0); document.activeElement.blur()")
    page.key("Tab")
    first = page.run(FOCUSED)
    if not first or first[2] != "skip":
        return ["the first thing to reach is not the way to the text"]
    if page.run("document.activeElement.getBoundingClientRect().width") < 20:
        found.append("the way to the text is not seen when it has the focus")
    page.key("Enter")
    if page.run("document.activeElement.id") != "text":
        found.append("the way to the text does not lead there")
    page.run("document.activeElement.blur(); window.getSelection().removeAllRanges(); document.querySelector('.skip').focus()")
    for _ in range(200):
        page.key("Tab")
        focused = page.run(FOCUSED)
        if focused is None:
            return found
        if not focused[1]:
            found.append(f"the focus is not seen: {focused[0]}")
    return found + ["the tabulator finds no end"]


def arrows(page: Page, figure: str) -> list[str]:
    """Moves every slider and choice of a figure by an arrow key: its words must change."""
    found = []
    words = f"[...document.querySelectorAll('{figure} svg')].map((e) => e.getAttribute('aria-label')).join()"
    inputs = page.run(
        f"[...document.querySelectorAll('{figure} input')].map((e, i) => e.type === 'range' || e.checked ? i : -1)"
        ".filter((i) => i >= 0)")
    for place in inputs:
        before = page.run(words)
        page.run(f"document.querySelectorAll('{figure} input')[{place}].focus()")
        page.key("ArrowLeft")
        if page.run(words) == before:
            found.append(f"{figure}: the arrow keys do not move input {place}")
    return found


def brightness(page: Page, selector: str, place: int) -> float:
    """How bright the upper edge of a picture is as it is seen, from 0 to 1."""
    left, top, width = page.run(
        f"(() => {{ const r = document.querySelectorAll('{selector}')[{place}].getBoundingClientRect(); "
        "return [r.left + scrollX, r.top + scrollY, r.width]; })()")
    data = page.call(
        "Page.captureScreenshot", format="png", captureBeyondViewport=True,
        clip={"x": left + 4, "y": top + 4, "width": min(width, 300) - 8, "height": 6, "scale": 1})["data"]
    return page.run(
        "(async () => { const i = new Image(); i.src = 'data:image/png;base64," + data + "'; await i.decode(); "
        "const c = document.createElement('canvas'); c.width = i.width; c.height = i.height; "
        "const x = c.getContext('2d'); x.drawImage(i, 0, 0); const d = x.getImageData(0, 0, c.width, c.height).data; "
        "let sum = 0; for (let k = 0; k < d.length; k += 4) sum += d[k] + d[k + 1] + d[k + 2]; "
        "return sum / (d.length / 4) / 765; })()")
