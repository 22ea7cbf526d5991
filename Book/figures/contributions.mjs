// An image's logit as the sum of its pixels' contributions: weight x intensity, for each of 784 pixels.

import { choices, html, svg } from "./svg.mjs";

export function contributions(data, picture, k) {
  return data.pictures[picture].pixels.map((byte, j) => data.weights[k][j] * byte / 255);
}

export function draw(stage, language, data) {
  const words = language === "zh"
    ? { picture: "图片", klass: "类别", rows: "加到第几行", bias: "偏置", sum: "目前之和", logit: "库算出的 logit", pixel: "像素", is: "的贡献", largest: "logit 最大" }
    : { picture: "Picture", klass: "Class", rows: "rows added", bias: "bias", sum: "sum so far", logit: "the library's logit", pixel: "pixel", is: "adds", largest: "largest logit" };
  let [picture, k, rows] = [0, data.classes.indexOf(data.pictures[0].name), 28];
  const controls = html("div", { class: "controls" }, stage);
  const frame = svg("svg", { viewBox: "0 0 410 200", role: "img" }, stage);
  const cells = [];
  for (let j = 0; j < 784; j++) {
    const [column, row] = [j % 28, Math.floor(j / 28)];
    const left = svg("rect", { x: column * 7, y: row * 7, width: 7.1, height: 7.1 }, frame);
    const right = svg("rect", { x: 212 + column * 7, y: row * 7, width: 7.1, height: 7.1 }, frame);
    cells.push([left, right]);
    for (const cell of [left, right]) cell.addEventListener("pointerenter", () => tell(j));
  }
  const slider = html("label", { class: "slider" }, stage);
  html("span", {}, slider, words.rows);
  const input = html("input", { type: "range", min: "0", max: "28", step: "1", value: "28" }, slider);
  const shown = html("output", {}, slider);
  const said = html("p", { class: "said", "aria-live": "polite" }, stage);
  const pointed = html("p", { class: "said pointed" }, stage, "\u00a0");
  const tell = (j) => {
    const value = contributions(data, picture, k)[j];
    pointed.textContent = `${words.pixel} ${Math.floor(j / 28) + 1}, ${j % 28 + 1} ${words.is} ${value.toFixed(4)}`;
  };
  const update = () => {
    const values = contributions(data, picture, k);
    const limit = Math.max(...values.map(Math.abs), 1e-9);
    cells.forEach(([left, right], j) => {
      const byte = data.pictures[picture].pixels[j];
      left.setAttribute("fill", `rgb(${byte} ${byte} ${byte})`);
      const strength = Math.sqrt(Math.abs(values[j]) / limit);
      right.setAttribute("class", values[j] >= 0 ? "for" : "against");
      right.setAttribute("fill-opacity", (j < rows * 28 ? strength : 0).toFixed(3));
    });
    const sum = values.slice(0, rows * 28).reduce((a, b) => a + b, data.bias[k]);
    const logits = data.pictures[picture].logits;
    const largest = data.classes[logits.indexOf(Math.max(...logits))];
    shown.textContent = String(rows);
    said.textContent = `${words.bias} ${data.bias[k].toFixed(3)}; ${words.sum} ${sum.toFixed(3)}; `
      + `${words.logit} ${logits[k].toFixed(3)} (${words.largest}: ${largest})`;
    said.dataset.sum = String(sum);
    said.dataset.logit = String(logits[k]);
  };
  input.addEventListener("input", () => { rows = Number(input.value); update(); });
  choices(controls, words.picture, data.pictures.map((one, i) => `${i + 1} ${one.name}`), 0, (chosen) => { picture = chosen; update(); });
  choices(controls, words.klass, data.classes, k, (chosen) => { k = chosen; update(); });
  update();
}
