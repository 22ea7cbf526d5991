// The runs that were kept: renamed, compared, deleted.

import { addressOf, choiceOf, queryOf, setAddress } from "./address.js";
import { api } from "./api.js";
import { Comparison } from "./comparison.js";
import { button, element, named } from "./dom.js";
import { deleteRun, rename } from "./keep.js";
import { isOver } from "./live.js";
import { problemBox, say, showAtTop } from "./notices.js";
import { duration, figure, percent } from "./numbers.js";
import { sourceText } from "./settings-text.js";
import { t } from "./words.js";

const mostCompared = 4;

export class RunsView {
  /** @param {{query: URLSearchParams, changed: () => void}} options */
  constructor({ query, changed }) {
    this.changed = changed;
    this.chosen = (query.get("compare") ?? "").split(",").filter(Boolean).slice(0, mostCompared);
    this.list = element("div");
    this.place = element("div");
    this.node = element("div", { class: "view" }, element("h1", { tabindex: -1 }, t("runs.title")),
      element("p", { class: "muted" }, t("runs.help")), this.list, this.place);
    this.load();
  }

  async load() {
    try {
      this.runs = await api("runs");
      this.chosen = this.chosen.filter((id) => this.runs.some((run) => run.id === id));
      this.show();
    } catch (error) {
      this.list.replaceChildren(problemBox(error, button(t("retry"), {}, () => this.load())));
    }
  }

  show() {
    if (this.runs.length === 0) {
      this.list.replaceChildren(element("p", {}, t("runs.none")),
        element("p", {}, element("a", { class: "button primary", href: "#/" }, t("nav.new"))));
      this.compare();
      return;
    }
    const titles = ["compare", "name", "state", "test", "train", "loss", "bound", "time", "actions"];
    const head = element("tr", {},
      ...titles.map((title) => element("th", { scope: "col" },
        ["compare", "actions"].includes(title)
          ? element("span", { class: "visually-hidden" }, t(`runs.${title}`))
            : t(`runs.${title}`))));
    const rows = [...this.runs].reverse().map((run) => this.row(run));
    this.list.replaceChildren(
      element("div", { class: "scroll", tabindex: 0, role: "group", "aria-label": t("runs.title") },
        element("table", { class: "runs", id: "runs-table" }, element("thead", {}, head),
          element("tbody", {}, ...rows))));
    this.compare();
  }

  row(run) {
    const box = element("input", {
      type: "checkbox",
      checked: this.chosen.includes(run.id),
      "aria-label": t("runs.choose", { name: run.name })
    });
    box.addEventListener("change", () => this.choose(run.id, box));
    const name = element("th", { scope: "row" },
      element("a", { href: addressOf(`runs/${encodeURIComponent(run.id)}`) }, named(run.name)),
      element(
        "span", { class: "muted small block" }, named(sourceText(run.source)), " · ", t(`method.${run.method}`)));
    const number = (text) => element("td", { class: "number" }, text);
    const renaming = button(t("rename"), { class: "quiet", "aria-label": t("rename.of", { name: run.name }) },
      () => this.rename(run, name));
    const deleting = button(t("delete"),
      { class: "quiet", disabled: !isOver(run.state), "aria-label": t("delete.of", { name: run.name }) },
      () => this.delete(run));
    const again =
      element("a", { class: "button quiet", href: addressOf("", queryOf(choiceOf(run))) }, t("runs.again"));
    const bound = run.certified ? element("span", { class: "certified" }, t("certified")) : figure(run.bound);
    return element("tr", { "data-run": run.id }, element("td", {}, box), name,
      element("td", {}, element("span", { class: `badge is-${run.state}` }, t(`state.${run.state}`))),
      number(percent(run.testAccuracy)), number(percent(run.trainAccuracy)), number(figure(run.loss)), number(bound),
      number(duration(run.seconds)), element("td", { class: "actions" }, again, renaming, deleting));
  }

  choose(id, box) {
    const others = this.chosen.filter((one) => one !== id);
    if (box.checked && others.length >= mostCompared) {
      box.checked = false;
      say(t("runs.most", { count: mostCompared }));
      return;
    }
    this.chosen = box.checked ? [...others, id] : others;
    this.compare();
  }

  async compare() {
    const query = new URLSearchParams();
    if (this.chosen.length > 0) query.set("compare", this.chosen.join(","));
    setAddress(addressOf("runs", query));
    this.comparison?.close();
    this.comparison = null;
    if (this.chosen.length < 2) {
      const hint = this.runs.length > 1
        ? [element("p", { class: "muted" }, t("compare.hint", { count: mostCompared }))]
        : [];
      this.place.replaceChildren(...hint);
      return;
    }
    const comparison = new Comparison(this.chosen);
    this.comparison = comparison;
    this.place.replaceChildren(comparison.node);
  }

  rename(run, place) {
    const input = element("input", { type: "text", value: run.name, maxlength: 80, "aria-label": t("rename.label") });
    const form = element("form", { class: "row rename" }, input,
      element("button", { type: "submit", class: "primary" }, t("save")),
      button(t("cancel"), {}, () => this.show()));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      await rename(run.id, input.value).catch(showAtTop);
      this.changed();
      this.load();
    });
    place.replaceChildren(form);
    input.focus();
    input.select();
  }

  async delete(run) {
    try {
      if (!(await deleteRun(run))) return;
      say(t("delete.done", { name: run.name }));
      this.changed();
      await this.load();
      this.node.querySelector("h1").focus();
    } catch (error) {
      showAtTop(error);
    }
  }

  close() {
    this.comparison?.close();
  }
}
