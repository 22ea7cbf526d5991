// Softmax of three logits with sliders.

import { html, slider, svg } from "./svg.mjs";

export function softmax(o) {
  const m = Math.max(...o);
  const e = o.map((v) => Math.exp(v - m));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((v) => v / sum);
}

export function draw(stage, language, _data) {
  const names = language === "zh" ? ["鸡", "猫", "狗"] : ["chicken", "cat", "dog"];
  const barsAre = language === "zh" ? "概率条形图：" : "Probabilities as bars: ";
  const logit = language === "zh" ? "的 logit" : "'s logit";
  const o = [2, 1, -1];
  const picture = svg("svg", { viewBox: "0 0 360 132", role: "img" }, null);
  const bars = names.map((name, j) => {
    const y = 8 + j * 42;
    svg("text", { x: 64, y: y + 21, "text-anchor": "end" }, picture, name);
    svg("rect", { x: 74, y, width: 220, height: 30, class: "track" }, picture);
    const bar = svg("rect", { x: 74, y, height: 30, class: `bar s${j}` }, picture);
    return { bar, text: svg("text", { x: 302, y: y + 21, class: "number" }, picture) };
  });
  // The bars in words, for those who hear the page: read out after each move.
  const heard = html("p", { class: "unseen", "aria-live": "polite" });
  const update = () => {
    const p = softmax(o);
    p.forEach((value, j) => {
      bars[j].bar.setAttribute("width", (220 * value).toFixed(2));
      bars[j].text.textContent = value.toFixed(4);
    });
    const values = names.map((name, j) => `${name} ${p[j].toFixed(2)}`).join(language === "zh" ? "，" : ", ");
    picture.setAttribute("aria-label", barsAre + values);
    heard.textContent = values;
  };
  const sliders = html("div", { class: "sliders" }, stage);
  names.forEach((name, j) => {
    slider(sliders, name + logit, { min: "-6", max: "6", step: "0.1", value: String(o[j]) }, (value) => {
      o[j] = value;
      update();
    });
  });
  stage.append(picture, heard);
  update();
}
