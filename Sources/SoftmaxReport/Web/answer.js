// What the model says of a sample that the reader has made.

import { byId, element } from "./dom.js";
import { probability } from "./numbers.js";
import { named } from "./samples.js";
import { ranked } from "./scoring.js";

const mostShown = 10;

/** Shows the classes with their probabilities, the most probable first. */
export function showAnswer(report, features) {
  const classes = ranked(report.model, features);
  const best = classes[0];
  const output = byId("answer");
  output.dataset.label = report.classes[best.index];
  output.dataset.probability = best.probability;
  const rows = classes.slice(0, mostShown).map(({ index, probability: value }) => {
    const bar = element("meter", { min: "0", max: "1", value: String(value), "aria-hidden": "true" });
    return element(
      "tr", {}, element("th", { scope: "row" }, named(report.classes[index])), element("td", {}, bar),
      element("td", { class: "number" }, probability(value))
    );
  });
  const head = element(
    "tr", {}, element("th", { scope: "col" }, "class"), element("th", { scope: "col" }, "share"),
    element("th", { scope: "col" }, "probability")
  );
  const rest = classes.length - mostShown;
  const more = rest > 0 ? ` The other ${rest} classes are less probable.` : "";
  output.replaceChildren(
    element("p", {}, "The model says ", element("strong", {}, named(report.classes[best.index])),
      `, with probability ${probability(best.probability)}.${more}`),
    element("table", {}, element("caption", {}, "Probabilities, the largest first"),
      element("thead", {}, head), element("tbody", {}, ...rows))
  );
}

/** Says why there is no answer. */
export function showProblem(text) {
  const output = byId("answer");
  delete output.dataset.label;
  output.replaceChildren(element("p", { class: "problem" }, `✗ ${text}`));
}

/** Says what to do first. */
export function showHint(text) {
  const output = byId("answer");
  delete output.dataset.label;
  output.replaceChildren(element("p", { class: "muted" }, text));
}
