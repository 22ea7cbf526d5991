// The loss over two weights as lines of equal loss, with SGD's path as the library walked it.

import { choices, html, svg } from "./svg.mjs";

// The pieces of the line on which a grid's values are `level`, each from one edge of a cell to another.
export function contour(values, count, level) {
  const pieces = [];
  const at = (column, row) => values[row * count + column];
  for (let row = 0; row + 1 < count; row++) {
    for (let column = 0; column + 1 < count; column++) {
      const corners = [[column, row], [column + 1, row], [column + 1, row + 1], [column, row + 1]];
      const points = [];
      for (let k = 0; k < 4; k++) {
        const [a, b] = [corners[k], corners[(k + 1) % 4]];
        const [u, v] = [at(...a), at(...b)];
        if ((u < level) === (v < level)) continue;
        const t = (level - u) / (v - u);
        points.push([a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])]);
      }
      for (let k = 0; k + 1 < points.length; k += 2) pieces.push([points[k], points[k + 1]]);
    }
  }
  return pieces;
}

export function draw(stage, language, data) {
  const words = language === "zh"
    ? {
      rate: "学习率", size: "批量大小", x: "花瓣长度的权重", y: "花瓣宽度的权重", end: "24 轮之后的权重：",
      lines: "等高线图：两个权重的损失，以及 SGD 从 0, 0 出发的路径；",
    }
    : {
      rate: "Learning rate", size: "Batch size", x: "weight of the length", y: "weight of the width",
      end: "weights after 24 epochs: ", lines: "Lines of equal loss over two weights, with SGD's path from 0, 0; ",
    };
  const side = 320;
  const rates = [...new Set(data.paths.map((path) => path.learningRate))];
  const sizes = [...new Set(data.paths.map((path) => path.batchSize))];
  let [rate, size] = [1, 0];
  const controls = html("div", { class: "controls" }, stage);
  const picture = svg("svg", { viewBox: "-42 -6 372 368", role: "img" }, stage);
  const clip = svg("clipPath", { id: "surface-clip" }, svg("defs", {}, picture));
  svg("rect", { width: side, height: side }, clip);
  const inside = svg("g", { "clip-path": "url(#surface-clip)" }, picture);
  const place = (w) => w.map((value, j) => {
    const share = (value - data.low[j]) / (data.high[j] - data.low[j]);
    return j === 0 ? share * side : side - share * side;
  });
  for (const level of [0.107, 0.11, 0.12, 0.14, 0.17, 0.22, 0.3, 0.4, 0.55, 0.8, 1.2, 2, 3]) {
    const d = contour(data.losses, data.count, level).map((piece) => piece.map(([column, row], k) => {
      const [x, y] = [column / (data.count - 1) * side, side - row / (data.count - 1) * side];
      return `${k ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    }).join("")).join("");
    const line = svg("path", { d, class: "contour" }, inside);
    svg("title", {}, line, String(level));
  }
  svg("rect", { width: side, height: side, class: "box" }, picture);
  for (const value of [0, 2, 4, 6]) {
    const [x, y] = place([value, value]);
    svg("text", { x, y: side + 16, "text-anchor": "middle" }, picture, String(value));
    svg("text", { x: -6, y: y + 4, "text-anchor": "end" }, picture, String(value));
  }
  svg("text", { x: side / 2, y: side + 36, "text-anchor": "middle" }, picture, words.x);
  svg("text", { x: -side / 2, y: -26, "text-anchor": "middle", transform: "rotate(-90)" }, picture, words.y);
  const path = svg("polyline", { class: "path" }, inside);
  const dots = svg("g", {}, inside);
  const said = html("p", { class: "said", "aria-live": "polite" }, stage);
  const update = () => {
    const run = data.paths.find((one) => one.learningRate === rates[rate] && one.batchSize === sizes[size]);
    path.setAttribute("points", run.points.map((w) => place(w).map((v) => v.toFixed(1)).join(",")).join(" "));
    dots.replaceChildren(...run.points.map((w) => {
      const [cx, cy] = place(w);
      return svg("circle", { cx, cy, r: 2.6, class: "dot" });
    }));
    said.textContent = words.end + run.points.at(-1).map((v) => v.toFixed(2)).join(", ");
    picture.setAttribute("aria-label", words.lines + said.textContent);
  };
  choices(controls, words.rate, rates.map(String), rate, (chosen) => { rate = chosen; update(); });
  choices(controls, words.size, sizes.map(String), size, (chosen) => { size = chosen; update(); });
  update();
}
