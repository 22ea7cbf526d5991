// Samples as lists: pictures from the sheet of thumbnails, or rows of a table.

import { element, svgElement } from "./dom.js";
import { probability } from "./numbers.js";

/** A name out of the data, kept from turning the direction of what is around it. */
export function named(text) {
  return element("bdi", {}, text);
}

/** A cell: a text, or pieces of one, each with 1 where it speaks for the predicted class, -1 where against it, else 0. */
function cellText(cell) {
  if (typeof cell === "string") return named(cell);
  const pieces = cell.map(([text, side]) => {
    if (side === 0) return text;
    return element("mark", { class: side > 0 ? "for" : "against" }, `${side > 0 ? "+" : "−"}${text}`);
  });
  return element("bdi", {}, ...pieces);
}

/** A picture of the sheet. */
export function thumbnail(sheet, place, label) {
  const x = (place % sheet.columns) * sheet.width;
  const y = Math.floor(place / sheet.columns) * sheet.height;
  return svgElement(
    "svg",
    {
      class: "thumb", viewBox: `${x} ${y} ${sheet.width} ${sheet.height}`, role: "img", "aria-label": label,
    },
    svgElement("use", { href: "#sheet" })
  );
}

/** Some samples: a grid of pictures or a table of rows. */
export function sampleList(report, indices, caption) {
  const samples = indices.map((index) => report.samples[index]);
  return report.sheet ? pictures(report, samples) : rows(report, samples, caption);
}

function pictures(report, samples) {
  const items = samples.map((sample) => element("li", {}, picture(report, sample)));
  return element("ul", { class: "gallery" }, ...items);
}

function picture(report, sample) {
  const [actual, predicted] = [report.classes[sample.actual], report.classes[sample.predicted]];
  const isWrong = sample.actual !== sample.predicted;
  const caption = [
    element("span", {}, "true: ", named(actual)),
    element("span", { class: isWrong ? "wrong" : null }, isWrong ? "✗ said: " : "✓ said: ", named(predicted)),
    element("span", { class: "muted" }, `probability ${probability(sample.probability)}`),
    element("span", { class: "muted" }, `sample ${sample.index}`),
  ];
  return element(
    "figure", { class: isWrong ? "sample is-wrong" : "sample" },
    thumbnail(report.sheet, sample.thumb, `sample ${sample.index}, ${actual}`),
    element("figcaption", {}, ...caption)
  );
}

function rows(report, samples, caption) {
  const own = ["sample", ...(report.hasLines ? ["line"] : []), "true", "predicted", "probability"];
  const titles = [...own, ...report.columns];
  const head = element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, named(title))));
  const body = samples.map((sample) => {
    const isWrong = sample.actual !== sample.predicted;
    const cells = [
      ...(report.hasLines ? [element("td", { class: "number" }, String(sample.line ?? ""))] : []),
      element("td", {}, named(report.classes[sample.actual])),
      element("td", { class: isWrong ? "wrong" : null }, isWrong ? "✗ " : "✓ ",
        named(report.classes[sample.predicted])),
      element("td", { class: "number" }, probability(sample.probability)),
      ...(sample.cells ?? []).map((cell) => element("td", {}, cellText(cell))),
    ];
    return element("tr", {}, element("th", { scope: "row", class: "number" }, String(sample.index)), ...cells);
  });
  const table = element(
    "table", {}, element("caption", {}, caption), element("thead", {}, head), element("tbody", {}, ...body)
  );
  return element("div", { class: "scroll", tabindex: "0", role: "group", "aria-label": caption }, table);
}
