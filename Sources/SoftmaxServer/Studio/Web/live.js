// A run as the page knows it: what was asked for, and what comes in while it trains. Views listen to it.

import { api, runPath } from "./api.js";
import { follow } from "./stream.js";

const drawnEvery = 40;
const over = ["finished", "stopped", "failed"];

/** Whether a run is at its end. @param {string} state */
export function isOver(state) {
  return over.includes(state);
}

export class LiveRun extends EventTarget {
  /** @param {Object} details the answer to GET /api/runs/ID */
  constructor(details) {
    super();
    this.details = details;
    this.summary = details;
    /** @type {Map<number, import("./api.js").Point>} */
    this.points = new Map();
    this.lastEpoch = 0;
    this.ordered = null;
    this.telling = null;
    this.add(details.points);
    this.frame = null;
    this.stream = null;
    this.isClosed = false;
    /** @type {Map<number, Promise<Object>>} */
    this.epochs = new Map();
  }

  static async load(id, signal) {
    return new LiveRun(await api(runPath(id), { signal }));
  }

  get id() {
    return this.summary.id;
  }

  get isOver() {
    return isOver(this.summary.state);
  }

  /** The points in order. */
  get history() {
    this.ordered ??= [...this.points.values()].sort((one, other) => one.epoch - other.epoch);
    return this.ordered;
  }

  /** @param {import("./api.js").Point[]} points */
  add(points) {
    for (const point of points) {
      this.points.set(point.epoch, point);
      this.lastEpoch = Math.max(this.lastEpoch, point.epoch);
    }
    this.ordered = null;
    // Thousands of points may come in a second; views are told of them together.
    this.telling ??= setTimeout(() => {
      this.telling = null;
      this.tell("point", null);
    }, drawnEvery);
  }

  /** Begins to listen to the service, where there is something to come. */
  listen() {
    if (this.isOver || this.stream || this.isClosed) return;
    this.stream = follow(this.id, this.points.size === 0 ? null : this.lastEpoch, {
      event: (name, data) => this.take(name, data),
      connection: (seconds) => this.tell("connection", seconds),
      refused: (error) => this.tell("refused", error),
      shown: () => this.refresh(),
    });
  }

  take(name, data) {
    switch (name) {
      case "point":
        return this.add([data]);
      case "frame":
        if (this.frame && this.frame.epoch > data.epoch) return undefined;
        this.frame = data;
        return this.tell("frame", data);
      case "state":
        this.summary = { ...this.summary, ...data };
        return this.tell("state", data);
      case "note":
        return this.tell("note", data);
      case "end":
        this.summary = { ...this.summary, ...data };
        this.stream = null;
        return this.refresh().then(() => this.tell("end", data));
      default:
        return undefined;
    }
  }

  /** Asks for what may have been missed: while the tab was hidden another one may have had the stream. */
  async refresh() {
    try {
      const details = await api(runPath(this.id));
      if (this.isClosed) return;
      this.details = details;
      this.summary = { ...this.summary, ...details };
      this.add(details.points);
      this.tell("state", details);
      if (this.isOver && this.stream) {
        this.stream.close();
        this.stream = null;
        this.tell("end", details);
      }
    } catch (error) {
      this.tell("refused", error);
    }
  }

  /** Plays, pauses, steps, stops, or changes the speed. @param {{action?: string, speed?: string|number}} order */
  async control(order) {
    const summary = await api(runPath(this.id, "control"), { body: order });
    this.summary = { ...this.summary, ...summary };
    this.tell("state", summary);
    if (this.isOver && !this.stream) await this.refresh();
  }

  /** What the model was at an epoch. Answers are kept. @param {number} epoch */
  at(epoch) {
    if (!this.epochs.has(epoch)) {
      const answer = api(runPath(this.id, `epochs/${epoch}`));
      this.epochs.set(epoch, answer);
      answer.catch(() => this.epochs.delete(epoch));
      if (this.epochs.size > 60) this.epochs.delete(this.epochs.keys().next().value);
    }
    return this.epochs.get(epoch);
  }

  /** @param {string} name @param {unknown} detail */
  tell(name, detail) {
    if (!this.isClosed) this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** @param {string} names with spaces between them @param {(detail: any) => void} action */
  on(names, action) {
    for (const name of names.split(" ")) this.addEventListener(name, (event) => action(event.detail));
  }

  close() {
    this.isClosed = true;
    this.stream?.close();
    this.stream = null;
  }
}
