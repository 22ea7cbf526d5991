// Trying a model of pictures: the pad, what the model sees of it, and what it says.

import { Answer } from "./answer.js";
import { Asking } from "./asking.js";
import { centringOf, filled, modelPicture } from "./centre.js";
import { Contrast } from "./contrast.js";
import { button, element } from "./dom.js";
import { Pad } from "./pad.js";
import { canvasFor, paintSample, samplePicture } from "./pictures.js";
import { t } from "./words.js";

export class Drawing {
  /** @param {import("./live.js").LiveRun} run */
  constructor(run) {
    const { classes, shape, source } = run.details;
    Object.assign(this, { run, shape });
    this.centring = centringOf(source, shape);
    this.answer = new Answer(classes, t("pad.hint"));
    this.answer.node.id = "answer";
    this.contrast = new Contrast({ classes, shape }, () => this.ask());
    this.seen = canvasFor(shape, { class: "picture seen", "aria-label": t("pad.seen") });
    this.asking = new Asking(run.id, {
      answer: (answer, body) => {
        this.answer.show(answer.probabilities);
        if (answer.contrast) this.contrast.show(answer, body.values);
      },
      problem: (error) => this.answer.problem(error),
    });
    const size = `${shape[0]} × ${shape[1]}`;
    this.centre = check("pad-centre", t(`pad.centre.${this.centring}`, { size }), true, () => this.ask());
    this.fill = check("pad-fill", t("pad.fill"), false, () => this.ask());
    this.pad = new Pad(run.id, () => {
      this.isPlain = false;
      this.ask();
    });
    this.examples = element("div", { class: "examples", role: "group", "aria-label": t("pad.examples") });
    this.node = element("div", { class: "try" },
      element("div", {}, this.pad.node, this.centre.node, this.fill.node, this.examples),
      element("div", { class: "answers" },
        element("div", { class: "seen-row" },
          element("figure", {}, this.seen,
            element("figcaption", { class: "muted small" }, t("pad.seen.caption", { size }))),
          this.answer.node),
        this.contrast.node));
    this.ask();
  }

  /** Pictures to begin with. @param {Array<{picture?: string, trueName: string}>} samples */
  offer(samples) {
    if (this.examples.childElementCount > 0) return;
    const pictures = samples.filter(({ picture }) => picture);
    if (pictures.length === 0) return;
    this.examples.replaceChildren(element("p", { class: "muted small" }, t("pad.examples")),
      ...pictures.map(({ picture, trueName }) => button(samplePicture(picture, this.shape, trueName),
        { class: "example", "aria-label": t("pad.take", { name: trueName }) }, () => this.take(picture))));
  }

  /**
   * Takes a picture of the data. It is centred already, so that it goes to the model as it is.
   * @param {string} picture
   */
  take(picture) {
    this.pad.take(picture, this.shape);
    cancelAnimationFrame(this.pad.waiting);
    this.pad.waiting = null;
    this.isPlain = true;
    this.ask();
  }

  ask() {
    const { pad } = this;
    let { ink } = pad;
    if (this.fill.input.checked && !this.isPlain) ink = filled(ink, pad.size);
    const centring = this.centre.input.checked && !this.isPlain ? this.centring : "none";
    const values = modelPicture(ink, pad.size, this.shape, centring);
    paintSample(this.seen, values ?? new Uint8Array(this.seen.width * this.seen.height));
    if (!values) {
      this.asking.forget();
      this.answer.hint();
      this.contrast.hide();
      return;
    }
    this.asking.ask({ values: Array.from(values), contrast: this.contrast.pair });
  }
}

function check(id, text, isOn, changed) {
  const input = element("input", { type: "checkbox", id, checked: isOn });
  input.addEventListener("change", changed);
  return { input, node: element("p", { class: "check" }, input, element("label", { for: id }, text)) };
}
