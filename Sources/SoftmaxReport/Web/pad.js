// A pad to draw on, for models of pictures. A drawing is kept in the stored values of the model's own format, so
// that the command reads the very same picture.

import { showAnswer, showHint } from "./answer.js";
import { byId, element } from "./dom.js";
import { thumbnail } from "./samples.js";

const hint = "Draw something, or take one of the pictures.";

/** Makes the pad in `place`. */
export function startPad(report, place) {
  const pad = new Pad(report);
  const clear = element("button", { type: "button", id: "pad-clear" }, "Clear");
  clear.addEventListener("click", () => pad.clear());
  const [height, width] = report.model.shape;
  const help =
    `Draw with a pointer. With the keyboard: arrow keys move the brush, Space paints, Delete clears. `
    + `The model sees ${height} x ${width} pixels, light on dark.`;
  place.replaceChildren(
    element("div", { class: "pad" }, pad.canvas, element("p", { id: "pad-help", class: "muted" }, help), clear,
      ...examplePictures(report, pad))
  );
  pad.clear();
}

/** Pictures of the report to begin with, where the sheet has them at the model's own size. */
function examplePictures(report, pad) {
  if (!report.sheet || !report.sheet.isWhole || report.examples.length === 0) return [];
  const buttons = report.examples.map((index) => {
    const sample = report.samples[index];
    const name = report.classes[sample.actual];
    const button = element("button", { type: "button", class: "example", "data-sample": String(index) },
      thumbnail(report.sheet, sample.thumb, `sample ${sample.index}, ${name}`));
    button.addEventListener("click", () => pad.take(report.sheet, sample.thumb));
    return button;
  });
  return [element("p", { id: "examples-title" }, "Or take a picture of the data:"),
    element("div", { class: "examples", role: "group", "aria-labelledby": "examples-title" }, ...buttons)];
}

class Pad {
  constructor(report) {
    this.report = report;
    const [height, width, channels = 1] = report.model.shape;
    Object.assign(this, { height, width, channels });
    // Stored values run to 255 at most: those of formats with more are drawn in 255 steps.
    this.steps = Math.min(report.model.maximum === 1 ? 255 : report.model.maximum, 255);
    this.values = new Float64Array(height * width * channels);
    this.brush = { x: (width - 1) / 2, y: (height - 1) / 2 };
    this.isFocused = false;
    this.scale = Math.max(1, Math.floor(280 / Math.max(width, height)));
    this.canvas = element("canvas", {
      id: "pad", width: width * this.scale, height: height * this.scale, tabindex: "0", role: "application",
      "aria-label": "Drawing pad", "aria-describedby": "pad-help",
    });
    this.listen();
  }

