// Which data: one of the catalogue, a path on this machine, or a file that is chosen or dropped.

import { api } from "./api.js";
import { button, element, field, named } from "./dom.js";
import { showProblem } from "./notices.js";
import { amount, size } from "./numbers.js";
import { t, tOr } from "./words.js";

export class DataPicker {
  /** @param {(source: string) => void} choose */
  constructor(choose) {
    this.chosen = choose;
    this.sets = [];
    this.list = element("ul", { class: "catalogue" });
    this.problem = element("div");
    this.path = element("input",
      { type: "text", id: "path", spellcheck: "false", autocapitalize: "none", placeholder: "people.csv" });
    const form = element("form", { class: "path-form" }, field(t("data.path"), this.path),
      element("button", { type: "submit" }, t("data.look")));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const path = this.path.value.trim();
      if (path === "") this.path.focus();
      else this.chosen(path);
    });
    this.file = element("input", { type: "file", id: "file", class: "visually-hidden" });
    this.file.addEventListener("change", () => this.file.files[0] && this.upload(this.file.files[0]));
    const press = element("label", { for: "file", class: "button" }, t("data.file"));
    this.drop = element("div", { class: "drop", id: "drop" }, this.file, press,
      element("p", { class: "muted small" }, t("data.drop")));
    this.listenToDrops();
    this.node = element(
      "div", { class: "picker" }, this.list, element("div", { class: "own-data" }, form, this.drop), this.problem);
  }

  /** @param {string|null} source the chosen one */
  async load(source) {
    try {
      this.sets = await api("catalogue");
    } catch (error) {
      showProblem(this.problem, error, button(t("retry"), {}, () => this.load(source)));
    }
    this.show(source);
  }

  show(source) {
    this.source = source;
    this.list.replaceChildren(...this.sets.map((set) => this.card(set)));
    this.path.value = source && !this.find(source) && !source.startsWith("upload:") ? source : "";
  }

  card(set) {
    const isChosen = this.find(this.source)?.name === set.name;
    const isHere = set.isCached || set.isEmbedded;
    const facts = t("data.facts", { samples: amount(set.sampleCount), classes: set.classCount });
    const status = set.isEmbedded ? t("data.embedded")
      : set.isCached              ? t("data.cached")
        : t("data.fetch", { size: size(set.downloadBytes) });
    const card = button("", { class: "card", "aria-pressed": String(isChosen), "data-source": set.name },
      () => this.chosen(set.name));
    card.append(element("span", { class: "card-title" }, named(set.title)),
      element("span", {}, tOr(`set.${set.name}`, set.note ?? "")), element("span", { class: "muted small" }, facts),
      element(
        "span", { class: isHere ? "muted small" : "small fetch" }, status, set.licence ? ` · ${set.licence}` : ""));
    return element("li", {}, card);
  }

  find(source) {
    return this.sets.find((set) => set.name === source?.split(":")[0]);
  }

  needsFetching(source) {
    const set = this.find(source);
    return Boolean(set) && !set.isCached && !set.isEmbedded;
  }

  fetched(source) {
    const set = this.find(source);
    if (!set || set.isCached) return;
    set.isCached = true;
    this.show(source);
  }

  choose(source) {
    this.source = source;
    const name = this.find(source)?.name;
    for (const card of this.list.querySelectorAll(".card")) {
      card.setAttribute("aria-pressed", String(card.dataset.source === name));
    }
    this.problem.replaceChildren();
  }

  listenToDrops() {
    const over = (event) => {
      if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
      event.preventDefault();
      this.drop.classList.add("is-over");
    };
    this.drop.addEventListener("dragenter", over);
    this.drop.addEventListener("dragover", over);
    this.drop.addEventListener("dragleave", () => this.drop.classList.remove("is-over"));
    this.drop.addEventListener("drop", (event) => {
      event.preventDefault();
      this.drop.classList.remove("is-over");
      const [file] = event.dataTransfer.files;
      if (file) this.upload(file);
    });
  }

  /** @param {File} file */
  async upload(file) {
      this.problem.replaceChildren(element("p", { class: "muted", role: "status" },
        t("data.uploading", { name: file.name, size: size(file.size) })));
      try {
        const { source } = await api(`uploads?name=${encodeURIComponent(file.name)}`, { body: file });
        this.problem.replaceChildren();
        this.chosen(source);
      } catch (error) {
        showProblem(this.problem, error);
      }
    // The same file may be chosen again after it was corrected.
    this.file.value = "";
  }
}
