// Why one class and not another: what each pixel or column adds to the gap between their logits. The sum is the
// gap itself.

import { element, named, select } from "./dom.js";
import { canvasFor, paintOverlay } from "./pictures.js";
import { figure } from "./numbers.js";
import { scaleBar } from "./frames.js";
import { t } from "./words.js";

const mostColumns = 12;

export class Contrast {
  /**
   * @param {{classes: string[], shape: number[]|null}} model
   * @param {() => void} ask called when another pair is wanted
   */
  constructor({ classes, shape }, ask) {
    Object.assign(this, { classes, shape, probabilities: null });
    const names = classes.map((name, place) => [String(place), name]);
    this.own = select([["", t("contrast.first")], ...names], "");
    this.other = select([["", t("contrast.second")], ...names], "");
    for (const control of [this.own, this.other]) {
      control.addEventListener("change", ask);
    }
    this.own.setAttribute("aria-label", t("contrast.for"));
    this.other.setAttribute("aria-label", t("contrast.against"));
    this.sentence = element("p", { class: "contrast-sentence", "aria-live": "polite" });
    this.canvas = shape ? canvasFor(shape, { class: "picture overlay", "aria-label": t("contrast.picture") }) : null;
    this.body = element("div", { class: "contrast-body" });
    this.node = element("div", { class: "contrast" }, element("h3", {}, t("contrast.title")),
      element("div", { class: "row pair" }, element("span", {}, t("contrast.why")), this.own,
        element("span", {}, t("contrast.not")), this.other),
      this.body);
    this.hide();
  }

  /** The pair to ask for: true leaves both to the service. Of a pair with one name the other is the most probable. */
  get pair() {
    const chosen = ({ value }) => (value === "" ? null : Number(value));
    const [own, other] = [chosen(this.own), chosen(this.other)];
    if (own === other || ((own === null || other === null) && !this.probabilities)) return true;
    return { for: own ?? this.best(other), against: other ?? this.best(own) };
  }

  /** The most probable class but one. @param {number} not */
  best(not) {
    return this.probabilities.reduce((place, value, index) =>
      (index !== not && (place < 0 || value > this.probabilities[place]) ? index : place), -1);
  }

  hide() {
    this.body.replaceChildren(element("p", { class: "muted small" }, t("contrast.none")));
  }

  /**
   * @param {{contrast: Object, probabilities: number[]}} answer the service's
   * @param {ArrayLike<number>|null} values the sample's pixels
   */
  show({ contrast, probabilities }, values) {
    this.probabilities = probabilities;
    const [own, other] = [this.classes[contrast.for], this.classes[contrast.against]];
    const spoken = t("contrast.sentence", {
      own, other, gap: signed(contrast.gap), parts: signed(contrast.gap - contrast.bias), bias: signed(contrast.bias),
      what: t(this.canvas ? "contrast.pixels" : "contrast.columns"),
    });
    this.sentence.textContent = spoken;
    if (this.canvas && values) {
      paintOverlay(this.canvas, values, contrast.contributions);
      const legend = element("p", { class: "scale small" }, named(other), scaleBar(), named(own));
      this.body.replaceChildren(this.canvas, element("div", {}, legend, this.sentence));
    } else {
      this.body.replaceChildren(this.sentence, columnBars(contrast.columns ?? []));
    }
  }
}

/** The columns that count most, as bars to both sides. */
function columnBars(columns) {
  const sorted = [...columns]
                   .sort((one, other) => Math.abs(other.contribution) - Math.abs(one.contribution))
                   .slice(0, mostColumns);
  const most = Math.abs(sorted[0]?.contribution ?? 1) || 1;
  const rows = sorted.map(({ name, value, contribution }) => {
    const bar = element("span", { class: contribution < 0 ? "bar-part is-against" : "bar-part is-for" });
    bar.style.inlineSize = `${(50 * Math.abs(contribution)) / most}%`;
    return element("tr", {}, element("th", { scope: "row" }, named(name)), element("td", {}, named(value)),
      element("td", { class: "bar-cell", "aria-hidden": "true" }, element("span", { class: "bar-room" }, bar)),
      element("td", { class: "number" }, signed(contribution)));
  });
  const head = ["column", "value", "bar", "contribution"].map(
    (name) => element("th", { scope: "col" }, t(`contrast.head.${name}`)));
  return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("contrast.title") },
    element(
      "table", { class: "bars" }, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows)));
}

/** A number with its sign. @param {number} value */
export function signed(value) {
  return `${value < 0 ? "−" : "+"}${figure(Math.abs(value))}`;
}
