// What the model looks like at an epoch: a picture for each class, and what it says of six test samples.

import { canvasFor, bytesOf, diverging, paintSample, paintWeights } from "./pictures.js";
import { element, named } from "./dom.js";
import { figure, probability } from "./numbers.js";
import { t } from "./words.js";

/** The picture of each class's weights. */
export class ClassPictures {
  /** @param {string[]} classes */
  constructor(classes) {
    this.classes = classes;
    this.list = element("ul", { class: "class-pictures" });
    this.scale = element("p", { class: "scale small muted" });
    this.node =
      element("section", { class: "panel", id: "class-pictures", "aria-labelledby": "class-pictures-title" },
        element("h3", { id: "class-pictures-title" }, t("weights.title")),
        element("p", { class: "muted small" }, t("weights.help")), this.list, this.scale);
    this.node.hidden = true;
  }

  /** @param {Object} frame */
  show({ weights }) {
    this.node.hidden = !weights;
    if (!weights) return;
    const { width, height, pictures, low, high } = weights;
    if (!this.canvases || this.canvases[0].width !== width) {
      this.canvases = this.classes.map(
        (name) => canvasFor([height, width], { class: "picture", "aria-label": t("weights.of", { name }) }));
      this.list.replaceChildren(...this.canvases.map((canvas, place) =>
        element("li", {}, canvas, element("span", {}, named(this.classes[place])))));
      this.bar = scaleBar();
    }
    this.canvases.forEach((canvas, place) => paintWeights(canvas, bytesOf(pictures[place]), low, high));
    this.scale.replaceChildren(figure(low), this.bar, figure(high), element("span", {}, t("weights.scale")));
  }
}

/** Blue through white to orange. */
export function scaleBar() {
  const canvas = element("canvas", { width: 101, height: 1, class: "bar", "aria-hidden": "true" });
  const context = canvas.getContext("2d");
  for (let place = 0; place <= 100; place += 1) {
    context.fillStyle = `rgb(${diverging(place / 50 - 1).join(" ")})`;
    context.fillRect(place, 0, 1, 1);
  }
  return canvas;
}

/** Six samples of the test part, with what is true and what the model says. */
export class Gallery {
  /** @param {number[]|null} shape @param {(sample: Object) => void} open */
  constructor(shape, open) {
    Object.assign(this, { shape, open });
    this.list = element("ul", { class: shape ? "six" : "six rows" });
    this.node = element("section", { class: "panel", id: "gallery", "aria-labelledby": "gallery-title" },
      element("h3", { id: "gallery-title" }, t("gallery.title")),
      element("p", { class: "muted small" }, t(shape ? "gallery.help" : "gallery.help.rows")), this.list);
    this.node.hidden = true;
    this.items = new Map();
  }

  /** @param {Object} frame */
  show({ gallery }) {
    this.node.hidden = !gallery || gallery.length === 0;
    if (this.node.hidden) return;
    if (gallery.some((sample) => !this.items.has(sample.index))) this.build(gallery);
    for (const sample of gallery) this.items.get(sample.index)(sample);
  }

  build(gallery) {
    this.items.clear();
    this.list.replaceChildren(...gallery.map((sample) => this.item(sample)));
  }

  item(sample) {
    const said = element("span", { class: "said" });
    const share = element("span", { class: "muted small number" });
    const canvas =
      sample.picture ? canvasFor(this.shape, { class: "picture", "aria-hidden": "true" }) : rowOf(sample.row);
    if (sample.picture) paintSample(canvas, bytesOf(sample.picture));
    const button = element("button", { type: "button", class: "sample-button", "aria-haspopup": "dialog" }, canvas,
      element("span", { class: "caption" }, element("span", {}, t("true"), named(sample.trueName)), said, share));
    let current = sample;
    button.addEventListener("click", () => this.open(current));
    const update = (next) => {
      current = next;
      const isWrong = next.predictedName !== next.trueName;
      button.classList.toggle("is-wrong", isWrong);
      said.replaceChildren(isWrong ? "✗ " : "✓ ", named(next.predictedName));
      share.textContent = probability(next.probability);
    };
    this.items.set(sample.index, update);
    return element("li", {}, button);
  }
}

/** The first columns of a row. @param {Object<string, unknown>} row */
export function rowOf(row) {
  const cells = Object.entries(row ?? {}).slice(0, 4).map(
    ([name, value]) => element("span", {}, element("span", { class: "muted" }, named(name), " "),
      named(value === null || value === "" ? "–" : value)));
  return element("span", { class: "row-cells" }, ...cells);
}
