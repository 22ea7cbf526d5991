// A pad to draw on. It keeps ink alone; what the model makes of it is asked elsewhere.

import { button, element, labelOf, select } from "./dom.js";
import { bytesOf } from "./pictures.js";
import { t } from "./words.js";

const size = 280;
const mostUndone = 30;

// A drawing outlives a change of language or a look at another view.
const kept = new Map();

export class Pad {
  /** @param {string} id the run @param {(pad: Pad) => void} changed */
  constructor(id, changed) {
    Object.assign(this, { id, changed, size, past: [], last: null, isFocused: false });
    this.brush = { x: size / 2, y: size / 2 };
    this.canvas = element("canvas", {
      id: "pad",
      width: size,
      height: size,
      tabindex: 0,
      role: "application",
      "aria-label": t("pad.label"),
      "aria-describedby": "pad-help",
    });
    this.mark = element("span", { class: "brush-mark", "aria-hidden": "true" });
    this.sheet = element("canvas", { width: size, height: size }).getContext("2d", { willReadFrequently: true });
    this.width = select(
      [["10", t("pad.thin")], ["18", t("pad.medium")], ["30", t("pad.thick")]], "18", { id: "pad-width" });
    const width = element("div", { class: "inline-field" }, labelOf("pad-width", t("pad.width")), this.width);
    this.undoButton = button(t("pad.undo"), { id: "pad-undo" }, () => this.undo());
    this.clearButton = button(t("pad.clear"), { id: "pad-clear" }, () => this.clear());
    this.node = element("div", { class: "pad" }, element("div", { class: "pad-room" }, this.canvas, this.mark),
      element("div", { class: "row" }, width, this.undoButton, this.clearButton),
      element("p", { id: "pad-help", class: "muted small" }, t("pad.help")));
    this.listen();
    this.restore();
    this.show();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      canvas.setPointerCapture(event.pointerId);
      this.remember();
      this.last = this.point(event);
      this.stroke(this.last, this.last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.last) return;
      for (const part of event.getCoalescedEvents?.() ?? [event]) {
        const point = this.point(part);
        this.stroke(this.last, point, true);
        this.last = point;
      }
      this.done();
    });
    for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, () => { this.last = null; });
    for (const name of ["focus", "blur"]) {
      canvas.addEventListener(name, () => {
        this.isFocused = name === "focus" && canvas.matches(":focus-visible");
        this.show();
      });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  point(event) {
    const area = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - area.left) / area.width) * size,
      y: ((event.clientY - area.top) / area.height) * size
    };
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (event.ctrlKey || event.metaKey) {
      if (event.key !== "z") return;
      this.undo();
    } else if (step) {
      const from = { ...this.brush };
      this.brush.x = Math.min(Math.max(this.brush.x + 10 * step[0], 5), size - 5);
      this.brush.y = Math.min(Math.max(this.brush.y + 10 * step[1], 5), size - 5);
      this.isFocused = true;
      if (event.shiftKey) {
        this.remember();
        this.stroke(from, this.brush);
      }
      this.show();
    } else if (event.key === " " || event.key === "Enter") {
      this.remember();
      this.stroke(this.brush, this.brush);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
  }

  stroke(from, to, isPart = false) {
    const { sheet } = this;
    Object.assign(
      sheet, { lineCap: "round", lineJoin: "round", lineWidth: Number(this.width.value), strokeStyle: "#fff" });
    sheet.beginPath();
    sheet.moveTo(from.x, from.y);
    sheet.lineTo(to.x + 0.01, to.y);
    sheet.stroke();
    if (!isPart) this.done();
  }

  remember() {
    this.past.push(this.sheet.getImageData(0, 0, size, size));
    if (this.past.length > mostUndone) this.past.shift();
  }

  undo() {
    const image = this.past.pop();
    if (image) this.sheet.putImageData(image, 0, 0);
    this.done();
  }

  clear() {
    this.remember();
    this.sheet.clearRect(0, 0, size, size);
    this.done();
  }

  /** Takes a sample's picture onto the pad. @param {string} base64 @param {number[]} shape */
  take(base64, [height, width, channels = 1]) {
    this.remember();
    const bytes = bytesOf(base64);
    const small = element("canvas", { width, height });
    const image = new ImageData(width, height);
    for (let pixel = 0; pixel < width * height; pixel += 1) {
      const parts = bytes.subarray(pixel * channels, (pixel + 1) * channels);
      image.data.set([255, 255, 255, parts.reduce((sum, part) => sum + part, 0) / channels], 4 * pixel);
    }
    small.getContext("2d").putImageData(image, 0, 0);
    this.sheet.clearRect(0, 0, size, size);
    this.sheet.imageSmoothingEnabled = false;
    this.sheet.drawImage(small, 0, 0, size, size);
    this.done();
  }

  /** The ink, row by row, from 0 to 1. */
  get ink() {
    const { data } = this.sheet.getImageData(0, 0, size, size);
    return Float32Array.from({ length: size * size }, (_, place) => data[4 * place + 3] / 255);
  }

  done() {
    kept.set(this.id, this.sheet.canvas);
    this.show();
    if (this.waiting) return;
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      this.changed(this);
    });
  }

  restore() {
    const before = kept.get(this.id);
    if (before) this.sheet.drawImage(before, 0, 0);
  }

  show() {
    const context = this.canvas.getContext("2d");
    context.fillStyle = "#000";
    context.fillRect(0, 0, size, size);
    context.drawImage(this.sheet.canvas, 0, 0);
    this.undoButton.disabled = this.past.length === 0;
    this.mark.hidden = !this.isFocused;
    this.mark.style.left = `${(100 * this.brush.x) / size}%`;
    this.mark.style.top = `${(100 * this.brush.y) / size}%`;
  }
}
