// A run's name, which can be changed, its state, and what it was made of.

import { addressOf, choiceOf, queryOf } from "./address.js";
import { button, element, named } from "./dom.js";
import { rename } from "./keep.js";
import { showProblem } from "./notices.js";
import { settingsText, sourceText } from "./settings-text.js";
import { t } from "./words.js";

/** @param {import("./live.js").LiveRun} run @param {() => void} changed */
export function runHeader(run, changed) {
  const title = element("h1", { tabindex: -1 }, named(run.summary.name));
  const badge = element("span", { class: "badge" });
  const problem = element("div");
  const edit = button(t("rename"), { class: "quiet", id: "rename" }, () => startEdit());
  const again = element("a",
    { class: "button quiet", id: "change", href: addressOf("", queryOf(choiceOf(run.summary))) }, t("run.change"));
  const head = element("div", { class: "run-title" }, title, badge, edit, again);
  const about = element("p", { class: "muted about" }, named(sourceText(run.summary.source)), " · ",
    t(`method.${run.summary.method}`), ...settingsText(run.summary).flatMap((text) => [" · ", text]));

  function startEdit() {
    const input =
      element("input", { type: "text", value: run.summary.name, maxlength: 80, "aria-label": t("rename.label") });
    const form = element("form", { class: "row rename" }, input,
      element("button", { type: "submit", class: "primary" }, t("save")), button(t("cancel"), {}, () => end()));
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const summary = await rename(run.id, input.value);
        run.take("state", summary);
        changed();
        end();
      } catch (error) {
        showProblem(problem, error);
      }
    });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") end();
    });
    function end() {
      problem.replaceChildren();
      form.replaceWith(head);
      edit.focus();
    }
    head.replaceWith(form);
    input.focus();
    input.select();
  }

  const update = () => {
    title.replaceChildren(named(run.summary.name));
    badge.textContent = t(`state.${run.summary.state}`);
    badge.className = `badge is-${run.summary.state}`;
    badge.dataset.state = run.summary.state;
  };
  run.on("state end", update);
  update();
  return element("header", { class: "run-head" }, head, about, problem);
}
