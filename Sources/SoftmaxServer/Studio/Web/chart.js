// Curves over epochs. A chart fills its place's width, so that its text has the page's size on a phone too.

import { element, svgElement } from "./dom.js";
import { epochScale, linearScale, logScale } from "./scales.js";

const margin = { top: 10, right: 14, bottom: 30, left: 46 };
const height = 208;
const dashes = ["", "6 4", "2 3", "9 3 2 3"];

/**
 * @typedef {{name: string, color: number, dash?: number, values: Array<[number, number]>}} Series epochs with numbers
 */
export class Chart {
  /**
   * @param {{title: string, isLog?: boolean, from?: number, format: (value: number) => string,
   *   line?: {value: number, name: string}|null, pick?: (epoch: number) => void, axis: string}} options
   */
  constructor(options) {
    this.options = options;
    /** @type {Series[]} */
    this.series = [];
    this.last = 1;
    this.epoch = null;
    this.hover = null;
    this.drawing = element("div", { class: "drawing" });
    this.legend = element("ul", { class: "legend", "aria-hidden": "true" });
    this.node = element("figure", { class: "chart" },
      element("figcaption", {}, element("span", { class: "chart-title" }, options.title), this.legend), this.drawing);
    this.watcher = new ResizeObserver(() => this.draw());
    this.watcher.observe(this.drawing);
    this.listen();
  }

  /**
   * @param {Series[]} series
   * @param {number} last the last epoch of the axis
   * @param {number|null} epoch the one shown
   */
  update(series, last, epoch = null) {
    Object.assign(this, { series, last, epoch });
    if (this.waiting) return;
    // Many points may come within one frame.
    this.waiting = requestAnimationFrame(() => {
      this.waiting = null;
      this.draw();
    });
  }

  close() {
    this.watcher.disconnect();
  }

  listen() {
    this.drawing.addEventListener("pointermove", (event) => {
      this.hover = this.epochAt(event);
      this.draw();
    });
    this.drawing.addEventListener("pointerleave", () => {
      this.hover = null;
      this.draw();
    });
    if (this.options.pick) {
      this.drawing.classList.add("can-pick");
      this.drawing.addEventListener("click", (event) => this.options.pick(this.epochAt(event)));
    }
  }

  epochAt(event) {
    const area = this.drawing.getBoundingClientRect();
    const share = (event.clientX - area.left - margin.left) / (area.width - margin.left - margin.right);
    return Math.round(Math.min(1, Math.max(0, share)) * this.last);
  }

  draw() {
    const width = this.drawing.clientWidth;
    if (width < 60) return;
    const shown = this.series.filter((one) => one.values.length > 0);
    const numbers = shown.flatMap((one) => one.values.map(([, value]) => value)).filter(Number.isFinite);
    if (this.options.line) numbers.push(this.options.line.value);
    const y = this.scale(numbers);
    const x = epochScale(this.last);
    const [across, down] = [width - margin.left - margin.right, height - margin.top - margin.bottom];
    const left = (epoch) => margin.left + x.place(epoch) * across;
    const top = (value) => margin.top + (1 - y.place(value)) * down;
    const spoken = `${this.options.title}: ${this.sentence(shown)}`;
    const svg =
      svgElement("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": spoken });
    for (const tick of y.ticks) {
      svg.append(svgElement("line",
                   { class: "grid", x1: margin.left, x2: width - margin.right, y1: top(tick), y2: top(tick) }),
        svgElement(
          "text", { class: "tick", x: margin.left - 8, y: top(tick) + 4, "text-anchor": "end" }, y.text(tick)));
    }
    for (const tick of x.ticks) {
      svg.append(svgElement(
        "text", { class: "tick", x: left(tick), y: height - 10, "text-anchor": "middle" }, x.text(tick)));
    }
    const { line } = this.options;
    if (line && numbers.length > 1) {
      svg.append(svgElement("line", {
        class: "goal",
        x1: margin.left,
        x2: width - margin.right,
        y1: top(line.value),
        y2: top(line.value)
      }),
        svgElement("text",
          { class: "tick", x: width - margin.right, y: top(line.value) - 5, "text-anchor": "end" }, line.name));
    }
    const marked = this.hover ?? this.epoch;
    if (marked !== null) {
      svg.append(svgElement(
        "line", { class: "cursor", x1: left(marked), x2: left(marked), y1: margin.top, y2: margin.top + down }));
    }
    for (const one of shown) svg.append(...this.curve(one, left, top, marked));
    this.drawing.replaceChildren(svg);
    this.showLegend(marked);
  }

  scale(numbers) {
    if (numbers.length === 0) return linearScale(this.options.from ?? 0, 1);
    const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
    if (this.options.isLog) return logScale(Math.max(low, 1e-16), Math.max(high, 1e-15));
    return linearScale(this.options.from === undefined ? low : Math.min(low, this.options.from), high);
  }

  curve(one, left, top, marked) {
    const color = `stroke-${one.color}`;
    const step = Math.max(1, Math.floor(one.values.length / 800));
    const kept = one.values.filter((_, place) => place % step === 0 || place === one.values.length - 1);
    const path = kept.map(([epoch, value]) => `${left(epoch).toFixed(1)},${top(value).toFixed(1)}`).join(" L");
    const nodes = [svgElement(
      "path", { class: `curve ${color}`, d: `M${path}`, "stroke-dasharray": dashes[one.dash ?? 0] })];
    const dot = one.values.find(([epoch]) => epoch === marked) ?? (marked === null ? one.values.at(-1) : null);
    if (dot) {
      nodes.push(
        svgElement("circle", { class: `dot fill-${one.color}`, cx: left(dot[0]), cy: top(dot[1]), r: 4 }));
    }
    return nodes;
  }

  showLegend(marked) {
    const items = this.series.map((one) => {
      const sample = svgElement("svg", { width: 22, height: 10, "aria-hidden": "true" }, svgElement("line", {
        class: `curve stroke-${one.color}`, x1: 1, x2: 21, y1: 5, y2: 5, "stroke-dasharray": dashes[one.dash ?? 0],
      }));
      const point = one.values.find(([epoch]) => epoch === marked) ?? (marked === null ? one.values.at(-1) : null);
      const value = point ? element("b", {}, this.options.format(point[1])) : null;
      return element("li", {}, sample, element("bdi", {}, one.name), value);
    });
    this.legend.replaceChildren(...items);
  }

  sentence(shown) {
    return shown.map((one) => {
      const [epoch, value] = one.values.at(-1);
      return `${one.name} ${this.options.format(value)}, ${this.options.axis} ${epoch}`;
    }).join("; ");
  }
}
