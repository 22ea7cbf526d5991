// What went wrong, and what the page has to say: beside what it belongs to, or at the top of the page.

import { button, byId, element } from "./dom.js";
import { t, worded } from "./words.js";

/** Says something to screen readers alone. @param {string} text */
export function say(text) {
  const node = byId("spoken");
  // The same text twice would not be read again.
  node.textContent = node.textContent === text ? `${text}\u00a0` : text;
}

/**
 * A box that says what was refused, and where.
 * @param {Error & {place?: {line?: number, column?: string}, problems?: Array<{message: string, code?: string}>}} error
 * @param {...Node} actions
 */
export function problemBox(error, ...actions) {
  const { place } = error;
  const where = [
    place?.line ? t("place.line", { line: place.line }) : null,
    place?.column ? t("place.column", { column: place.column }) : null,
  ].filter(Boolean).join(t("comma"));
  const list = (error.problems ?? []).map((problem) => {
    const own = worded(problem);
    return element("li", { lang: own.lang }, own.text);
  });
  const own = worded(error);
  return element("div", { class: "notice problem-box", role: "alert" },
    element("p", {}, element("strong", { lang: error.isService ? own.lang : null }, own.text),
      where === "" ? null : ` (${where})`),
    list.length > 0 ? element("ul", {}, ...list) : null,
    actions.length > 0 ? element("div", { class: "row" }, ...actions) : null);
}

/** Shows a problem in a place, in place of what was there. @param {HTMLElement} place @param {Error} error */
export function showProblem(place, error, ...actions) {
  if (error.name === "AbortError") return;
  place.replaceChildren(problemBox(error, ...actions));
}

/** Shows what no other place is for at the top of the page, until it is closed. @param {Error} error */
export function showAtTop(error) {
  if (error?.name === "AbortError") return;
  const box = problemBox(error);
  box.append(button(t("close"), { class: "quiet" }, () => box.remove()));
  byId("notices").replaceChildren(box);
}

/** The banner of a lost connection; null takes it away. @param {string|null} text */
export function showConnection(text) {
  const banner = byId("connection");
  if (banner.textContent !== (text ?? "")) banner.textContent = text ?? "";
  banner.hidden = text === null;
}
