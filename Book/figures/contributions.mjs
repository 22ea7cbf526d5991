// An image's logit as the sum of its pixels' contributions: weight x intensity, for each of 784 pixels.

import { choices, html, slider, svg } from "./svg.mjs";

export function contributions(data, picture, k) {
  return data.pictures[picture].pixels.map((byte, j) => data.weights[k][j] * byte / 255);
}

export function draw(stage, language, data) {
  const words = language === "zh"
    ? {
      picture: "图片", klass: "类别", rows: "加到第几行",
      said: (bias, sum, logit, largest) =>
        `偏置 ${bias}，目前之和 ${sum}，库算出的 logit ${logit}（logit 最大的是 ${largest}）`,
      pixel: (row, column, value) => `第 ${row} 行第 ${column} 列的像素贡献 ${value}`,
      alt: (name, klass, rows) => `左边是图片 ${name}，右边是前 ${rows} 行像素对类别 ${klass} 的贡献：橙色支持，蓝色反对`,
    }
    : {
      picture: "Picture", klass: "Class", rows: "rows added",
      said: (bias, sum, logit, largest) =>
        `bias ${bias}; sum so far ${sum}; the library's logit ${logit} (largest logit: ${largest})`,
      pixel: (row, column, value) => `the pixel in row ${row}, column ${column} adds ${value}`,
      alt: (name, klass, rows) =>
        `Left the picture, ${name}; right what its first ${rows} rows add for ${klass}: orange for it, blue against it`,
    };
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
  slider(stage, words.rows, { min: "0", max: "28", step: "1", value: "28" }, (value) => { rows = value; update(); });
  const said = html("p", { class: "said", "aria-live": "polite" }, stage);
  const pointed = html("p", { class: "said pointed" }, stage, "\u00a0");
  const tell = (j) => {
    const value = contributions(data, picture, k)[j];
    pointed.textContent = words.pixel(Math.floor(j / 28) + 1, j % 28 + 1, value.toFixed(4));
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
    said.textContent = words.said(data.bias[k].toFixed(3), sum.toFixed(3), logits[k].toFixed(3), largest);
    frame.setAttribute("aria-label", words.alt(data.pictures[picture].name, data.classes[k], rows));
    said.dataset.sum = String(sum);
    said.dataset.logit = String(logits[k]);
  };
  choices(controls, words.picture, data.pictures.map((one, i) => `${i + 1} ${one.name}`), 0, (chosen) => { picture = chosen; update(); });
  choices(controls, words.klass, data.classes, k, (chosen) => { k = chosen; update(); });
  update();
}
