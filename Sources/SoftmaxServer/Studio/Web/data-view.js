// What is in the data, as `softmax data` shows it: classes, pictures, columns, rows. What training would refuse
// stands beside the cells that it means, with buttons that put it right.

import { button, element, named, select } from "./dom.js";
import { showProblem } from "./notices.js";
import { amount, cellValue, percent, size } from "./numbers.js";
import { samplePicture } from "./pictures.js";
import { t, tOr, worded } from "./words.js";

const mostClasses = 20;

export class DataView {
  /** @param {(change: {label?: string|null, table?: Object}) => void} change */
  constructor(change) {
    this.change = change;
    this.node = element("div", { id: "data-view", class: "data-view" });
  }

  busy(source) {
    this.node.setAttribute("aria-busy", "true");
    // What is there stays until the new view comes: nothing jumps when a column is left out.
    if (this.node.dataset.source === source) return;
    this.node.replaceChildren(element("p", { class: "muted", role: "status" }, t("data.reading", { source })));
  }

  /** Data that is not on this machine is fetched only when someone says so. */
  offerToFetch({ title, downloadBytes }, fetchIt) {
    this.node.replaceChildren(element("p", {}, t("data.needs", { name: title })),
      button(t("data.fetch.now", { size: size(downloadBytes) }), { class: "primary", id: "fetch" }, fetchIt));
  }

  fail(error) {
    this.node.removeAttribute("aria-busy");
    showProblem(this.node, error);
    if (error.sample) this.node.append(sampleTable(error.sample, t("data.rows.around")));
  }

  /** @param {Object} view @param {import("./address.js").Choice} choice */
  show(view, choice) {
    Object.assign(this, { view, choice });
    this.node.removeAttribute("aria-busy");
    this.node.dataset.source = view.source;
    const facts = [
      t(`kind.${view.kind}`, { shape: (view.shape ?? []).join(" × ") }),
      t("data.facts", { samples: amount(view.sampleCount), classes: view.classCount })
    ];
    this.node.replaceChildren(...[
      element("h3", { class: "data-name" }, named(view.name),
        element("span", { class: "muted small" }, ` ${facts.join(" · ")}`)),
      this.problems(),
      view.pictures ? this.pictures() : null,
      this.sample(),
      view.columns ? this.columns() : null,
      element("details", { open: !view.pictures && view.classes.length <= 6 },
        element("summary", {}, t("data.classes", { count: view.classCount })), this.classes()),
      view.notes.length > 0 ? element("ul", { class: "muted small notes" }, ...view.notes.map(noteItem)) : null,
    ].filter(Boolean));
  }

  problems() {
    const { problems } = this.view;
    if (problems.length === 0) return element("p", { class: "fine" }, `✓ ${t("data.fine")}`);
    const items = problems.map((problem) => {
      const where = [
        problem.row ? t("place.line", { line: problem.row }) : null,
        problem.column ? t("place.column", { column: problem.column }) : null
      ];
      const said = worded(problem);
      const remedy =
        problem.remedy ? worded({ ...problem, message: problem.remedy, code: `${problem.code}.remedy` }) : null;
      return element("li", {}, element("strong", { lang: said.lang }, said.text),
        element("span", { class: "muted small" }, ` ${where.filter(Boolean).join(t("comma"))}`),
        remedy ? element("p", { class: "small", lang: remedy.lang }, remedy.text) : null,
        problem.fixes?.length ? element("div", { class: "row" }, ...problem.fixes.map((fix) => this.fix(fix)))
          : null);
    });
    return element("div", { class: "notice", id: "refusals", role: "group", "aria-labelledby": "refusals-title" },
      element("h4", { id: "refusals-title" }, `✗ ${t("data.refused", { count: problems.length })}`),
      element("ul", {}, ...items));
  }

  fix(fix) {
    const [[id, value] = []] = Object.entries(fix.table ?? {});
    const last = value?.split(",").at(-1);
    const kind = last?.split("=").at(-1);
    const text = id === "naValues" ? t("fix.naValues", { text: last })
      : id === "missing"           ? tOr(`fix.missing.${value}`, fix.title)
      : id === "ignore"            ? t("fix.ignore")
      : id === "unlabelled"        ? t("fix.unlabelled")
      : id === "columns"           ? tOr(`fix.columns.${kind}`, fix.title)
      : id === "decimal" ? t(fix.table.thousands ? "fix.decimal.thousands" : "fix.decimal", fix.table)
      : fix.label ? t("fix.label")
        : fix.title;
    const name = id === "missing" ? value : id === "columns" ? kind : id ?? "label";
    return button(text, { "data-fix": name }, () =>
      this.change({ table: { ...this.choice.table, ...fix.table }, ...(fix.label ? { label: fix.label } : {}) }));
  }

  pictures() {
    const { pictures, shape } = this.view;
    const groups = Map.groupBy ? Map.groupBy(pictures, ({ label }) => label) : grouped(pictures);
    const items = [...groups]
                    .slice(0, mostClasses)
                    .map(([name, group]) => element("li", {},
                      element("span", { class: "class-strip" },
                      ...group.slice(0, 3).map(({ picture }) => samplePicture(picture, shape, name))),
                      element("span", {}, named(name))));
    return element("ul", { class: "strips" }, ...items);
  }

