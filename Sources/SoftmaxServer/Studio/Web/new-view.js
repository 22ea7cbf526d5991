// A new run: an invitation, the data, the method, and the button.

import { addressOf, choiceFrom, go, queryOf, setAddress } from "./address.js";
import { api, runPath } from "./api.js";
import { DataPicker } from "./data-picker.js";
import { DataView } from "./data-view.js";
import { button, element, named } from "./dom.js";
import { hero } from "./hero.js";
import { MethodForm } from "./method-form.js";
import { say, showProblem } from "./notices.js";
import { settingsText } from "./settings-text.js";
import { t } from "./words.js";

export class NewView {
  /** @param {{query: URLSearchParams, state: Object, changed: () => void}} options */
  constructor({ query, state, changed }) {
    Object.assign(this, { state, changed, isClosed: false, view: null, serial: 0 });
    this.choice = choiceFrom(query);
    const isFirst = this.choice.source === null;
    this.choice.source ??= state.startData;
    this.problem = element("div");
    this.picker = new DataPicker((source) => this.setData({ source, label: null, table: {} }));
    this.data = new DataView((change) => this.setData({ ...this.choice, ...change }));
    this.method = new MethodForm((change) => {
      Object.assign(this.choice, change);
      this.update();
    });
    this.train =
      button(t("train"), { class: "primary large", id: "train" }, () => this.start(this.choice, this.problem));
    this.summary = element("p", { class: "muted", id: "choice-summary" });
    this.methodStep = step("method-step", "2", t("step.method"), this.method.node);
    this.trainStep = element("section", { class: "part train-step", "aria-labelledby": "train-title" },
      element("h2", { id: "train-title", class: "visually-hidden" }, t("step.train")), this.summary, this.train,
      this.problem);
    const title = isFirst && state.startData === null
      ? hero(state, (choice, place, control) => this.start(choice, place, control))
      : element("h1", { tabindex: -1 }, t("new.title"));
    this.node = element("div", { class: "view new-view" }, title,
      step("data-step", "1", t("step.data"), this.picker.node, this.data.node), this.methodStep, this.trainStep);
    this.methodStep.hidden = true;
    this.trainStep.hidden = true;
    this.begin();
  }

  async begin() {
    await this.picker.load(this.choice.source);
    if (this.isClosed || this.choice.source === null) return;
    // A link must not make anyone fetch megabytes: that takes a press of a button.
    if (this.picker.needsFetching(this.choice.source)) {
      this.data.offerToFetch(this.picker.find(this.choice.source), () => this.look());
      return;
    }
    this.look();
  }

  /** @param {import("./address.js").Choice} choice */
  setData(choice) {
    const isOther = choice.source !== this.choice.source;
    Object.assign(this.choice, choice);
    if (isOther) Object.assign(this.choice, { method: null, settings: {} });
    this.update();
    this.look();
  }

  /** Asks what is in the data. */
  async look() {
    const { source, label, table } = this.choice;
    this.serial += 1;
    const { serial } = this;
    this.picker.choose(source);
    this.data.busy(source);
    this.problem.replaceChildren();
    try {
      const body = { source, ...(label ? { label } : {}), ...(Object.keys(table).length > 0 ? { table } : {}) };
      const view = await api("data", { body });
      if (serial !== this.serial || this.isClosed) return;
      this.view = view;
      this.data.show(view, this.choice);
      this.picker.fetched(source);
      say(t("data.said", { name: view.name, samples: view.sampleCount, problems: view.problems.length }));
      await this.method.load(view.kind, this.choice);
      this.methodStep.hidden = false;
      this.trainStep.hidden = false;
      this.update();
    } catch (error) {
      if (serial !== this.serial || this.isClosed) return;
      this.view = null;
      this.data.fail(error);
      this.methodStep.hidden = true;
      this.trainStep.hidden = true;
    }
  }

  update() {
    setAddress(addressOf("", queryOf(this.choice)));
    if (!this.view) return;
    const isRefused = this.view.problems.length > 0;
    this.train.disabled = isRefused;
    const parts = [t(`method.${this.choice.method ?? "auto"}`), ...settingsText(this.choice)];
    this.summary.replaceChildren(
      named(this.view.name), " · ", parts.join(" · "), isRefused ? ` · ${t("train.refused")}` : "");
  }

  /**
   * Asks for the run. While another one trains, offers to watch that one.
   * @param {import("./address.js").Choice} choice
   * @param {HTMLElement} place where a refusal is shown
   */
  async start(choice, place, control = this.train) {
    control.disabled = true;
    place.replaceChildren(element("p", { class: "muted", role: "status" }, t("starting")));
    try {
      const { source, label, table, method, settings } = choice;
      const body = {
        source, ...(label ? { label } : {}), ...(Object.keys(table ?? {}).length > 0 ? { table } : {}),
        settings: { ...(method ? { method } : {}), ...this.method.typed(settings) },
      };
      const run = await api("runs", { body });
      this.changed();
      go(addressOf(`runs/${encodeURIComponent(run.id)}`, queryOf(choice)));
    } catch (error) {
      if (error.place?.setting) this.method.mark(error);
      showProblem(place, error, ...(error.running ? this.offers(error.running, choice, place, control) : []));
    } finally {
      control.disabled = false;
    }
  }

  offers(id, choice, place, control) {
    const watch =
      element("a", { class: "button primary", id: "watch", href: addressOf(`runs/${encodeURIComponent(id)}`) },
        t("busy.watch"));
    const instead = button(t("busy.instead"), {}, async () => {
      try {
        await api(runPath(id, "control"), { body: { action: "stop" } });
        await this.start(choice, place, control);
      } catch (error) {
        showProblem(place, error);
      }
    });
    return [watch, instead];
  }

  close() {
    this.isClosed = true;
  }
}

function step(id, number, title, ...content) {
  return element("section", { class: "part step", id, "aria-labelledby": `${id}-title` },
    element("h2", { id: `${id}-title` }, element("span", { class: "step-number", "aria-hidden": "true" }, number),
      title),
    ...content);
}
