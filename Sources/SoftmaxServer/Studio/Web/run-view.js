// One run: it trains before the reader's eyes, and is then there to be tried.

import { addressOf, choiceOf, queryOf, setAddress } from "./address.js";
import { APIError } from "./api.js";
import { Confusion } from "./confusion.js";
import { Drawing } from "./drawing.js";
import { button, element } from "./dom.js";
import { ClassPictures, Gallery } from "./frames.js";
import { Keep } from "./keep.js";
import { LiveRun } from "./live.js";
import { problemBox, say, showAtTop, showConnection } from "./notices.js";
import { Progress } from "./progress.js";
import { RowForm } from "./row-form.js";
import { runHeader } from "./run-header.js";
import { Samples } from "./samples.js";
import { Transport } from "./transport.js";
import { t } from "./words.js";

export class RunView {
  /** @param {{id: string, query: URLSearchParams, state: Object, changed: () => void}} options */
  constructor({ id, query, state, changed }) {
    Object.assign(this, { id, query, state, changed, isClosed: false, serial: 0 });
    this.node = element("div", { class: "view run-view" }, element("p", { class: "muted loading" }, t("loading")));
    this.load();
  }

  async load() {
    try {
      const run = await LiveRun.load(this.id);
      if (this.isClosed) return run.close();
      return this.build(run);
    } catch (error) {
      return this.missing(error);
    }
  }

  /** The run is not there, but the address says how to make it. @param {Error} error */
  missing(error) {
    const again = new URLSearchParams(this.query);
    again.delete("epoch");
    const isGone = error instanceof APIError && error.status === 404;
    const actions = isGone && again.get("source")
      ? [element("a", { class: "button primary", href: addressOf("", again) }, t("run.again"))]
      : [button(t("retry"), {}, () => this.load())];
    this.node.replaceChildren(
      element("h1", {}, t(isGone ? "run.gone" : "run.failed")), problemBox(error, ...actions));
  }

  build(run) {
    this.run = run;
    const { classes, shape, kind } = run.details;
    const isImage = kind === "image" || Boolean(shape);
    this.transport = new Transport(run, (epoch) => this.showEpoch(epoch));
    this.progress = new Progress(run, (epoch) => this.transport.scrub(epoch));
    this.pictures = new ClassPictures(classes);
    this.samples = new Samples(run, (sample) => this.take(sample));
    this.gallery = new Gallery(isImage ? shape : null, (sample) => this.samples.openSample(sample));
    this.confusion = new Confusion((place) => this.samples.openCell(place));
    this.trying = element("section", { class: "part", id: "try", "aria-labelledby": "try-title" },
      element("h2", { id: "try-title" }, t(isImage ? "try.draw" : "try.row")));
    this.trying.hidden = true;
    this.failure = element("div", { "aria-live": "polite" });
    this.keep = new Keep(run, this.state.formats);
    this.node.replaceChildren(runHeader(run, this.changed), this.failure, this.transport.node, this.progress.node,
      element("div", { class: "panels frames" }, this.gallery.node, this.pictures.node), this.confusion.node,
      this.trying, this.keep.node);
    this.listen(run, isImage);
    const epoch = this.query.get("epoch");
    if (epoch !== null && Number.isInteger(Number(epoch))) this.transport.scrub(Number(epoch));
    else this.showEpoch(null);
    run.listen();
  }

  listen(run, isImage) {
    const settle = () => {
      this.failure.replaceChildren(...(run.summary.state === "failed"
        ? [problemBox(new Error(run.summary.error ?? t("state.failed")), this.againLink())] : []));
      if (!this.input && run.isOver && run.summary.state !== "failed") this.startTrying(isImage);
    };
    run.on("frame", (frame) => {
      if (this.transport.epoch === null) this.showFrame(frame);
    });
    run.on("state", settle);
    run.on("end", () => {
      showConnection(null);
      settle();
      if (this.transport.epoch === null) this.showEpoch(null);
      say(t(run.summary.certified ? "spoken.certified" : `spoken.${run.summary.state}`));
      this.changed();
    });
    run.on("connection",
      (seconds) =>
        showConnection(seconds === null ? null : t("connection.lost", { seconds: Math.max(1, seconds) })));
    run.on("refused", (error) => (error.status === 404 ? this.missing(error) : showAtTop(error)));
    run.on("note", (note) => showAtTop(Object.assign(new Error(note.message), note, { isService: true })));
    settle();
  }

  startTrying(isImage) {
    this.input = isImage ? new Drawing(this.run) : this.run.details.columns ? new RowForm(this.run) : null;
    this.trying.hidden = this.input === null;
    if (!this.input) return;
    this.trying.append(this.input.node);
    if (this.lastGallery) this.input.offer?.(this.lastGallery);
  }

  showFrame(frame) {
    this.pictures.show(frame);
    this.gallery.show(frame);
    if (frame.gallery) {
      this.lastGallery = frame.gallery;
      this.input?.offer?.(frame.gallery);
    }
  }

  /** Shows all of an epoch; null is the newest. @param {number|null} epoch */
  async showEpoch(epoch) {
    this.progress.show(epoch);
    this.writeAddress(epoch);
    const { run } = this;
    this.serial += 1;
    const { serial } = this;
    if (run.points.size === 0) return;
    try {
      const shown = await run.at(epoch ?? run.lastEpoch);
      // A slider asks faster than answers come: only the last one counts.
      if (serial !== this.serial || this.isClosed) return;
      if (epoch === null && !run.isOver && run.frame && run.frame.epoch > shown.point.epoch) return;
      this.showFrame(shown);
      if (shown.confusion && (epoch !== null || run.isOver)) {
        this.confusion.show(shown.confusion, epoch === null && run.isOver);
      }
      else if (epoch === null && !run.isOver) this.confusion.node.hidden = true;
    } catch (error) {
      if (serial === this.serial) showAtTop(error);
    }
  }

  writeAddress(epoch) {
    const query = queryOf(choiceOf(this.run.summary), { epoch });
    setAddress(addressOf(`runs/${encodeURIComponent(this.id)}`, query));
  }

  againLink() {
    return element(
      "a", { class: "button", href: addressOf("", queryOf(choiceOf(this.run.summary))) }, t("run.change"));
  }

  /** A sample goes where it can be changed. */
  take(sample) {
    if (!this.input) return;
    this.input.take(sample.picture ?? sample.row);
    this.trying.scrollIntoView();
    this.trying.querySelector("canvas, input, select")?.focus({ preventScroll: true });
  }

  /** What the keys do. @param {string} key @returns {boolean} */
  key(key) {
    if (!this.run) return false;
    const { transport } = this;
    if (key === "p" && !this.run.isOver) transport.play.click();
    else if (key === "s" && !this.run.isOver) transport.step.click();
    else if (key === "l") transport.scrub(null);
    else if (key === "b") transport.scrub((transport.epoch ?? this.run.lastEpoch) - 1);
    else if (key === "f" && transport.epoch !== null) transport.scrub(transport.epoch + 1);
    else return false;
    return true;
  }

  close() {
    this.isClosed = true;
    this.progress?.close();
    this.run?.close();
    showConnection(null);
  }
}
