// The confusion matrix: counts, shares of rows or of columns, and the samples behind a cell.

import { element, named, radios } from "./dom.js";
import { say } from "./notices.js";
import { amount, percent } from "./numbers.js";
import { moveByArrows } from "./arrows.js";
import { t } from "./words.js";

const mostClasses = 24;
const mostPairs = 20;
const fewPairs = 6;

export class Confusion {
  /** @param {(place: {actual: number, predicted: number, names: string[], count: number}) => void} open */
  constructor(open) {
    this.open = open;
    this.mode = "count";
    this.place = element("div");
    const modes = ["count", "row", "column"].map((mode) => [mode, t(`confusion.${mode}`)]);
    this.modes = radios(t("confusion.show"), modes, this.mode, (mode) => {
      this.mode = mode;
      this.fill();
      say(t(`confusion.${mode}.said`));
    });
    this.note = element("p", { class: "muted" });
    this.node = element("section", { id: "confusion", class: "part", "aria-labelledby": "confusion-title" },
      element("h2", { id: "confusion-title" }, t("confusion.title")), this.note, this.modes, this.place);
    this.node.hidden = true;
  }

  /** @param {{classes: string[], counts: number[][], part: string}} confusion @param {boolean} canOpen */
  show(confusion, canOpen) {
    const { classes, counts } = confusion;
    this.node.hidden = false;
    const total = counts.flat().reduce((sum, count) => sum + count, 0);
    const right = counts.reduce((sum, row, place) => sum + row[place], 0);
    this.note.textContent = t("confusion.help", {
      right: amount(right),
      total: amount(total),
      part: t(`part.${confusion.part}`),
      open: canOpen ? t("confusion.open") : t("confusion.scrubbed"),
    });
    const key = `${classes.join("\u0000")}|${canOpen}`;
    const isMatrix = classes.length <= mostClasses;
    this.modes.hidden = !isMatrix;
    this.confusion = confusion;
    if (!isMatrix) return this.showPairs(classes, counts, canOpen);
    if (this.key !== key) this.build(classes, canOpen);
    this.key = key;
    return this.fill();
  }

  build(classes, canOpen) {
    const header = element("tr", {}, element("td", { class: "corner" }, t("confusion.corner")),
      ...classes.map((name) => element("th", { scope: "col" }, named(name))));
    this.cells = classes.map((_, actual) => classes.map((__, predicted) => this.cell(actual, predicted, canOpen)));
    const rows =
      this.cells.map((cells, actual) => element("tr", {}, element("th", { scope: "row" }, named(classes[actual])),
        ...cells.map(({ node }) => node)));
    const table = element("table", { class: "matrix", id: "confusion-table" },
      element("caption", { class: "visually-hidden" }, t("confusion.caption")), element("thead", {}, header),
      element("tbody", {}, ...rows));
    moveByArrows(table);
    // No other way leads to what is outside a scrolled box, so that the box itself takes the focus.
    this.most = element("ul", { class: "most-confused" });
    this.place.replaceChildren(element("div", { class: "confusion-body" },
      element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("confusion.title") }, table),
      element("div", {}, element("h3", {}, t("pairs.title")), this.most)));
  }

  cell(actual, predicted, canOpen) {
    const value = element("span", { class: "value", "aria-hidden": "true" });
    const meaning = element("span", { class: "visually-hidden" });
    const inner = canOpen
      ? element("button", { type: "button", class: "cell", "aria-haspopup": "dialog" }, value, meaning)
      : element("span", { class: "cell" }, value, meaning);
    if (canOpen) {
      inner.addEventListener("click", () => {
        const { classes, counts } = this.confusion;
        this.open(
          { actual, predicted, names: [classes[actual], classes[predicted]], count: counts[actual][predicted] });
      });
    }
    const node = element("td",
      { class: actual === predicted ? "is-right" : null, "data-actual": actual, "data-predicted": predicted },
      inner);
    return { node, inner, value, meaning };
  }

  fill() {
    const { classes, counts } = this.confusion;
    const sum = (values) => values.reduce((total, value) => total + value, 0);
    const rows = counts.map(sum);
    const columns = classes.map((_, predicted) => sum(counts.map((row) => row[predicted])));
    this.cells.forEach((cells, actual) => cells.forEach(({ node, inner, value, meaning }, predicted) => {
      const count = counts[actual][predicted];
      const total = this.mode === "column" ? columns[predicted] : rows[actual];
      const share = total > 0 ? count / total : 0;
      value.textContent = this.mode === "count" ? amount(count) : percent(share).replace(" %", "");
      meaning.textContent = t("confusion.cell", {
        value: this.mode === "count" ? amount(count) : percent(share),
        actual: classes[actual],
        predicted: classes[predicted],
      });
      const level = count > 0 ? Math.min(10, Math.max(1, Math.ceil(10 * Math.sqrt(share)))) : 0;
      node.className = `${actual === predicted ? "is-right " : ""}shade-${level}${count === 0 ? " is-zero" : ""}`;
      node.dataset.count = String(count);
      if (inner.tagName === "BUTTON") inner.disabled = count === 0;
    }));
    this.most.parentNode.hidden =
      !counts.some((row, actual) => row.some((count, predicted) => count > 0 && actual !== predicted));
    this.most.replaceChildren(...mostConfused(counts, fewPairs)
        .map(({ actual, predicted, count }) =>
               element("li", {}, element("span", {}, named(classes[actual]), " → ", named(classes[predicted])),
                 element("span", { class: "number muted" }, amount(count)))));
  }

  /** Where there are many classes the pairs that are confused most take the matrix's place. */
  showPairs(classes, counts, canOpen) {
    const pairs = mostConfused(counts, mostPairs);
    const rows = pairs.map((pair) => {
      const names = [classes[pair.actual], classes[pair.predicted]];
      const open =
        element("button", { type: "button", class: "link", "aria-haspopup": "dialog" }, amount(pair.count));
      open.addEventListener("click", () => this.open({ ...pair, names }));
      return element("tr", {}, element("td", {}, named(names[0])), element("td", {}, named(names[1])),
        element("td", { class: "number" }, canOpen ? open : amount(pair.count)));
    });
    const head = ["true", "predicted", "count"].map((name) => element("th", { scope: "col" }, t(`pairs.${name}`)));
    this.key = null;
    this.place.replaceChildren(element("table", {}, element("caption", {}, t("pairs.title")),
      element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
  }
}

/** The pairs of different classes with the largest counts. @param {number[][]} counts @param {number} limit */
function mostConfused(counts, limit) {
  return counts.flatMap((row, actual) => row.map((count, predicted) => ({ actual, predicted, count })))
    .filter((pair) => pair.actual !== pair.predicted && pair.count > 0)
    .sort((one, other) => other.count - one.count)
    .slice(0, limit);
}