  listen() {
    const { canvas } = this;
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      this.last = this.point(event);
      this.stroke(this.last, this.last);
    });
    canvas.addEventListener("pointermove", (event) => {
      if (!this.last) return;
      const point = this.point(event);
      this.stroke(this.last, point);
      this.last = point;
    });
    for (const name of ["pointerup", "pointercancel"]) {
      canvas.addEventListener(name, () => { this.last = null; });
    }
    for (const name of ["focus", "blur"]) {
      canvas.addEventListener(name, () => { this.isFocused = name === "focus"; this.show(); });
    }
    canvas.addEventListener("keydown", (event) => this.key(event));
  }

  /** A place in pixels of the model's picture; whole numbers are the middles of pixels. */
  point(event) {
    const area = this.canvas.getBoundingClientRect();
    return {
      x: ((event.clientX - area.left) / area.width) * this.width - 0.5,
      y: ((event.clientY - area.top) / area.height) * this.height - 0.5,
    };
  }

  key(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (step) {
      const within = (value, size) => Math.min(Math.max(Math.round(value), 0), size - 1);
      this.brush.x = within(this.brush.x + step[0], this.width);
      this.brush.y = within(this.brush.y + step[1], this.height);
      this.show();
    } else if (event.key === " ") {
      this.stroke(this.brush, this.brush);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      this.clear();
    } else {
      return;
    }
    event.preventDefault();
  }

  /** Draws a line with a round brush of soft edge. */
  stroke(from, to) {
    const radius = Math.max(0.6, Math.max(this.width, this.height) / 24);
    const reach = radius + 0.5;
    const [left, right] = [Math.min(from.x, to.x) - reach, Math.max(from.x, to.x) + reach];
    const [top, bottom] = [Math.min(from.y, to.y) - reach, Math.max(from.y, to.y) + reach];
    for (let y = Math.max(0, Math.ceil(top)); y <= Math.min(this.height - 1, bottom); y += 1) {
      for (let x = Math.max(0, Math.ceil(left)); x <= Math.min(this.width - 1, right); x += 1) {
        const ink = Math.min(1, Math.max(0, reach - distance({ x, y }, from, to)));
        for (let channel = 0; channel < this.channels; channel += 1) {
          const place = (y * this.width + x) * this.channels + channel;
          this.values[place] = Math.max(this.values[place], Math.round(ink * this.steps));
        }
      }
    }
    this.changed();
  }

  clear() {
    this.values.fill(0);
    this.show();
    this.canvas.dataset.pixels = "";
    showHint(hint);
  }

  /** Takes a picture of the sheet as it is. */
  take(sheet, place) {
    const source = byId("sheet");
    const copy = element("canvas", { width: this.width, height: this.height });
    const context = copy.getContext("2d", { willReadFrequently: true });
    const image = new Image();
    image.addEventListener("load", () => {
      const [x, y] = [(place % sheet.columns) * sheet.width, Math.floor(place / sheet.columns) * sheet.height];
      context.drawImage(image, x, y, this.width, this.height, 0, 0, this.width, this.height);
      const bytes = context.getImageData(0, 0, this.width, this.height).data;
      for (let pixel = 0; pixel < this.width * this.height; pixel += 1) {
        for (let channel = 0; channel < this.channels; channel += 1) {
          const value = (bytes[4 * pixel + channel] / 255) * this.steps;
          this.values[pixel * this.channels + channel] = Math.round(value);
        }
      }
      this.changed();
    });
    image.src = source.getAttribute("href");
  }

  changed() {
    this.show();
    this.canvas.dataset.pixels = Array.from(this.values).join(",");
    showAnswer(this.report, Float32Array.from(this.values, (value) => value / this.steps));
  }

  show() {
    const context = this.canvas.getContext("2d");
    const { scale } = this;
    for (let y = 0; y < this.height; y += 1) {
      for (let x = 0; x < this.width; x += 1) {
        const start = (y * this.width + x) * this.channels;
        const levels = [0, 1, 2].map((channel) => {
          const value = this.values[start + (this.channels === 3 ? channel : 0)];
          return Math.round((value / this.steps) * 255);
        });
        context.fillStyle = `rgb(${levels.join(" ")})`;
        context.fillRect(x * scale, y * scale, scale, scale);
      }
    }
    if (this.isFocused) this.showBrush(context);
  }

  showBrush(context) {
    const [x, y] = [Math.round(this.brush.x) * this.scale, Math.round(this.brush.y) * this.scale];
    context.lineWidth = 2;
    context.strokeStyle = "rgb(255 176 0)";
    context.strokeRect(x + 1, y + 1, Math.max(2, this.scale - 2), Math.max(2, this.scale - 2));
  }
}

/** How far a point is from a line between two others. */
function distance(point, from, to) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = dx * dx + dy * dy;
  const share = length === 0 ? 0 : ((point.x - from.x) * dx + (point.y - from.y) * dy) / length;
  const place = Math.min(1, Math.max(0, share));
  return Math.hypot(point.x - from.x - place * dx, point.y - from.y - place * dy);
}
