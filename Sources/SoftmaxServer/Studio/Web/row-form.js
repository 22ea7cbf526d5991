// Trying a model of a table or of vectors: a field for each column.

import { Answer } from "./answer.js";
import { Asking } from "./asking.js";
import { Contrast } from "./contrast.js";
import { element, field, named, select } from "./dom.js";
import { t, worded } from "./words.js";

const mostChoices = 60;
const mostColumns = 200;

export class RowForm {
  /** @param {import("./live.js").LiveRun} run */
  constructor(run) {
    const { classes, columns } = run.details;
    this.answer = new Answer(classes, t("form.hint"));
    this.answer.node.id = "answer";
    this.contrast = new Contrast({ classes, shape: null }, () => this.ask());
    this.fields = columns.slice(0, mostColumns).map((column) => this.field(column));
    // Columns beyond the form keep the values that they begin with.
    this.rest =
      Object.fromEntries(columns.slice(mostColumns).map(({ name, start }) => [name, start === "" ? null : start]));
    this.asking = new Asking(run.id, {
      answer: (answer) => {
        this.mark(null);
        this.answer.show(answer.probabilities);
        if (answer.contrast) this.contrast.show(answer, null);
      },
      problem: (error) => {
        this.mark(error);
        this.answer.problem(error);
        this.contrast.hide();
      },
    });
    this.form = element("form", { id: "row-form", autocomplete: "off" },
      element("div", { class: "fields" }, ...this.fields.map(({ node }) => node)));
    this.form.addEventListener("input", () => this.ask());
    this.form.addEventListener("submit", (event) => event.preventDefault());
    this.node = element("div", { class: "try" }, element("div", {}, this.form),
      element("div", { class: "answers" }, this.answer.node, this.contrast.node));
    this.ask();
  }

  field(column) {
    const input = control(column);
    const problem = element("p", { class: "problem small", hidden: true });
    const node = field(named(column.name), input);
    problem.id = `${input.id}-problem`;
    node.append(problem);
    return { column, input, node, problem };
  }

  /** Shows a problem at the field that it is about. @param {(Error & {place?: {column?: string}})|null} error */
  mark(error) {
    for (const { column, input, problem } of this.fields) {
      const isHere = error?.place?.column === column.name;
      problem.hidden = !isHere;
      problem.textContent = isHere ? worded(error).text : "";
      if (isHere) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
      if (isHere) input.setAttribute("aria-describedby", problem.id);
      else input.removeAttribute("aria-describedby");
    }
  }

  /** Takes a row of the data. @param {Object<string, unknown>} row */
  take(row) {
    for (const { column, input } of this.fields) {
      if (column.name in row) input.value = row[column.name] ?? "";
    }
    this.ask();
  }

  ask() {
    const row = Object.fromEntries(
      this.fields.map(({ column, input }) => [column.name, input.value.trim() === "" ? null : input.value.trim()]));
    this.asking.ask({ row: { ...this.rest, ...row }, contrast: this.contrast.pair });
  }
}

function control(column) {
  const start = column.start ?? "";
  const empty = column.missing ? [["", t("form.missing")]] : [];
  const choices = (values) =>
    select([...empty, ...values.map((value) => [value, value])], start, { "data-column": column.name });
  if (column.kind === "boolean") {
    return select([...empty, ["yes", t("yes")], ["no", t("no")]], start, { "data-column": column.name });
  }
  if (column.categories && column.categories.length <= mostChoices) return choices(column.categories);
  const type = column.kind === "date" ? { type: "datetime-local", step: 1 }
    : { type: "text", inputmode: column.kind === "number" ? "decimal" : null };
  return element("input", { ...type, value: start, "data-column": column.name });
}
