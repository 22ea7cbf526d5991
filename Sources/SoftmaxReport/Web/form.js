// A form for a row of a table, or a field for a vector.

import { showAnswer, showHint, showProblem } from "./answer.js";
import { element } from "./dom.js";
import { BadValue, features, inputColumns, vectorFeatures } from "./prepare.js";
import { named } from "./samples.js";

const mostChoices = 60;

/** Makes a field for each column that the model needs. */
export function startForm(report, place) {
  const { preparation } = report.model;
  const fields = inputColumns(preparation).map((column, number) => field(report, column, number));
  const read = () => Object.fromEntries(fields.map(({ column, input }) => [column.name, input.value]));
  const score = () => answer(report, fields, () => features(preparation, read()));
  const form = element("form", { id: "row-form", autocomplete: "off" },
    element("div", { class: "fields" }, ...fields.map(({ node }) => node)));
  form.addEventListener("input", score);
  form.addEventListener("submit", (event) => event.preventDefault());
  place.replaceChildren(...exampleRows(report, fields, score), form);
  score();
}

function field(report, column, number) {
  const id = `field-${number}`;
  const input = control(report, column, id);
  const node = element("div", { class: "field" }, element("label", { for: id }, named(column.name)), input);
  return { column, input, node };
}

function control(report, column, id) {
  const { prepared } = column;
  const attributes = { id, "data-column": column.name };
  const start = report.model.start?.[column.name] ?? "";
  switch (column.kind) {
    case "number":
      return element("input", { ...attributes, type: "text", inputmode: "decimal", value: start });
    case "date":
      return element("input", { ...attributes, type: "datetime-local", step: "1", value: start });
    case "boolean":
      return choice(report, attributes, ["yes", "no"], start);
    default:
      return prepared.categories.length <= mostChoices
        ? choice(report, attributes, prepared.categories, start)
        : element("input", { ...attributes, type: "text", value: start });
  }
}

function choice(report, attributes, values, start) {
  const { preparation } = report.model;
  const empty = preparation.refusesMissing ? [] : [["", "(missing)"]];
  const options = [...empty, ...values.map((value) => [value, value])].map(([value, text]) =>
    element("option", { value, selected: value === start ? "" : null }, text));
  return element("select", attributes, ...options);
}

/** Rows of the report to begin with. */
function exampleRows(report, fields, score) {
  const buttons = report.examples.map((index) => {
    const sample = report.samples[index];
    const button = element("button", { type: "button", class: "example", "data-sample": String(index) },
      `sample ${sample.index}, `, named(report.classes[sample.actual]));
    button.addEventListener("click", () => {
      for (const { column, input } of fields) input.value = sample.inputs?.[column.name] ?? "";
      score();
    });
    return button;
  });
  if (buttons.length === 0) return [];
  return [element("p", { id: "examples-title" }, "Begin with a row of the data:"),
    element("div", { class: "examples", role: "group", "aria-labelledby": "examples-title" }, ...buttons)];
}

function answer(report, fields, make) {
  for (const { input } of fields) input.removeAttribute("aria-invalid");
  try {
    showAnswer(report, make());
  } catch (error) {
    if (!(error instanceof BadValue)) throw error;
    fields.find(({ column }) => error.column === column.name)?.input.setAttribute("aria-invalid", "true");
    showProblem(error.message);
  }
}

/** Makes a field for a vector. */
export function startVector(report, place) {
  const count = report.model.shape.reduce((product, size) => product * size, 1);
  const input = element("textarea", { id: "vector", rows: "5", spellcheck: "false" });
  const label = element("label", { for: "vector" }, `${count} numbers, with commas or spaces between them`);
  input.addEventListener("input", () => {
    if (input.value.trim() === "") showHint("Paste a vector.");
    else answer(report, [], () => vectorFeatures(input.value, count, report.model.origins));
  });
  place.replaceChildren(label, input);
  showHint("Paste a vector.");
}
