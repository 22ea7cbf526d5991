// Keys, and the dialog that lists them. Single keys can be switched off: some people dictate, and what they say is
// typed.

import { byId, element, labelOf } from "./dom.js";
import { t } from "./words.js";

const storageKey = "softmax-studio-keys";
const keys = ["p", "s", "b", "f", "l", "n", "r", "?"];

/** @param {(key: string) => boolean} act does what a key stands for; false where it means nothing here */
export function startShortcuts(act) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event.target)) return;
    if (event.key === "?") return showShortcuts();
    if (!areOn() || document.querySelector("dialog[open]")) return undefined;
    if (keys.includes(event.key) && act(event.key)) event.preventDefault();
    return undefined;
  });
}

/** Opens the list of keys. */
export function showShortcuts() {
  const list =
    keys.flatMap((key) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, t(`key.${key}`))]);
  const box = element("input", { type: "checkbox", id: "keys-on", checked: areOn() });
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(storageKey, box.checked ? "on" : "off");
    } catch {
      // Without storage the keys stay on.
    }
  });
  byId("keys-title").textContent = t("keys.title");
  byId("keys-content")
    .replaceChildren(element("dl", { class: "keys" }, ...list),
      element("p", { class: "muted small" }, t("keys.note")),
      element("p", { class: "check" }, box, labelOf("keys-on", t("keys.on"))));
  if (!byId("keys-dialog").open) byId("keys-dialog").showModal();
}

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable
      || target.matches("textarea, select, input:not([type=range], [type=checkbox], [type=radio])")
      || target.id === "pad");
}

function areOn() {
  try {
    return localStorage.getItem(storageKey) !== "off";
  } catch {
    return true;
  }
}
