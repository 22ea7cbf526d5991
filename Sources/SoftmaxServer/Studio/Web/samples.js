// The samples behind a cell of the confusion matrix, or one of the gallery, in a dialog: with why the model says
// so.

import { Answer } from "./answer.js";
import { Asking } from "./asking.js";
import { api, runPath } from "./api.js";
import { Contrast } from "./contrast.js";
import { button, byId, element, named } from "./dom.js";
import { rowOf } from "./frames.js";
import { showProblem } from "./notices.js";
import { amount, probability } from "./numbers.js";
import { bytesOf, samplePicture } from "./pictures.js";
import { t } from "./words.js";

const mostSamples = 48;

export class Samples {
  /**
   * @param {import("./live.js").LiveRun} run
   * @param {(sample: Object) => void} take takes a sample to where it can be changed
   */
  constructor(run, take) {
    Object.assign(this, { run, take });
  }

  /** Opens a cell's samples. */
  async openCell({ actual, predicted, names, count }) {
    const content =
      this.open(element("span", {}, t("true"), named(names[0]), t("comma"), t("predicted"), named(names[1])));
    content.replaceChildren(element("p", { class: "muted" }, t("loading")));
    try {
      const query = new URLSearchParams({ true: actual, predicted, limit: mostSamples });
      const { total, samples } = await api(runPath(this.run.id, `cells?${query}`));
      const note = t("cell.note", { shown: samples.length, total: amount(total ?? count) });
      content.replaceChildren(element("p", { class: "muted small" }, note), this.list(samples));
    } catch (error) {
      showProblem(content, error);
    }
  }

  /** Opens one sample. @param {Object} sample */
  openSample(sample) {
    const content = this.open(t("sample.title", { index: sample.index }));
    content.replaceChildren(this.explanation(sample));
  }

  open(title) {
    byId("cell-title").replaceChildren(title);
    const content = byId("cell-content");
    content.replaceChildren();
    byId("cell-dialog").showModal();
    content.scrollTop = 0;
    return content;
  }

  list(samples) {
    const place = element("div");
    const items = samples.map((sample) => {
      const isWrong = sample.trueName !== sample.predictedName;
      const body = sample.picture
        ? samplePicture(sample.picture, this.run.details.shape, t("sample.title", { index: sample.index }))
        : rowOf(sample.row);
      const node = button(
        body, { class: isWrong ? "sample-button is-wrong" : "sample-button", "aria-expanded": "false" }, () => {
          for (const other of list.querySelectorAll("button")) {
            other.setAttribute("aria-expanded", String(other === node));
          }
          place.replaceChildren(this.explanation(sample));
          place.scrollIntoView({ block: "nearest" });
        });
      node.append(element("span", { class: "caption" },
        element("span", { class: "muted small" }, t("sample.short", { index: sample.index })),
        element("span", { class: "number small" }, probability(sample.probability))));
      return element("li", {}, node);
    });
    const list = element("ul", { class: samples[0]?.picture ? "cell-samples" : "cell-samples rows" }, ...items);
    if (samples.length > 0) items[0].firstChild.click();
    return element("div", {}, list, place);
  }

  /** What the model says of a sample, and why not something else. */
  explanation(sample) {
    const { classes, shape } = this.run.details;
    const values = sample.picture ? bytesOf(sample.picture) : null;
    const answer = new Answer(classes, t("loading"));
    const contrast = new Contrast({ classes, shape: sample.picture ? shape : null }, () => ask());
    const asking = new Asking(this.run.id, {
      answer: (result) => {
        answer.show(result.probabilities);
        if (result.contrast) contrast.show(result, values);
      },
      problem: (error) => answer.problem(error),
    });
    const ask = () => asking.ask({ sample: sample.index, contrast: contrast.pair });
    // Of a wrong answer the first question is why it is not the true class.
    const [own, other] = [classes.indexOf(sample.predictedName), classes.indexOf(sample.trueName)];
    if (own >= 0 && other >= 0 && own !== other) {
      contrast.own.value = String(own);
      contrast.other.value = String(other);
    }
    ask();
    const isWrong = sample.trueName !== sample.predictedName;
    const head = element(
      "p", { class: isWrong ? "wrong" : null }, isWrong ? "✗ " : "✓ ", t("sample.is"), named(sample.trueName));
    const row = sample.row ? element("dl", { class: "facts" }, ...Object.entries(sample.row).flatMap(([
      name, value
    ]) => [element("dt", {}, named(name)), element("dd", {}, named(value === null || value === "" ? "–" : value))]))
      : null;
    const taking = button(t(sample.picture ? "sample.take" : "sample.take.row"), {}, () => {
      byId("cell-dialog").close();
      this.take(sample);
    });
    return element("div", { class: "explanation" },
      element("div", {}, sample.picture ? samplePicture(sample.picture, shape, sample.trueName) : row, head, taking),
      element("div", { class: "reasons" }, answer.node, contrast.node));
  }
}
