// Training loss by epoch for learning rates and batch sizes, from fits by the library.

import { choices, html, svg } from "./svg.mjs";

export function draw(stage, language, data) {
  const words = language === "zh"
    ? {
      size: "批量大小", epoch: "轮次", loss: "训练损失（对数刻度）",
      run: (rate, loss, accuracy) => `学习率 ${rate}：损失 ${loss}，测试准确率 ${accuracy}`,
      lines: (size) => `批量大小为 ${size} 时，五种学习率的训练损失曲线，最后的数值见下`,
    }
    : {
      size: "Batch size", epoch: "epoch", loss: "train loss (logarithmic)",
      run: (rate, loss, accuracy) => `rate ${rate}: loss ${loss}, test accuracy ${accuracy}`,
      lines: (size) => `Training loss by epoch for five learning rates, batch size ${size}; the last values stand below`,
    };
  const [width, height] = [300, 220];
  const sizes = [...new Set(data.runs.map((run) => run.batchSize))];
  const controls = html("div", { class: "controls" }, stage);
  const picture = svg("svg", { viewBox: "-60 -10 376 282", role: "img" }, stage);
  // All losses that the runs have lie between: none is cut.
  const [low, high] = [Math.log(0.02), Math.log(300)];
  const x = (epoch) => (epoch - 1) / (data.epochs - 1) * width;
  const y = (loss) => height - (Math.log(loss) - low) / (high - low) * height;
  for (const value of [0.03, 0.1, 0.3, 1, 2.3026, 10, 100]) {
    svg("line", { x1: 0, x2: width, y1: y(value), y2: y(value), class: value === 2.3026 ? "grid guess" : "grid" }, picture);
    svg("text", { x: -6, y: y(value) + 4, "text-anchor": "end" }, picture, value === 2.3026 ? "2.3" : String(value));
  }
  for (const epoch of [1, 5, 10, 15, 20]) {
    svg("text", { x: x(epoch), y: height + 16, "text-anchor": "middle" }, picture, String(epoch));
  }
  svg("text", { x: width / 2, y: height + 36, "text-anchor": "middle" }, picture, words.epoch);
  svg("text", { x: -height / 2, y: -42, "text-anchor": "middle", transform: "rotate(-90)" }, picture, words.loss);
  const lines = svg("g", {}, picture);
  const legend = html("ul", { class: "legend", "aria-live": "polite" }, stage);
  const update = (place) => {
    const runs = data.runs.filter((run) => run.batchSize === sizes[place]);
    lines.replaceChildren(...runs.map((run, k) => svg("polyline", {
      class: `curve s${k}`, points: run.trainLoss.map((loss, e) => `${x(e + 1).toFixed(1)},${y(loss).toFixed(1)}`).join(" "),
    })));
    legend.replaceChildren(...runs.map((run, k) => {
      const item = html("li", {});
      html("span", { class: `mark s${k}` }, item);
      item.append(words.run(run.learningRate, run.trainLoss.at(-1).toFixed(3), run.testAccuracy.at(-1).toFixed(3)));
      return item;
    }));
    picture.setAttribute("aria-label", words.lines(sizes[place]));
  };
  choices(controls, words.size, sizes.map(String), 1, update);
  update(1);
}
