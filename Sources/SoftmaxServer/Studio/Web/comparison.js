// Some runs beside one another: their curves, the settings in which they differ, and what came of them.

import { api, runPath } from "./api.js";
import { Chart } from "./chart.js";
import { element, named } from "./dom.js";
import { showProblem } from "./notices.js";
import { duration, figure, percent } from "./numbers.js";
import { settingTitle, sourceText, valueText } from "./settings-text.js";
import { t, tOr } from "./words.js";

export class Comparison {
  /** @param {string[]} ids */
  constructor(ids) {
    const axis = t("epoch.one");
    this.loss = new Chart({ title: t("chart.loss"), format: figure, axis });
    this.accuracy = new Chart({ title: t("compare.accuracy"), format: percent, axis });
    this.tables = element("div", { class: "charts" });
    this.node = element("section", { class: "part", id: "comparison", "aria-labelledby": "comparison-title" },
      element("h2", { id: "comparison-title" }, t("compare.title")),
      element("div", { class: "charts" }, this.accuracy.node, this.loss.node), this.tables);
    this.load(ids);
  }

  async load(ids) {
    try {
      const runs = await Promise.all(ids.map((id) => api(runPath(id))));
      const last = Math.max(1, ...runs.flatMap((run) => run.points.map(({ epoch }) => epoch)));
      const series = (key) => runs.map((run, place) => ({
        name: run.name, color: place + 1, dash: place,
        values: run.points.filter((point) => point[key] !== null).map((point) => [point.epoch, point[key]]),
      }));
      this.accuracy.update(series("testAccuracy"), last);
      this.loss.update(series("loss"), last);
      this.tables.replaceChildren(
        this.table("compare.results", runs, results(runs)), this.table("compare.settings", runs, differences(runs)));
    } catch (error) {
      showProblem(this.node, error);
    }
  }

  table(title, runs, rows) {
    if (rows.length === 0) return element("p", { class: "muted" }, t("compare.same"));
    const head =
      element("tr", {}, element("td"), ...runs.map((run) => element("th", { scope: "col" }, named(run.name))));
    const body =
      rows.map(([name, values, best]) => element("tr", {}, element("th", { scope: "row" }, name),
                 ...values.map((value, place) => element("td", { class: best === place ? "number best" : "number" },
                   named(value), best === place ? " ✓" : ""))));
    return element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t(title) },
      element("table", { class: "comparison" }, element("caption", {}, t(title)), element("thead", {}, head),
        element("tbody", {}, ...body)));
  }

  close() {
    this.loss.close();
    this.accuracy.close();
  }
}

function results(runs) {
  const row = (name, key, format, better) => {
    const values = runs.map((run) => run[key]);
    const known = values.filter((value) => value !== null && value !== undefined);
    const best = better && known.length > 1 ? values.indexOf(better(...known)) : -1;
    return [t(name), values.map(format), values.filter((value) => value === values[best]).length === 1 ? best : -1];
  };
  return [
    row("figure.test", "testAccuracy", percent, Math.max), row("figure.train", "trainAccuracy", percent, Math.max),
    row("series.loss", "loss", figure, null), row("series.bound", "bound", figure, null),
    [t("certified"), runs.map((run) => t(run.certified ? "yes" : "no")), -1],
    row("epochs", "epoch", String, null), row("runs.time", "seconds", duration, null),
  ];
}

/** What the runs were made with, where it is not the same for all. */
function differences(runs) {
  const facts = runs.map((run) => new Map([
    [t("data"), sourceText(run.source)],
    [t("label"), run.label ?? ""],
    [t("method"), tOr(`method.${run.method}`, run.method)],
    ...Object.entries(run.table ?? {}).map(([id, value]) => [tOr(`table.${id}`, id), valueText(value)]),
    ...Object.entries(run.settings ?? {}).filter(([id]) => id !== "method").map(([id,
      value]) => [settingTitle(id), valueText(value)]),
  ]));
  const names = [...new Set(facts.flatMap((fact) => [...fact.keys()]))];
  return names.map((name) => [name, facts.map((fact) => fact.get(name) || t("default")), -1])
    .filter(([, values]) => new Set(values).size > 1);
}
