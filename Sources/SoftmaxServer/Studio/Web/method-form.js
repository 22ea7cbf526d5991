// The method and its settings, each with what it means. The service says which there are; the page has their words
// in both languages, and takes the service's where it has none.

import { api } from "./api.js";
import { element, field, fill, freshId, select } from "./dom.js";
import { showProblem } from "./notices.js";
import { settingTitle, valueText } from "./settings-text.js";
import { t, tOr } from "./words.js";

// The others stand behind a fold: most readers need none of them.
const main = ["epochs", "batchSize", "learningRate", "l2", "holdout"];
const shownMethods = ["auto", "sgd"];

export class MethodForm {
  /** @param {(change: {method?: string, settings?: Object<string, string>}) => void} change */
  constructor(change) {
    this.change = change;
    this.settings = [];
    this.methods = element("fieldset", { class: "methods" });
    this.fields = element("div");
    this.others = element("div", { class: "more-methods" });
    this.node = element("div", { class: "method-form" }, this.methods, this.others, this.fields);
    this.inputs = new Map();
  }

  /** @param {string} kind @param {import("./address.js").Choice} choice */
  async load(kind, choice) {
    Object.assign(this, { kind, choice });
    choice.method ??= kind === "image" ? "sgd" : "auto";
    try {
      const query = new URLSearchParams({ kind, method: choice.method });
      const { methods, settings } = await api(`settings?${query}`);
      this.settings = settings;
      // A link may name settings of another method: they have no meaning here.
      const known = Object.fromEntries(
        Object.entries(choice.settings).filter(([id]) => settings.some((setting) => setting.id === id)));
      this.change({ method: choice.method, settings: known });
      this.showMethods(methods);
      this.showSettings(settings, known);
    } catch (error) {
      showProblem(this.fields, error);
    }
  }

  showMethods(methods) {
    const name = freshId("method");
    const focused = this.methods.contains(document.activeElement) || this.others.contains(document.activeElement);
    const isOther = !shownMethods.includes(this.choice.method);
    const card = (value, title, note, isChosen) => {
      const input = element("input", { type: "radio", name, value, checked: isChosen });
      input.addEventListener("change", () => this.setMethod(value));
      return element("label", { class: "card" }, input, element("span", { class: "card-title" }, title),
        element("span", { class: "small" }, note));
    };
    const cards = methods.filter(({ id }) => shownMethods.includes(id))
                    .map((method) => card(method.id, tOr(`method.${method.id}`, method.title),
                      tOr(`method.${method.id}.note`, method.note), method.id === this.choice.method));
    const others = methods.filter(({ id }) => !shownMethods.includes(id));
    const more =
      select([["", t("method.others")], ...others.map(({ id, title }) => [id, tOr(`method.${id}`, title)])],
        isOther ? this.choice.method : "", { "aria-label": t("method.others") });
    more.addEventListener("change", () => more.value !== "" && this.setMethod(more.value));
    const chosen = methods.find(({ id }) => id === this.choice.method);
    const note = isOther && chosen
      ? element("p", { class: "muted small" }, tOr(`method.${chosen.id}.note`, chosen.note))
      : null;
    this.methods.replaceChildren(
      element("legend", { class: "visually-hidden" }, t("method")), element("div", { class: "cards" }, ...cards));
    fill(this.others, others.length > 0 && more, note);
    // The radio that was pressed is a new one now.
    if (focused) (isOther ? more : this.methods.querySelector("input:checked"))?.focus();
  }

  setMethod(method) {
    this.choice.method = method;
    this.load(this.kind, this.choice);
  }

  showSettings(settings, values) {
    this.inputs.clear();
    const fields = (own) =>
      element("div", { class: "fields" }, ...own.map((setting) => this.field(setting, values[setting.id])));
    const [first, rest] =
      [settings.filter(({ id }) => main.includes(id)), settings.filter(({ id }) => !main.includes(id))];
    const isSet = rest.some(({ id }) => values[id] !== undefined);
    this.fields.replaceChildren(fields(first),
      rest.length > 0 ? element("details", { open: isSet },
        element("summary", {}, t("settings.more", { count: rest.length })), fields(rest))
          : "");
  }

  field(setting, value) {
    const { id, help, title, flag } = setting;
    const control = this.control(setting, value);
    control.id = `setting-${id}`;
    control.dataset.setting = id;
    control.addEventListener("change", () => this.set(setting, control));
    const own = setting.default === null || setting.default === undefined
      ? tOr(`default.${setting.defaultText}`, setting.defaultText ?? t("default"))
      : valueText(setting.default);
    const text = `${tOr(`setting.${id}.help`, help)}${t("gap")}${t("setting.default", { value: own })}`;
    const node = field(settingTitle(id, title), control, text);
    node.title = flag;
    const problem = element("p", { class: "problem small", role: "alert" });
    node.append(problem);
    this.inputs.set(id, { control, problem, setting });
    return node;
  }

  control({ type, choices, default: own, min, max, defaultText }, value) {
    if (type === "boolean") {
      return select(
        [["", t("setting.unset", { value: valueText(own) })], ["true", t("yes")], ["false", t("no")]],
        value ?? "");
    }
    if (type === "choice") {
      return select(
        [["", t("setting.unset", { value: valueText(own) })], ...choices.map((one) => [one, valueText(one)])],
        value ?? "");
    }
    const isNumber = type === "number" || type === "integer";
    const placeholder = own ?? tOr(`default.${defaultText}`, defaultText ?? "");
    return element("input", {
      type: "text",
      inputmode: type === "integer" ? "numeric"
        : isNumber                   ? "decimal"
          : null,
      value: value ?? "",
      placeholder,
      "data-min": min,
      "data-max": max,
    });
  }

  set(setting, control) {
    const value = control.value.trim();
    const { problem } = this.inputs.get(setting.id);
    const wrong = value === "" ? null : refusal(setting, value);
    problem.textContent = wrong ?? "";
    if (wrong) {
      control.setAttribute("aria-invalid", "true");
      return;
    }
    control.removeAttribute("aria-invalid");
    const { [setting.id]: _, ...others } = this.choice.settings;
    this.change({ settings: value === "" ? others : { ...others, [setting.id]: value } });
  }

  /** What the service says of a setting stands beside it. @param {Error & {place: {setting: string}}} error */
  mark(error) {
    const entry = this.inputs.get(error.place.setting);
    if (!entry) return;
    entry.problem.textContent = error.message;
    entry.control.setAttribute("aria-invalid", "true");
    entry.control.closest("details")?.setAttribute("open", "");
    entry.control.focus();
  }

  /** Values as the service takes them: numbers as numbers. @param {Object<string, string>} values */
  typed(values) {
    const entries = Object.entries(values ?? {}).map(([id, value]) => {
      const type = this.settings.find((setting) => setting.id === id)?.type;
      if (type === "boolean") return [id, value === true || value === "true"];
      return [id, type === "number" || type === "integer" ? Number(value) : value];
    });
    return Object.fromEntries(entries);
  }
}

function refusal({ type, min, max }, text) {
  if (type !== "number" && type !== "integer") return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return t("bad.number", { text });
  if (type === "integer" && !Number.isInteger(value)) return t("bad.integer", { text });
  if (min !== undefined && min !== null && value < min) return t("bad.low", { min });
  if (max !== undefined && max !== null && value > max) return t("bad.high", { max });
  return null;
}