  /** The first rows, and those with a problem. */
  sample() {
    const { sample } = this.view;
    return sample ? sampleTable(sample, t("data.rows")) : null;
  }

  columns() {
    const { columns } = this.view;
    const isTable = this.view.kind === "table";
    const titles = ["column", "type", "role", "missing", "values"].map(
      (name) => element("th", { scope: "col" }, t(`columns.${name}`)));
    const rows = columns.map((column) => {
      const values = column.kind === "number" && column.min !== undefined
        ? t("columns.range", { min: cellValue(column.min), max: cellValue(column.max), mean: cellValue(column.mean) })
        : `${t("columns.distinct", { count: column.distinct })}: ${column.examples.slice(0, 4).join(", ")}`;
      return element("tr", { class: column.role === "left out" ? "is-out" : null },
        element("th", { scope: "row" }, named(column.name)),
        element("td", {}, tOr(`type.${column.kind}`, column.kind)),
        element("td", {}, isTable ? this.role(column) : tOr(`role.${column.role}`, column.role)),
        element("td", { class: column.missing > 0 ? "number wrong" : "number" }, amount(column.missing)),
        element("td", {}, named(values), this.columnProblem(column)));
    });
    return element("details", { open: columns.length <= 12 },
      element("summary", {}, t("data.columns", { count: columns.length })),
      element("div", {
        class: "scroll",
        tabindex: 0,
        role: "group",
        "aria-label": t("data.columns", { count: columns.length })
      },
        element("table", { class: "columns" }, element("thead", {}, element("tr", {}, ...titles)),
          element("tbody", {}, ...rows))));
  }

  columnProblem({ problem, code, values }) {
    if (!problem) return null;
    const said = worded({ message: problem, code, values });
    return element("span", { class: "small muted block", lang: said.lang }, said.text);
  }

  role(column) {
    const ignored = (this.choice.table.ignore ?? "").split(",").filter(Boolean);
    const options = [["feature", t("role.feature")], ["label", t("role.label")], ["left out", t("role.left out")]];
    const control = select(options, column.role, { "aria-label": t("columns.role.of", { name: column.name }) });
    control.addEventListener("change", () => {
      const others = ignored.filter((name) => name !== column.name);
      if (control.value === "label") {
        return this.change({ label: column.name, table: withIgnored(this.choice.table, others) });
      }
      const next = control.value === "left out" ? [...others, column.name] : others;
      // A key is left out by itself: it is a feature only where it is called a category.
      const isKey = control.value === "feature" && column.role === "left out" && !ignored.includes(column.name);
      const table = withIgnored(this.choice.table, next);
      if (isKey) table.columns = [table.columns, `${column.name}=category`].filter(Boolean).join(",");
      return this.change({ table });
    });
    return control;
  }

  classes() {
    const { classes, sampleCount } = this.view;
    const most = Math.max(...classes.map(({ count }) => count), 1);
    const rows = classes.slice(0, 100).map(({ name, count }) => {
      const bar = element("span", { class: "fill" });
      bar.style.transform = `scaleX(${count / most})`;
      return element("tr", {}, element("th", { scope: "row" }, named(name)),
        element("td", { class: "meter-cell", "aria-hidden": "true" }, element("span", { class: "meter" }, bar)),
        element("td", { class: "number" }, amount(count)),
        element("td", { class: "number muted" }, percent(count / sampleCount)));
    });
    const head =
      ["answer.class", "answer.share", "count", "share"].map((name) => element("th", { scope: "col" }, t(name)));
    return element("table", { class: "answer" },
      element("thead", { class: "visually-hidden" }, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  }
}

/** Rows of a table, with a mark in each cell that is refused. */
function sampleTable(sample, title) {
  const marks =
    new Map(sample.marks.map((mark) => [`${mark.row}|${mark.column}`, worded({ ...mark, message: mark.problem })]));
  const head = element("tr", {}, element("th", { scope: "col", class: "number" }, t("line")),
    ...sample.header.map((name) => element("th", { scope: "col" }, named(name))));
  const rows = sample.rows.map(
    (row, place) => element("tr", {},
      element("th", { scope: "row", class: "number muted" }, String(sample.numbers?.[place] ?? place + 1)),
      ...row.map((cell, column) => {
        const problem = marks.get(`${place}|${sample.header[column]}`);
        if (!problem) return element("td", {}, named(cell));
        return element("td", { class: "marked" }, named(cell === "" ? "–" : cell),
          element("span", { class: "mark", lang: problem.lang }, `✗ ${problem.text}`));
      })));
  return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": title },
    element("table", { class: "sample-table" }, element("caption", {}, title), element("thead", {}, head),
      element("tbody", {}, ...rows)));
}

/** @param {{message: string, code?: string, values?: Object}} note */
function noteItem(note) {
  const said = worded(note);
  return element("li", { lang: said.lang }, said.text);
}

function withIgnored(table, names) {
  const { ignore: _, ...rest } = table;
  return names.length > 0 ? { ...rest, ignore: names.join(",") } : rest;
}

function grouped(pictures) {
  const groups = new Map();
  for (const one of pictures) groups.set(one.label, [...(groups.get(one.label) ?? []), one]);
  return groups;
}
