// What training has come to: four figures and the curves. They show the newest epoch, or the one that the slider
// is at.

import { Chart } from "./chart.js";
import { element, named } from "./dom.js";
import { say } from "./notices.js";
import { duration, figure, percent } from "./numbers.js";
import { t } from "./words.js";

const spokenEvery = 5000;
const usualTolerance = 1e-8;

export class Progress {
  /** @param {import("./live.js").LiveRun} run @param {(epoch: number) => void} pick */
  constructor(run, pick) {
    this.run = run;
    this.epoch = null;
    this.lastSpoken = 0;
    this.figures = element("ul", { class: "figures", id: "figures" });
    const isFull = run.summary.method !== "sgd";
    const axis = t("epoch.one");
    this.loss = new Chart({ title: t(isFull ? "chart.objective" : "chart.loss"), format: figure, pick, axis });
    this.accuracy = new Chart({ title: t("chart.accuracy"), format: percent, pick, axis });
    this.bound = new Chart({ title: t("chart.bound"), isLog: true, format: figure, pick, axis });
    this.boundNote = element("p", { class: "muted small" }, t("bound.none"));
    this.table = element("tbody");
    this.details =
      element("details", { class: "numbers" }, element("summary", {}, t("points.table")), this.pointTable());
    this.details.addEventListener("toggle", () => this.showTable());
    this.charts = element("div", { class: "charts" }, this.loss.node, this.accuracy.node, this.bound.node);
    this.node = element("section", { class: "progress", "aria-labelledby": "progress-title" },
      element("h2", { id: "progress-title", class: "visually-hidden" }, t("progress.title")), this.figures,
      this.charts, this.boundNote, this.details);
    run.on("point state end", () => this.update());
    this.update();
  }

  /** @param {number|null} epoch */
  show(epoch) {
    this.epoch = epoch;
    this.update();
  }

  update() {
    const history = this.run.history;
    const point = history.find(({ epoch }) => epoch === this.epoch) ?? history.at(-1) ?? null;
    this.showFigures(point);
    const values = (key) =>
      history.filter((one) => one[key] !== null && one[key] !== undefined).map((one) => [one.epoch, one[key]]);
    const last = this.run.isOver || this.run.summary.method !== "sgd" ? Math.max(1, this.run.lastEpoch)
      : this.run.summary.epochs;
    const isFull = this.run.summary.method !== "sgd";
    const test = { name: t("series.test"), color: 2, dash: 1 };
    // The objective counts the penalty too, so that the test's loss has no place on its axis.
    this.loss.update([
      { name: t(isFull ? "series.objective" : "series.train"), color: 1, values: values("loss") },
      ...(isFull ? [] : [{ ...test, values: values("testLoss") }]),
    ], last, this.epoch);
    this.accuracy.update([
      { name: t("series.train"), color: 1, values: values("trainAccuracy") },
      { ...test, values: values("testAccuracy") },
    ], last, this.epoch);
    const bounds = values("bound");
    this.bound.node.hidden = bounds.length === 0;
    const lacks = this.lacksBound();
    this.boundNote.hidden = bounds.length > 0 || point === null || lacks === null;
    this.boundNote.textContent = lacks === null ? "" : t(`bound.none${lacks}`);
    this.bound.options.line = bounds.length > 0 && isFull ? this.goal(history.at(-1)) : null;
    this.bound.update([{ name: t("series.bound"), color: 3, values: bounds }], last, this.epoch);
    if (this.details.open) this.showTable();
    this.speak(point);
  }

  /** Why the run has no bound: the ending of what is said of it; null where it has, or will have one. */
  lacksBound() {
    const { method, settings } = this.run.summary;
    if (method === "sgd") return settings?.certifyEpochs ? null : "";
    return Number(settings?.l2 ?? 1) === 0 && Number(settings?.l1 ?? 0) === 0 ? ".full" : null;
  }

  /** Where the bound has to come to. @param {import("./api.js").Point} point */
  goal({ loss }) {
    const share = Number(this.run.summary.settings?.tolerance ?? usualTolerance);
    return share > 0 && loss > 0 ? { value: share * loss, name: t("bound.goal") } : null;
  }

  showFigures(point) {
    const { summary } = this.run;
    const isLast = this.epoch === null;
    const isCertified = summary.certified && isLast;
    const entry = (name, value, meaning, kind = "") => element("li", { class: kind, "data-figure": name },
      element("span", { class: "name" }, t(`figure.${name}`)), element("span", { class: "value" }, value),
      element("span", { class: "meaning" }, meaning));
    const bound = point?.bound ?? null;
    this.figures.replaceChildren(entry("test", percent(point?.testAccuracy), t("figure.test.meaning")),
      entry("train", percent(point?.trainAccuracy), t("figure.train.meaning")),
      entry(summary.method === "sgd" ? "loss" : "objective", figure(point?.loss),
        t("figure.loss.meaning", { time: duration(point?.seconds ?? null) })),
      isCertified ? entry("bound", element("span", { class: "certified" }, t("certified")),
        t("bound.certified", { bound: figure(bound) }), "is-certified")
                  : entry("bound", bound === null ? "–" : figure(bound),
                    t(bound !== null ? "bound.meaning" : `bound.unknown${this.lacksBound() ?? ".yet"}`)));
  }

  pointTable() {
    const titles =
      ["epoch.one", "series.loss", "figure.train", "figure.test", "series.testLoss", "series.bound", "seconds"];
    const head = element("tr", {}, ...titles.map((title) => element("th", { scope: "col" }, t(title))));
    return element("div", { class: "scroll tall", tabindex: 0, role: "group", "aria-label": t("points.table") },
      element("table", {}, element("thead", {}, head), this.table));
  }

  showTable() {
    if (!this.details.open) return;
    const rows = this.run.history.slice(-500).reverse().map(
      (point) => element("tr", {}, element("th", { scope: "row", class: "number" }, String(point.epoch)),
        ...[figure(point.loss), percent(point.trainAccuracy), percent(point.testAccuracy), figure(point.testLoss),
          figure(point.bound), duration(point.seconds)]
          .map((text) => element("td", { class: "number" }, named(text)))));
    this.table.replaceChildren(...rows);
  }

  /** Tells a screen reader now and then, not at each epoch. */
  speak(point) {
    const now = performance.now();
    if (point === null || this.run.isOver || this.epoch !== null || now - this.lastSpoken < spokenEvery) return;
    this.lastSpoken = now;
    say(t(
      "spoken.progress", { epoch: point.epoch, loss: figure(point.loss), accuracy: percent(point.testAccuracy) }));
  }

  close() {
    for (const chart of [this.loss, this.accuracy, this.bound]) chart.close();
  }
}
