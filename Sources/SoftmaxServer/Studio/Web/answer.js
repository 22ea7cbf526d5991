// What the model says of a sample: the classes with bars. They keep their places while a drawing changes, so that
// bars grow rather than jump.

import { element, named } from "./dom.js";
import { probability } from "./numbers.js";
import { t, worded } from "./words.js";

const mostShown = 12;

export class Answer {
  /** @param {string[]} classes @param {string} hint what to do first */
  constructor(classes, hint) {
    this.classes = classes;
    this.hintText = hint;
    this.headline = element("p", { class: "verdict", "aria-live": "polite" });
    this.rows = element("tbody");
    this.more = element("p", { class: "muted small" });
    const head = ["class", "share", "probability"].map((name) =>
      element("th", { scope: "col", class: name === "probability" ? "number" : null }, t(`answer.${name}`)));
    this.table =
      element("table", { class: "answer" }, element("caption", { class: "visually-hidden" }, t("answer.caption")),
        element("thead", { class: "visually-hidden" }, element("tr", {}, ...head)), this.rows);
    this.node = element("div", {}, this.headline, this.table, this.more);
    this.entries = new Map();
    this.hint();
  }

  hint() {
    this.headline.className = "verdict muted";
    this.headline.textContent = this.hintText;
    this.table.classList.add("is-empty");
    delete this.node.dataset.label;
    this.fill(this.classes.map(() => 0));
  }

  /** @param {Error} error */
  problem(error) {
    this.headline.className = "verdict problem";
    this.headline.textContent = `✗ ${worded(error).text}`;
    delete this.node.dataset.label;
  }

  /** @param {number[]} probabilities */
  show(probabilities) {
    const best = probabilities.reduce((place, value, index) => (value > probabilities[place] ? index : place), 0);
    this.headline.className = "verdict";
    this.headline.replaceChildren(t("answer.says"), element("strong", {}, named(this.classes[best])), " ",
      element("span", { class: "number" }, probability(probabilities[best])));
    this.table.classList.remove("is-empty");
    this.node.dataset.label = this.classes[best];
    this.fill(probabilities, best);
  }

  fill(probabilities, best = -1) {
    const order = probabilities.map((value, index) => ({ value, index }));
    if (order.length > mostShown) order.sort((one, other) => other.value - one.value || one.index - other.index);
    const shown = order.slice(0, mostShown);
    this.more.textContent = order.length > mostShown ? t("answer.more", { count: order.length - mostShown }) : "";
    this.rows.replaceChildren(...shown.map(({ value, index }) => {
      const entry = this.entry(index);
      entry.row.classList.toggle("is-best", index === best);
      entry.bar.style.transform = `scaleX(${value})`;
      entry.number.textContent = best < 0 ? "" : probability(value);
      return entry.row;
    }));
  }

  entry(index) {
    if (!this.entries.has(index)) {
      const bar = element("span", { class: "fill" });
      const number = element("td", { class: "number" });
      const row = element("tr", {}, element("th", { scope: "row" }, named(this.classes[index])),
        element("td", { class: "meter-cell", "aria-hidden": "true" }, element("span", { class: "meter" }, bar)),
        number);
      this.entries.set(index, { row, bar, number });
    }
    return this.entries.get(index);
  }
}
