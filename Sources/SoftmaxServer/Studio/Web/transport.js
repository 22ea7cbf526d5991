// Play, pause, step, stop, speed, and the slider that goes back to any epoch.

import { button, element, labelOf, select } from "./dom.js";
import { say, showAtTop } from "./notices.js";
import { t } from "./words.js";

const speeds = ["full", "20", "5", "2", "1"];

export class Transport {
  /**
   * @param {import("./live.js").LiveRun} run
   * @param {(epoch: number|null) => void} show shows an epoch; null follows the training
   */
  constructor(run, show) {
    Object.assign(this, { run, show, epoch: null });
    const order = (body) => run.control(body).catch(showAtTop);
    this.play = button("", { class: "primary", id: "play", "aria-keyshortcuts": "p" }, () =>
      order({ action: this.run.summary.state === "running" ? "pause" : "play" }));
    this.step =
      button(icon("step", t("step")), { id: "step", "aria-keyshortcuts": "s" }, () => order({ action: "step" }));
    this.stop = button(icon("stop", t("stop")), { id: "stop" }, () => order({ action: "stop" }));
    const speed = select(
      speeds.map((value) => [value, t(`speed.${value}`)]), String(run.summary.speed ?? "full"), { id: "speed" });
    speed.addEventListener("change", () => order({ speed: speed.value === "full" ? "full" : Number(speed.value) }));
    this.speed = speed;
    this.slider = element("input", { type: "range", id: "scrub", min: 0, max: 1, step: 1, value: 0 });
    this.slider.addEventListener("input", () => this.scrub(Number(this.slider.value)));
    this.output = element("output", { id: "epoch-text", for: "scrub" });
    this.follow =
      button(t("follow"), { class: "quiet", id: "follow", "aria-keyshortcuts": "l" }, () => this.scrub(null));
    const pace = element("div", { class: "inline-field" }, labelOf("speed", t("speed")), speed);
    this.orders = element("div", { class: "orders", role: "group", "aria-label": t("controls") }, this.play,
      this.step, this.stop, pace);
    const scrub = element("div", { class: "scrub" }, labelOf("scrub", t("scrub")), this.slider, this.output,
      this.follow);
    this.node = element("div", { class: "transport" }, this.orders, scrub);
    run.on("state point end", () => this.update());
    this.update();
  }

  /** Shows an epoch, or the newest one. @param {number|null} epoch */
  scrub(epoch) {
    const last = this.run.lastEpoch;
    this.epoch = epoch === null || (epoch >= last && this.run.isOver) ? null : Math.min(Math.max(epoch, 0), last);
    this.update();
    this.show(this.epoch);
  }

  update() {
    const { run } = this;
    const { state } = run.summary;
    this.orders.hidden = run.isOver;
    this.play.replaceChildren(icon(state === "paused" ? "play" : "pause", t(state === "paused" ? "play" : "pause")));
    this.play.disabled = state === "preparing";
    this.step.disabled = state === "preparing";
    if (document.activeElement !== this.speed && run.summary.speed) this.speed.value = String(run.summary.speed);
    const last = run.lastEpoch;
    this.slider.max = String(Math.max(1, last));
    this.slider.disabled = last < 1;
    this.slider.value = String(this.epoch ?? last);
    // A fit to the optimum ends when it is there, so that nobody knows its last epoch before.
    const isCounted = !run.isOver && run.summary.method === "sgd";
    const text = t("epoch.of", { epoch: this.epoch ?? last, last: isCounted ? run.summary.epochs : last });
    this.output.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.follow.hidden = this.epoch === null;
    this.follow.textContent = t(run.isOver ? "follow.end" : "follow");
    if (this.spoken !== undefined && this.spoken !== state) say(t(`state.${state}`));
    this.spoken = state;
  }
}

/** A sign with a word: the sign is for the eye alone. */
function icon(name, text) {
  return element(
    "span", { class: "with-icon" }, element("span", { class: `icon icon-${name}`, "aria-hidden": "true" }), text);
}
