// Training loss by epoch for learning rates and batch sizes, from fits by the library.

import { choices, html, svg } from "./svg.mjs";

export function draw(stage, language, data) {
  const words = language === "zh"
    ? { size: "批量大小", epoch: "轮次", loss: "训练损失（对数刻度）", rate: "学习率", accuracy: "测试准确率" }
    : { size: "Batch size", epoch: "epoch", loss: "train loss (logarithmic)", rate: "rate", accuracy: "test accuracy" };
  const [width, height] = [300, 220];
  const sizes = [...new Set(data.runs.map((run) => run.batchSize))];
  const controls = html("div", { class: "controls" }, stage);
  const picture = svg("svg", { viewBox: "-44 -10 360 280", role: "img" }, stage);
  const [low, high] = [Math.log(0.02), Math.log(12)];
  const x = (epoch) => (epoch - 1) / (data.epochs - 1) * width;
  const y = (loss) => height - (Math.log(Math.min(Math.max(loss, 0.02), 12)) - low) / (high - low) * height;
  for (const value of [0.03, 0.1, 0.3, 1, 2.3026, 10]) {
    svg("line", { x1: 0, x2: width, y1: y(value), y2: y(value), class: value === 2.3026 ? "grid guess" : "grid" }, picture);
    svg("text", { x: -6, y: y(value) + 4, "text-anchor": "end" }, picture, value === 2.3026 ? "2.3" : String(value));
  }
  for (const epoch of [1, 5, 10, 15, 20]) {
    svg("text", { x: x(epoch), y: height + 16, "text-anchor": "middle" }, picture, String(epoch));
  }
  svg("text", { x: width / 2, y: height + 36, "text-anchor": "middle" }, picture, words.epoch);
  svg("text", { x: -height / 2, y: -34, "text-anchor": "middle", transform: "rotate(-90)" }, picture, words.loss);
  const lines = svg("g", {}, picture);
  const legend = html("ul", { class: "legend" }, stage);
  const update = (place) => {
    const runs = data.runs.filter((run) => run.batchSize === sizes[place]);
    lines.replaceChildren(...runs.map((run, k) => svg("polyline", {
      class: `curve s${k}`, points: run.trainLoss.map((loss, e) => `${x(e + 1).toFixed(1)},${y(loss).toFixed(1)}`).join(" "),
    })));
    legend.replaceChildren(...runs.map((run, k) => {
      const item = html("li", {});
      html("span", { class: `mark s${k}` }, item);
      item.append(`${words.rate} ${run.learningRate}: ${run.trainLoss.at(-1).toFixed(3)}, ${words.accuracy} ${run.testAccuracy.at(-1).toFixed(3)}`);
      return item;
    }));
  };
  choices(controls, words.size, sizes.map(String), 1, update);
  update(1);
}
